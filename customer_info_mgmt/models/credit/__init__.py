from . import customer_credit_grade
from . import customer_credit_review
from . import customer_profile
from . import res_partner
from . import account_move
from . import account_move_line
from . import account_partial_reconcile
from . import sale_order
