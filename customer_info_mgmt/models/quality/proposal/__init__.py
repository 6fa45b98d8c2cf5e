"""Corrections that wait for approval: from colleagues and from the customer."""

from . import proposal_settings
from . import customer_change_value
from . import customer_change_field
from . import customer_change_request
from . import customer_change_intake
from . import customer_change_request_line
from . import customer_change_decision
from . import customer_change_notice
from . import customer_change_suggest
from . import customer_change_reject
from . import res_partner
from . import res_partner_key_field
from . import res_partner_bank
from . import base_partner_merge
from . import sale_order
from . import stock_picking
from . import customer_profile
from . import customer_self_check
from . import customer_self_check_answer
from . import customer_settings
