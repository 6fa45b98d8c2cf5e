from . import customer_credit_grade_change
from . import customer_duplicate_dismiss
