"""Which customer is due to order which product, and whether it is in stock."""

from . import customer_product_habit
from . import customer_product_habit_refresh
from . import customer_profile
from . import customer_settings
