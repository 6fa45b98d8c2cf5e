from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_dormant_months = fields.Integer(
        "Months until a customer is dormant",
        default=24,
        help="Without order and contact for so long, a customer is proposed for the "
        "clean-up.",
    )

    _customer_dormant_months_positive = models.Constraint(
        "CHECK (customer_dormant_months > 0)",
        "Months until a customer is dormant: enter 1 or more.",
    )
