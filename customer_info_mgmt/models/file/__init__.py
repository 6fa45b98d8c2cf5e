from . import customer_profile_mark
from . import customer_profile
from . import res_partner
