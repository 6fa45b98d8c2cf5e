from odoo import fields, models


class CustomerProfile(models.Model):
    _inherit = "customer.profile"

    verified_how = fields.Selection(
        [("staff", "By a colleague"), ("customer", "By the customer")],
        readonly=True,
    )
