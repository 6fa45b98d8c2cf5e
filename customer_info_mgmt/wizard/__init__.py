from . import customer_credit_grade_change
