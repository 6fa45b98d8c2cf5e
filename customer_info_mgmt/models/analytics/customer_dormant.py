from odoo import fields, models


class CustomerDormant(models.Model):
    _inherit = "customer.dormant"

    revenue = fields.Monetary(
        readonly=True, help="Confirmed orders, untaxed, less what came back, ever."
    )
