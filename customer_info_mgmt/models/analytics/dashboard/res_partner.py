from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...file.res_partner import FIGURE_GROUPS
from ..figures_sql import ABC_BORDER_A
from .dashboard_view import read_month

# What customers did in some months: "again 2026-01-01 2026-03-01".
BOUGHT, AGAIN, TOP = "bought", "again", "top"
# The same, beside as many months before.
KEPT, LOST, RETURNED = "kept", "lost", "returned"
CONDITIONS = {
    BOUGHT: SQL("orders > 0"),
    AGAIN: SQL("orders > 1"),
    KEPT: SQL("orders > 0 AND orders_before > 0"),
    LOST: SQL("orders = 0 AND orders_before > 0"),
    RETURNED: SQL("orders > 0 AND orders_before = 0"),
}


class ResPartner(models.Model):
    _inherit = "res.partner"

    # For lists behind numbers alone: it is searched by, and shows nothing.
    customer_bought = fields.Char(
        "Bought in Months",
        compute="_compute_customer_bought",
        search="_search_customer_bought",
        groups=FIGURE_GROUPS,
        exportable=False,
        help="Search: what customers did in some months, in this company. "
        "“bought 2026-01-01 2026-03-01” finds those with an order from January to "
        "March, “again” those with two or more, “top” those who make 80 % of the "
        "revenue; “kept”, “lost” and “returned” look at as many months before too.",
    )

    def _compute_customer_bought(self):
        self.customer_bought = False

    @api.model
    def _search_customer_bought(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(
            Domain("id", "in", self._bought_sql(*self._read_bought(text)))
            for text in value
        )

    @api.model
    def _read_bought(self, text):
        """Return kind, first and last month of what is searched by."""
        kind, *months = text.split() if isinstance(text, str) else [None]
        if kind not in (TOP, *CONDITIONS) or len(months) != 2:
            raise UserError(
                self.env._(
                    "%(field)s: enter what happened and two months, such as "
                    "“again 2026-01-01 2026-03-01”.",
                    field=self._fields["customer_bought"]._description_string(self.env),
                )
            )
        name = self.env._("Month")
        return kind, *(read_month(self.env, name, month) for month in months)

    @api.model
    def _bought_sql(self, kind, first, last):
        """SELECT of the customers who did that, as far as the user may see it."""
        months = 12 * (last.year - first.year) + last.month - first.month + 1
        begin = first - relativedelta(months=max(months, 0))
        # The rights of the user hold in superuser mode too, as on every figure.
        query = (
            self.env["customer.sales.month"]
            .sudo(False)
            ._search(
                Domain("company_id", "=", self.env.company.id)
                & Domain("month", ">=", first if kind == TOP else begin)
                & Domain("month", "<=", last)
            )
        )
        rows = query.select(
            *(
                SQL("customer_sales_month.%s", SQL.identifier(name))
                for name in ("partner_id", "month", "order_count", "revenue")
            )
        )
        if kind == TOP:
            return self._top_sql(rows)
        return SQL(
            """(
            SELECT partner_id FROM (
                SELECT partner_id,
                       COALESCE(SUM(order_count) FILTER (WHERE month >= %(first)s), 0)
                           AS orders,
                       COALESCE(SUM(order_count) FILTER (WHERE month < %(first)s), 0)
                           AS orders_before
                  FROM (%(rows)s) AS months
              GROUP BY partner_id
            ) AS customer
             WHERE %(condition)s
            )""",
            first=first,
            rows=rows,
            condition=CONDITIONS[kind],
        )

    @api.model
    def _top_sql(self, rows):
        return SQL(
            """(
            SELECT partner_id FROM (
                SELECT partner_id, revenue, SUM(revenue) OVER () AS total,
                       SUM(revenue) OVER (
                           ORDER BY revenue DESC, partner_id ROWS UNBOUNDED PRECEDING
                       ) AS cumulated
                  FROM (
                    SELECT partner_id, SUM(revenue::float8) AS revenue
                      FROM (%s) AS months
                  GROUP BY partner_id
                    HAVING SUM(revenue) > 0
                  ) AS customer
            ) AS ranked
             WHERE cumulated - revenue < %s * total
            )""",
            rows,
            ABC_BORDER_A,
        )
