from odoo import fields, models


class CustomerSettings(models.TransientModel):
    _inherit = "customer.settings"

    customer_dormant_months = fields.Integer(
        related="company_id.customer_dormant_months",
        store=True,
        readonly=False,
        between=(1, 1200),
    )
