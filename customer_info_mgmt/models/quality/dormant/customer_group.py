from odoo import fields, models


class CustomerGroup(models.Model):
    _inherit = "customer.group"

    dormant_months = fields.Integer(
        "Months until dormant",
        help="For customers of this group, in place of the company's setting. "
        "0: as the company says.",
    )

    _dormant_months_not_negative = models.Constraint(
        "CHECK (dormant_months >= 0)", "Months until dormant: enter 0 or more."
    )
