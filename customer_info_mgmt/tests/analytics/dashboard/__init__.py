from . import test_cohorts
from . import test_dashboard
from . import test_dashboard_access
from . import test_dashboard_tour
from . import test_sales_month
