from odoo import fields, models


class CustomerSettings(models.TransientModel):
    _inherit = "customer.settings"

    customer_cost_feedback = fields.Float(
        related="company_id.customer_cost_feedback",
        store=True,
        readonly=False,
        between=(0.0, 1_000_000.0),
    )
