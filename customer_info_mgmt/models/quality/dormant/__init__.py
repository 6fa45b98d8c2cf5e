"""Customers whom nobody deals with any more: proposed, reviewed, archived, restored.

Odoo's ``data_recycle`` was looked at and left: its rule is a domain over one stored
date, where we ask several tables for a sign of life; it searches and creates record by
record, archives in one transaction, and forgets what it archived, so nothing can be
brought back.
"""

from . import res_company
from . import customer_group
from . import customer_settings
from . import customer_dormant
from . import customer_dormant_run
from . import customer_dormant_work
from . import res_partner
