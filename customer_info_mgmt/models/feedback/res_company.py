from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_cost_feedback = fields.Float(
        "Cost of a feedback", digits=(16, 2), groups="base.group_user"
    )
