"""Which customer is due to order which product, and whether it is in stock."""

from . import customer_product_habit
from . import customer_product_habit_refresh
from . import customer_profile
from . import customer_settings
from . import product_template
from . import customer_call
from . import customer_call_line
from . import customer_call_list
from . import customer_call_list_actions
from . import customer_call_snooze
from . import customer_product_season
from . import customer_season_stock
