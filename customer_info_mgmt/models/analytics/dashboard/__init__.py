"""Sales by month, cohorts, and the dashboard that shows how all of it stands."""

from . import customer_sales_month
from . import customer_profile
