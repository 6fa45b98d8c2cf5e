"""Is it true, complete and there once: what checks data on its way in."""

from . import quality_settings
from . import customer_data_issue
from . import customer_typed_value
from . import customer_match_key
from . import customer_duplicate
from . import customer_duplicate_candidate
from . import customer_duplicate_find
from . import customer_duplicate_scan
from . import customer_alias
from . import res_partner_match
from . import res_partner_door
from . import res_partner_normalize
from . import res_partner
from . import customer_settings
from . import completeness
from . import check_report
from . import merge
from . import exchange
from . import customer_merge
from . import dormant
from . import proposal
from . import contact
from . import channel
from . import bulk_edit
from . import export
