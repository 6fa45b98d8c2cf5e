"""Contact points are cleaned, checked and compared like everything that comes in."""

from . import customer_contact_point
from . import customer_merge
from . import res_partner
