"""The same change on many customers at once, noted, and taken back where need be.

Odoo's lists write one field of selected rows (``multi_edit``), and the list of
customers does so too. This is for what a list does not show, for several fields
together, for thousands of rows, and for who wants to see first what would change.
"""

from . import customer_bulk_edit
from . import customer_bulk_edit_line
from . import customer_bulk_edit_work
from . import res_partner
