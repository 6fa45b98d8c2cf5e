from . import base_partner_merge
from . import customer_profile
from . import customer_profile_mark
from . import res_company
from . import res_partner
from . import sale_order
from . import sale_order_line
from . import stock_move
