"""Sales from before Odoo, brought in from a file."""

from . import customer_sales_history
from . import customer_profile
from . import customer_import
