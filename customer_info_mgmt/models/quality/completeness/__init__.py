"""What a customer file is asked to hold, how much of that it does, how fresh it is."""

from . import completeness_settings
from . import customer_field_rule
from . import customer_group
from . import customer_profile
from . import customer_profile_findings
from . import customer_contact_point
from . import customer_data_issue
from . import customer_duplicate
from . import res_partner
from . import res_partner_required
from . import customer_settings
