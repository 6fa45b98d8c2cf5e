from . import customer_feedback_stage
from . import customer_feedback
from . import customer_dormant_run
from . import res_partner
from . import sale_order
from . import stock_picking
from . import customer_insight
from . import customer_value_report
