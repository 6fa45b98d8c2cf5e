"""By what a customer can be reached, and under which name other systems know it."""

from . import customer_channel
from . import customer_identity
from . import customer_contact_point
from . import customer_contact_point_search
from . import customer_contact_point_verify
from . import res_partner
