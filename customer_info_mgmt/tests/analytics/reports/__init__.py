from . import test_customer_report
from . import test_value_page
