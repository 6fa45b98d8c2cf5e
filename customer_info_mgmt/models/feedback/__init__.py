from . import customer_feedback_stage
from . import customer_feedback
from . import res_partner
from . import sale_order
from . import stock_picking
