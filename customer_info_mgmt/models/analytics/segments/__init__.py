"""Who a customer is by its behaviour: rhythm, RFM, stage of life, risk, potential."""

from . import customer_lifecycle_history
from . import customer_profile
from . import customer_profile_behaviour
from . import customer_profile_reasons
from . import customer_rfm_cell
from . import customer_rfm_segment
from . import customer_settings
from . import customer_yardstick
from . import res_company
from . import res_partner
