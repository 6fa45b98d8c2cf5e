"""What is planned and what is to be expected: targets, performance, forecast."""

from . import customer_sales_forecast
from . import customer_sales_forecast_refresh
from . import customer_sales_performance
from . import customer_sales_target
from . import customer_sales_target_copy
