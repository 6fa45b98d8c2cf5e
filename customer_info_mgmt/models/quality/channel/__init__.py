"""What other systems know of a customer, and whom to believe."""

from . import customer_channel_field
from . import customer_channel_call
from . import customer_channel
from . import customer_value_source
from . import customer_identity
from . import res_partner
