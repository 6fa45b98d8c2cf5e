from odoo import api, fields, models
from odoo.exceptions import ValidationError

MEASURES = [
    ("revenue", "Revenue"),
    ("margin", "Margin"),
    ("orders", "Orders"),
    ("new_customers", "New Customers"),
]


class CustomerSalesTarget(models.Model):
    """What a person, a team or the company wants to reach in a month (F23).

    One row per month, measure and whom it is for: a person, or a sales team, or with
    neither the whole company. Amounts are in the currency of the company.
    """

    _name = "customer.sales.target"
    _description = "Sales Target"
    _order = "month desc, team_id, user_id, measure, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    team_id = fields.Many2one(
        "crm.team", "Sales Team", check_company=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Salesperson",
        domain=[("share", "=", False)],
        ondelete="cascade",
        index=True,
    )
    month = fields.Date(
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(day=1),
        help="Any day of the month; the first is kept.",
    )
    measure = fields.Selection(MEASURES, required=True, default="revenue")
    amount = fields.Float(
        "Target",
        digits=(16, 2),
        required=True,
        help="Revenue and margin in the company's currency, untaxed, returns taken "
        "off; orders and new customers as numbers.",
    )

    _whose_month_uniq = models.UniqueIndex(
        "(company_id, month, measure, COALESCE(team_id, 0), COALESCE(user_id, 0))",
        "There is a target of this measure for this month already. Change that one.",
    )
    _amount_positive = models.Constraint(
        "CHECK (amount >= 0)", "A target cannot be less than nothing."
    )

    @api.constrains("team_id", "user_id")
    def _check_whose(self):
        for target in self:
            if target.team_id and target.user_id:
                raise ValidationError(
                    self.env._(
                        "A target is for a person or for a team. Make one for each."
                    )
                )

    @api.depends("team_id", "user_id", "month", "measure")
    def _compute_display_name(self):
        for target in self:
            whose = target.user_id.name or target.team_id.name or ""
            month = target.month and target.month.strftime("%Y-%m")
            target.display_name = " ".join(filter(None, (whose, month)))

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._at_first(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._at_first(vals))

    @api.model
    def _at_first(self, vals):
        """Values with the first day of their month."""
        if not vals.get("month"):
            return vals
        return dict(vals, month=fields.Date.to_date(vals["month"]).replace(day=1))
