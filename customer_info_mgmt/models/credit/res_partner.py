from odoo import fields, models

from .customer_profile import CREDIT_GROUPS, FINANCE_GROUPS


class ResPartner(models.Model):
    _inherit = "res.partner"

    customer_credit_grade_id = fields.Many2one(
        related="customer_profile_id.credit_grade_id",
        string="Credit Grade",
        groups=CREDIT_GROUPS,
    )
    customer_balance_light = fields.Selection(
        related="customer_profile_id.balance_light",
        string="Payment Light",
        groups=CREDIT_GROUPS,
    )
    customer_balance = fields.Monetary(
        related="customer_profile_id.balance",
        string="Open Balance",
        aggregator="sum",
        groups=FINANCE_GROUPS,
    )
    customer_oldest_due_date = fields.Date(
        related="customer_profile_id.oldest_due_date",
        string="Oldest Due Date",
        groups=FINANCE_GROUPS,
    )
    credit_review_ids = fields.One2many(
        "customer.credit.review",
        "partner_id",
        "Credit Reviews",
        readonly=True,
        groups=CREDIT_GROUPS,
    )
