from odoo import api, models
from odoo.tools import SQL

from ....tools.spreadsheet import INTEGER, MONEY, PERCENT, TEXT, Column
from .paper import Figure, Paper, Section

# What the contribution is shown by, beside the customer.
DIMENSIONS = ("customer_group_id", "user_id", "state_id", "categ_id")
SUMS = ["revenue:sum", "margin:sum", "returned_value:sum", "order_count:count_distinct"]


class CustomerReport(models.TransientModel):
    """F20: who and what brought the money in a period, beside the year before."""

    _inherit = "customer.report"

    def _contribution_paper(self):
        now, before = self._contribution_total(0), self._contribution_total(1)
        return Paper(
            title=self._title(),
            figures=self._contribution_figures(now, before),
            sections=[self._contribution_customers(), *self._contribution_groups()],
            notes=[
                self.env._(
                    "Confirmed orders, untaxed, in the currency of the company, less "
                    "what came back on the day it came back."
                ),
                self.env._("Before: the same days of the year before."),
            ],
        )

    def _contribution_total(self, years_before):
        """Revenue, margin, returns, orders and customers of the period."""
        [values] = self.env["customer.contribution.report"]._read_group(
            self._customer_domain() & self._period_domain(years_before),
            [],
            [*SUMS, "partner_id:count_distinct"],
        )
        names = ("revenue", "margin", "returned", "orders", "customers")
        return dict(zip(names, (value or 0 for value in values), strict=True))

    def _contribution_figures(self, now, before):
        change = now["revenue"] / before["revenue"] - 1 if before["revenue"] > 0 else 0
        rate = now["margin"] / now["revenue"] if now["revenue"] > 0 else 0
        return [
            Figure(
                self.env._("Revenue"),
                now["revenue"],
                MONEY,
                self.env._("Ordered less returned, untaxed."),
            ),
            Figure(self.env._("Revenue before"), before["revenue"], MONEY),
            Figure(self.env._("Change"), change, PERCENT),
            Figure(self.env._("Margin"), now["margin"], MONEY),
            Figure(self.env._("Margin %"), rate, PERCENT),
            Figure(self.env._("Returned"), now["returned"], MONEY),
            Figure(self.env._("Orders"), now["orders"], INTEGER),
            Figure(self.env._("Customers"), now["customers"], INTEGER),
        ]

    # === By customer === #

    def _contribution_customers(self):
        columns = [
            Column(self.env._("Rank"), INTEGER, 7),
            *self._names_columns(),
            Column(self.env._("Class"), TEXT, 8),
            Column(self.env._("Orders"), INTEGER, 9),
            Column(self.env._("Revenue"), MONEY),
            Column(self.env._("Share"), PERCENT, 9),
            Column(self.env._("Cumulated"), PERCENT, 10),
            Column(self.env._("Before"), MONEY),
            Column(self.env._("Margin"), MONEY),
            Column(self.env._("Margin %"), PERCENT, 9),
            Column(self.env._("Returned"), MONEY),
            Column(self.env._("Discount"), MONEY),
        ]
        return Section(
            self.env._("By Customer"),
            columns,
            lambda: map(self._contribution_cells, self._stream(self._ranked_sql())),
            bar=7,
            is_list=True,
        )

    @api.model
    def _contribution_cells(self, row):
        return [
            row["rank"],
            *self._names_cells(row),
            row["abc_class"],
            row["orders"],
            row["revenue"],
            row["share"],
            row["cumulated"],
            row["before"],
            row["margin"],
            row["margin_rate"],
            row["returned"],
            row["discount"],
        ]

    def _ranked_sql(self):
        """One row per customer with sales in the period or the one before it."""
        report = self.env["customer.contribution.report"]
        days = self._period_domain() | self._period_domain(1)
        facts = report._search(self._customer_domain() & days).select(
            *(
                SQL.identifier(report._table, name)
                for name in (
                    "partner_id", "date", "order_count", "revenue", "margin",
                    "returned_value", "discount_value", "abc_class",
                )
            )
        )  # fmt: skip
        return SQL(
            """
            WITH summed AS (
                SELECT fact.partner_id, MAX(fact.abc_class) AS abc_class,
                       COUNT(DISTINCT fact.order_count) FILTER (WHERE %(now)s)
                           AS orders,
                       COALESCE(SUM(fact.revenue) FILTER (WHERE %(now)s), 0)
                           AS revenue,
                       COALESCE(SUM(fact.revenue) FILTER (WHERE NOT %(now)s), 0)
                           AS before,
                       COALESCE(SUM(fact.margin) FILTER (WHERE %(now)s), 0) AS margin,
                       COALESCE(SUM(fact.returned_value) FILTER (WHERE %(now)s), 0)
                           AS returned,
                       COALESCE(SUM(fact.discount_value) FILTER (WHERE %(now)s), 0)
                           AS discount
                  FROM (%(facts)s) AS fact
              GROUP BY fact.partner_id
            ), ranked AS (
                SELECT summed.*,
                       RANK() OVER (ORDER BY revenue DESC) AS rank,
                       GREATEST(revenue, 0) / NULLIF(total.positive, 0) AS share,
                       SUM(GREATEST(revenue, 0)) OVER (
                           ORDER BY revenue DESC, partner_id ROWS UNBOUNDED PRECEDING
                       ) / NULLIF(total.positive, 0) AS cumulated,
                       margin / NULLIF(revenue, 0) AS margin_rate
                  FROM summed
            CROSS JOIN (
                    SELECT SUM(GREATEST(revenue, 0)) AS positive FROM summed
                 ) AS total
            )
            SELECT %(names)s, ranked.*
              FROM ranked
              %(joins)s
          ORDER BY ranked.revenue DESC, ranked.partner_id
            """,
            now=SQL("fact.date >= %s", self._moment(self.date_from)),
            facts=facts,
            names=self._names_sql(),
            joins=self._names_joins(SQL("ranked.partner_id")),
        )

    # === By group, salesperson, region, product category === #

    def _contribution_groups(self):
        """Sections by further dimensions, read in one go."""
        report = self.env["customer.contribution.report"]
        found = report._read_grouping_sets(
            self._customer_domain() & self._period_domain(),
            [[name] for name in DIMENSIONS],
            SUMS,
        )
        titles = self._dimension_titles()
        return [
            self._contribution_section(titles[name], rows)
            for name, rows in zip(DIMENSIONS, found, strict=True)
        ]

    @api.model
    def _dimension_titles(self):
        return {
            "customer_group_id": self.env._("By Group"),
            "user_id": self.env._("By Salesperson"),
            "state_id": self.env._("By Region"),
            "categ_id": self.env._("By Product Category"),
        }

    @api.model
    def _contribution_section(self, title, rows):
        columns = [
            Column(self.env._("Name"), TEXT, 36),
            Column(self.env._("Revenue"), MONEY),
            Column(self.env._("Share"), PERCENT, 9),
            Column(self.env._("Margin"), MONEY),
            Column(self.env._("Margin %"), PERCENT, 9),
            Column(self.env._("Returned"), MONEY),
            Column(self.env._("Orders"), INTEGER, 9),
        ]
        total = sum(max(row[1] or 0, 0) for row in rows) or 1
        nobody = self.env._("None")
        cells = [
            [
                record.sudo().display_name if record else nobody,
                revenue,
                max(revenue, 0) / total,
                margin,
                margin / revenue if revenue > 0 else None,
                returned,
                orders,
            ]
            for record, revenue, margin, returned, orders in rows
        ]
        cells.sort(key=lambda row: -row[1])
        return Section(title, columns, lambda: iter(cells), bar=1)
