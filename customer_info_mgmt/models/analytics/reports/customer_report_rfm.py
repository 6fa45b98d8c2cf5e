from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.spreadsheet import DATE, INTEGER, MONEY, NUMBER, PERCENT, TEXT, Column
from ..segments.vocabulary import RFM_SEGMENTS
from .paper import Figure, Paper, Section

FIELDS = (
    "rfm_segment", "lifecycle", "recency_score", "frequency_score", "monetary_score",
    "last_order_date", "order_count", "revenue_12m", "revenue",
)  # fmt: skip


class CustomerReport(models.TransientModel):
    """F20: how the customers fall into segments by recency, frequency and value."""

    _inherit = "customer.report"

    def _rfm_paper(self):
        groups = self._rfm_groups()
        counted = sum(row[1] for row in groups)
        return Paper(
            title=self._title(),
            figures=[
                Figure(self.env._("Customers in a Segment"), counted, INTEGER),
                Figure(
                    self.env._("Revenue of 12 Months"),
                    sum(row[2] for row in groups),
                    MONEY,
                ),
            ],
            sections=[self._rfm_segments(groups), self._rfm_customers()],
            notes=[
                self.env._(
                    "Each customer gets 1 to 5 points by rank among all customers for "
                    "how recently, how often and for how much it bought; equal values "
                    "get equal points."
                )
            ],
        )

    def _rfm_domain(self):
        return self._customer_domain() & Domain("rfm_segment", "!=", False)

    def _rfm_groups(self):
        """Customers, revenue and mean points per segment, in the segments' order."""
        rows = self.env["customer.profile"]._read_group(
            self._rfm_domain(),
            ["rfm_segment"],
            [
                "__count",
                "revenue_12m:sum",
                "recency_score:avg",
                "frequency_score:avg",
                "monetary_score:avg",
            ],
        )
        order = [segment for segment, _label in RFM_SEGMENTS]
        return sorted(rows, key=lambda row: order.index(row[0]))

    def _rfm_segments(self, groups):
        labels = self._labels("rfm_segment")
        # One row per segment.
        # pylint: disable-next=no-search-all
        described = self.env["customer.rfm.segment"].sudo().search([])
        actions = {segment.code: segment.action for segment in described}
        customers = sum(row[1] for row in groups) or 1
        total = sum(row[2] for row in groups) or 1
        columns = [
            Column(self.env._("Segment"), TEXT, 20),
            Column(self.env._("Customers"), INTEGER),
            Column(self.env._("Share of Customers"), PERCENT),
            Column(self.env._("Revenue of 12 Months"), MONEY),
            Column(self.env._("Share of Revenue"), PERCENT),
            Column(self.env._("Recency"), NUMBER, 9),
            Column(self.env._("Frequency"), NUMBER, 9),
            Column(self.env._("Monetary Value"), NUMBER, 9),
            Column(self.env._("What to Do"), TEXT, 60),
        ]
        cells = [
            [
                labels[segment],
                number,
                number / customers,
                revenue,
                revenue / total,
                *scores,
                actions.get(segment),
            ]
            for segment, number, revenue, *scores in groups
        ]
        return Section(self.env._("By Segment"), columns, lambda: iter(cells), bar=3)

    def _rfm_customers(self):
        columns = [
            *self._names_columns(),
            Column(self.env._("Segment"), TEXT, 16),
            Column(self.env._("Stage of Life"), TEXT, 12),
            Column(self.env._("Recency"), INTEGER, 9),
            Column(self.env._("Frequency"), INTEGER, 9),
            Column(self.env._("Monetary Value"), INTEGER, 9),
            Column(self.env._("Last Order"), DATE),
            Column(self.env._("Orders"), INTEGER, 9),
            Column(self.env._("Revenue of 12 Months"), MONEY),
            Column(self.env._("Revenue"), MONEY),
        ]
        return Section(
            self.env._("By Customer"), columns, self._rfm_rows, bar=11, is_list=True
        )

    def _rfm_rows(self):
        segments, stages = self._labels("rfm_segment"), self._labels("lifecycle")
        statement = self._customer_statement(
            {name: SQL("profile.%s", SQL.identifier(name)) for name in FIELDS},
            self._rfm_domain(),
            SQL("profile.revenue_12m DESC, profile.id"),
        )
        for row in self._stream(statement):
            yield [
                *self._names_cells(row),
                segments.get(row["rfm_segment"]),
                stages.get(row["lifecycle"]),
                *(row[name] for name in FIELDS[2:]),
            ]
