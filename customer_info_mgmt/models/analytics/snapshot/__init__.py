"""The figures of past month ends, and who moved between them."""

from . import customer_profile_snapshot
from . import customer_profile_movement
from . import customer_profile_movement_list
from . import customer_snapshot_month
from . import customer_snapshot_build
from . import customer_settings
from . import res_partner
