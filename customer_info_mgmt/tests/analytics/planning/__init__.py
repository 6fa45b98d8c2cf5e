from . import test_sales_forecast
from . import test_sales_performance
from . import test_sales_target
