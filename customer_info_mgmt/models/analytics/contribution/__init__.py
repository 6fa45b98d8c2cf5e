"""What a customer leaves after every cost, and who is compared with whom by it."""

from . import customer_profile
from . import customer_class_report
from . import customer_period_figures
from . import customer_ranking
from . import customer_bridge
from . import customer_behaviour
from . import customer_comparison
from . import customer_settings
from . import res_company
from . import res_partner
