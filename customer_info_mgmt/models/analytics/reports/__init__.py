"""What a reader takes away: the value page of a customer, papers, the value report."""

from . import customer_profile
from . import res_partner
