from . import customer_check
