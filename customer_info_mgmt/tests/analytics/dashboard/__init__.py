from . import test_sales_month
