from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .customer_sales_target import MEASURES

# From these there can be made a plan by hand, but hardly one by a percentage.
LOWEST, HIGHEST = -100, 1000


class CustomerSalesTargetCopy(models.TransientModel):
    """Make the targets of a year from the year before, so many percent more."""

    _name = "customer.sales.target.copy"
    _description = "Targets from the Year Before"

    year = fields.Integer(
        "Targets for",
        required=True,
        default=lambda self: fields.Date.context_today(self).year + 1,
    )
    source = fields.Selection(
        [
            ("targets", "The targets of the year before"),
            ("actual", "What was sold in the year before"),
        ],
        "Made from",
        required=True,
        default="targets",
    )
    measure = fields.Selection(MEASURES, required=True, default="revenue")
    by = fields.Selection(
        [("user", "Salespeople"), ("team", "Sales Teams")],
        "For",
        required=True,
        default="user",
    )
    percent = fields.Float("More by %", digits=(6, 1), default=5.0)

    def action_copy(self):
        """Make what is missing; targets that are there stay as they are."""
        self.ensure_one()
        self._check_values()
        targets = self.env["customer.sales.target"]
        targets.check_access("create")
        values = self._target_values()
        taken = {self._key(vals) for vals in targets._read_taken(self.year)}
        made = targets.create([row for row in values if self._key(row) not in taken])
        if not made:
            raise UserError(
                self.env._(
                    "Nothing to make: the year before has none, or all targets of "
                    "%s are there.",
                    self.year,
                )
            )
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "customer_info_mgmt.customer_sales_target_action"
            ),
            "domain": [("id", "in", made.ids)],
            "context": {},
        }

    def _check_values(self):
        if not 2000 <= self.year <= 2100:
            raise UserError(self.env._("Year: enter one as 2027."))
        if not LOWEST <= self.percent <= HIGHEST:
            raise UserError(
                self.env._(
                    "More by %%: enter %(lowest)s to %(highest)s.",
                    lowest=LOWEST,
                    highest=HIGHEST,
                )
            )

    @api.model
    def _key(self, vals):
        month = fields.Date.to_date(vals["month"])
        whose = (vals.get("team_id") or False, vals.get("user_id") or False)
        return (month, vals["measure"], *whose)

    def _target_values(self):
        rows = self._from_targets() if self.source == "targets" else self._from_sales()
        factor = 1 + self.percent / 100
        whole = self.measure in ("orders", "new_customers")
        return [
            {
                **row,
                "company_id": self.env.company.id,
                "measure": self.measure,
                "month": row["month"] + relativedelta(years=1),
                "amount": round(row["amount"] * factor, 0 if whole else 2),
            }
            for row in rows
            if row["amount"] > 0
        ]

    def _from_targets(self):
        before = self.env["customer.sales.target"]._read_taken(self.year - 1)
        name = f"{self.by}_id"
        return [
            {"month": row["month"], name: row[name], "amount": row["amount"]}
            for row in before
            if row["measure"] == self.measure and row[name]
        ]

    def _from_sales(self):
        """Months of the year before, of people who still work here and teams in use."""
        first = fields.Date.to_date(f"{self.year - 1}-01-01")
        performance = self.env["customer.sales.performance"]
        rows = performance._actual_rows(
            first, first.replace(month=12, day=31), self.by, by_month=True
        )
        model = {"user": "res.users", "team": "crm.team"}[self.by]
        active = set(
            self.env[model].search([("id", "in", [row["key"] for row in rows])]).ids
        )
        return [
            {
                "month": row["month"],
                f"{self.by}_id": row["key"],
                "amount": float(row[self.measure]),
            }
            for row in rows
            if row["key"] in active
        ]


class CustomerSalesTarget(models.Model):
    _inherit = "customer.sales.target"

    @api.model
    def _read_taken(self, year):
        """Targets of a year in the current company, as dicts with ids."""
        return self.search_read(
            [
                ("company_id", "=", self.env.company.id),
                ("month", ">=", f"{year}-01-01"),
                ("month", "<=", f"{year}-12-31"),
            ],
            ["month", "measure", "team_id", "user_id", "amount"],
            load=None,
        )
