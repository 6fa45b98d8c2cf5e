from odoo import fields, models

from .customer_profile import CREDIT_GROUPS, FINANCE_GROUPS


class ResPartner(models.Model):
    _inherit = "res.partner"

    customer_credit_grade_id = fields.Many2one(
        related="customer_profile_id.credit_grade_id",
        string="Credit Grade",
        groups=CREDIT_GROUPS,
    )
    credit_grade_color = fields.Integer(
        related="customer_profile_id.credit_grade_id.color",
        string="Color of Credit Grade",
        aggregator=None,
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
        currency_field="customer_currency_id",
        aggregator="sum",
        groups=FINANCE_GROUPS,
    )
    customer_oldest_due_date = fields.Date(
        related="customer_profile_id.oldest_due_date",
        string="Oldest Due Date",
        groups=FINANCE_GROUPS,
    )
    credit_limit_of_grade = fields.Monetary(
        related="customer_profile_id.credit_limit",
        string="Limit of Credit Grade",
        currency_field="customer_currency_id",
        aggregator=None,
        groups=FINANCE_GROUPS,
    )
    customer_days_late = fields.Float(
        related="customer_profile_id.days_late",
        string="Days Late",
        aggregator=None,
        groups=FINANCE_GROUPS,
    )
    customer_paid_on_time = fields.Float(
        related="customer_profile_id.paid_on_time",
        string="Paid on Time",
        aggregator=None,
        groups=FINANCE_GROUPS,
    )
    customer_paid_amount = fields.Monetary(
        related="customer_profile_id.paid_amount",
        string="Paid in 12 Months",
        currency_field="customer_currency_id",
        aggregator=None,
        groups=FINANCE_GROUPS,
    )
    credit_review_ids = fields.One2many(
        "customer.credit.review",
        "partner_id",
        "Credit Reviews",
        readonly=True,
        groups=CREDIT_GROUPS,
    )

    def _customer_box_facts(self):
        facts = super()._customer_box_facts()
        if not self.env.user.has_groups(CREDIT_GROUPS):
            return facts
        light_names = dict(
            self._fields["customer_balance_light"]._description_selection(self.env)
        )
        for partner in self:
            customer = partner.commercial_partner_id
            if grade := customer.customer_credit_grade_id:
                facts[partner.id].append(f"`{self._box_text(grade.code)}`")
            if customer.customer_balance_light in ("amber", "red"):
                facts[partner.id].append(light_names[customer.customer_balance_light])
        return facts
