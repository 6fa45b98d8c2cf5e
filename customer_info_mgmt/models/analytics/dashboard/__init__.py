"""Sales by month, cohorts, and the dashboard that shows how all of it stands."""

from . import customer_sales_month
from . import customer_sales_cube
from . import customer_profile
from . import customer_dashboard
from . import customer_dashboard_more
from . import customer_dashboard_action
from . import customer_cohort
from . import res_partner
