from itertools import islice

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.spreadsheet import DATE, INTEGER, MONEY, NUMBER, PERCENT, TEXT, Column
from .paper import Figure, Paper, Section

WARNED = ("high", "medium")
# Customers whose reasons are made at a time.
CHUNK = 500


class CustomerReport(models.TransientModel):
    """F20: who is about to leave, what it would cost, and why we think so."""

    _inherit = "customer.report"

    def _churn_paper(self):
        return Paper(
            title=self._title(),
            figures=self._churn_figures(),
            sections=[self._churn_risks(), self._churn_customers()],
            notes=[
                self.env._(
                    "The risk compares the days since the last order with the "
                    "customer's own usual gap between orders."
                ),
                self.env._(
                    "At stake is the revenue of the last 12 months, or of the 12 "
                    "before where that was more."
                ),
            ],
        )

    def _churn_groups(self):
        """``[(risk, customers, revenue_12m)]``, the worst first."""
        rows = self.env["customer.profile"]._read_group(
            self._customer_domain() & Domain("order_count", ">", 0),
            ["churn_risk"],
            ["__count", "revenue_12m:sum", "revenue_prior_12m:sum"],
        )
        order = (*WARNED, "low", "unknown", False)
        return sorted(rows, key=lambda row: order.index(row[0]))

    def _churn_figures(self):
        groups = self._churn_groups()
        warned = [row for row in groups if row[0] in WARNED]
        counts = {row[0]: row[1] for row in groups}
        return [
            Figure(
                self.env._("High Risk"),
                counts.get("high", 0),
                INTEGER,
                self.env._("Customers who are much later than usual."),
            ),
            Figure(self.env._("Medium Risk"), counts.get("medium", 0), INTEGER),
            Figure(
                self.env._("Revenue of 12 Months at Stake"),
                sum(row[2] for row in warned),
                MONEY,
                self.env._("Of customers at high or medium risk."),
            ),
            Figure(
                self.env._("Share of Customers"),
                sum(row[1] for row in warned) / (sum(row[1] for row in groups) or 1),
                PERCENT,
            ),
        ]

    def _churn_risks(self):
        labels = self._labels("churn_risk")
        nothing = self.env._("Not counted yet")
        columns = [
            Column(self.env._("Risk"), TEXT, 20),
            Column(self.env._("Customers"), INTEGER),
            Column(self.env._("Revenue of 12 Months"), MONEY),
            Column(self.env._("The 12 Months before"), MONEY),
        ]
        cells = [
            [labels.get(risk, nothing), number, revenue, prior]
            for risk, number, revenue, prior in self._churn_groups()
        ]
        return Section(self.env._("By Risk"), columns, lambda: iter(cells), bar=2)

    def _churn_customers(self):
        columns = [
            *self._names_columns(),
            Column(self.env._("Phone"), TEXT, 18),
            Column(self.env._("Risk"), TEXT, 10),
            Column(self.env._("Segment"), TEXT, 16),
            Column(self.env._("Last Order"), DATE),
            Column(self.env._("Days since"), INTEGER, 9),
            Column(self.env._("Usual Gap"), NUMBER, 9),
            Column(self.env._("Revenue of 12 Months"), MONEY),
            Column(self.env._("The 12 Months before"), MONEY),
            Column(self.env._("Reasons"), TEXT, 60),
        ]
        return Section(
            self.env._("Customers at Risk"),
            columns,
            self._churn_rows,
            note=self.env._("The largest first: call them from the top."),
            bar=10,
            is_list=True,
        )

    def _churn_sql(self):
        profile = {
            name: SQL("profile.%s", SQL.identifier(name))
            for name in (
                "churn_risk", "rfm_segment", "last_order_date",
                "median_interval_days", "revenue_12m", "revenue_prior_12m",
            )
        }  # fmt: skip
        today = self.env["customer.profile"]._today()
        return self._customer_statement(
            {
                **profile,
                "id": SQL("profile.id"),
                "phone": SQL("customer.phone"),
                "days": SQL("%s - profile.last_order_date", today),
            },
            self._customer_domain() & Domain("churn_risk", "in", WARNED),
            SQL(
                "GREATEST(profile.revenue_12m, profile.revenue_prior_12m) DESC,"
                " profile.id"
            ),
        )

    def _churn_rows(self):
        risks, segments = self._labels("churn_risk"), self._labels("rfm_segment")
        for row in self._with_reasons(self._stream(self._churn_sql())):
            yield [
                *self._names_cells(row),
                row["phone"],
                risks.get(row["churn_risk"]),
                segments.get(row["rfm_segment"]),
                row["last_order_date"],
                row["days"],
                row["median_interval_days"],
                row["revenue_12m"],
                row["revenue_prior_12m"],
                row["reasons"],
            ]

    @api.model
    def _with_reasons(self, rows):
        """The rows with the reasons to worry, which are made when they are read."""
        for chunk in iter(lambda: list(islice(rows, CHUNK)), []):
            profiles = self.env["customer.profile"].browse(row["id"] for row in chunk)
            for row, profile in zip(chunk, profiles, strict=True):
                yield {
                    **row,
                    "reasons": (profile.churn_reasons or "").replace("\n", " "),
                }
            profiles.invalidate_recordset(flush=False)
