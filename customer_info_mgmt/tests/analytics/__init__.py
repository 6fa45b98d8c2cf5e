from . import (
    test_access_arguments,
    test_contribution_report,
    test_customer_purchase,
    test_customer_sheet,
    test_customer_value_ui,
    test_profile_access,
    test_sales_history,
    test_profile_contribution,
    test_profile_jobs,
    test_profile_marks,
    test_profile_sales,
    test_ranking,
    test_worth_fixing,
)
from .affinity import *
from .classes import *
from .contribution import *
from .dashboard import *
from .planning import *
from .prediction import *
from .reorder import *
from .reports import *
from .segments import *
from .snapshot import *
