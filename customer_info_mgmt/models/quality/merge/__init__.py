"""Many records, one customer: preview, merge, snapshot, undo."""

from . import customer_merge_campaign
from . import customer_merge
from . import customer_merge_apply
from . import customer_merge_undo
from . import customer_merge_row
from . import customer_merge_line
from . import base_partner_merge
from . import res_partner
from . import partner_indexes
