from odoo import fields, models

from .customer_snapshot_month import DEFAULT_KEEP_MONTHS, KEEP_MONTHS


class CustomerSettings(models.TransientModel):
    _inherit = "customer.settings"

    customer_snapshot_months = fields.Integer(
        "Months of figures to keep",
        default=DEFAULT_KEEP_MONTHS,
        parameter="snapshot_months",
        between=KEEP_MONTHS,
    )
