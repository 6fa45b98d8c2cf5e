from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .arguments import whole_number
from .figures_sql import ABC_BORDER_A, ABC_BORDER_B

LAST_RANK = 2**31
# (measure, period) -> field of the profile
RANKED_BY = {
    ("revenue", "12m"): "revenue_12m",
    ("revenue", "all"): "revenue",
    ("margin", "12m"): "margin_12m",
    ("margin", "all"): "margin",
}


class CustomerProfile(models.Model):
    _inherit = "customer.profile"

    @api.model
    @api.readonly
    def customer_ranking(self, measure="revenue", period="12m", limit=80, offset=0):
        """Rank the customers of the current company and say who makes most of it.

        Ranks, shares and totals are over the customers whose figures the user may see.
        Customers who brought nothing, or a loss, have no rank.

        :param measure: ``revenue`` or ``margin``
        :param period: ``12m`` or ``all``
        :param limit: how many customers to return, at most 1000
        :param offset: rank to start after
        :return: dict: ``rows`` (``partner_id``, ``name``, ``rank``, ``value``,
            ``share`` and ``cumulated`` from 0 to 1, ``abc_class``, ``revenue``,
            ``margin``), ``count`` and ``total`` of the ranked customers, ``count_a``
            and ``count_b`` (how many customers make 80 % and 95 % of the total),
            ``unranked`` and ``currency_id``
        :raise UserError: for an unknown measure or period
        :raise AccessError: for users who may not see figures of customers
        """
        fname = self._ranked_field(measure, period)
        mine = Domain("company_id", "=", self.env.company.id)
        limit = whole_number(self.env, limit, 1000)
        offset = whole_number(self.env, offset, LAST_RANK, least=0)
        rows = self._ranking_rows(fname, mine, limit, offset)
        first = rows[0] if rows else {}
        return {
            "rows": rows,
            "unranked": self.search_count(mine & Domain(fname, "<=", 0)),
            "currency_id": self.env.company.currency_id.id,
            **{
                name: first.get(name, 0)
                for name in ("count", "total", "count_a", "count_b")
            },
        }

    @api.model
    def _ranked_field(self, measure, period):
        fname = RANKED_BY.get((str(measure), str(period)))
        if fname not in self._fields:
            raise UserError(
                self.env._(
                    "Customers cannot be ranked by %(measure)s over %(period)s. "
                    "Choose revenue or margin, over 12m or all.",
                    measure=measure,
                    period=period,
                )
            )
        return fname

    @api.model
    def _ranking_rows(self, fname, domain, limit, offset):
        """One statement for ranks, shares and totals; the names come afterwards."""
        query = self._search(domain & Domain(fname, ">", 0))
        ranked = query.select(
            SQL("customer_profile.partner_id"),
            SQL("customer_profile.abc_class"),
            SQL("customer_profile.revenue"),
            SQL("customer_profile.margin"),
            SQL("%s AS value", self._field_to_sql(self._table, fname, query)),
        )
        rows = self.env.execute_query_dict(
            SQL(
                """
                WITH ranked AS (
                    SELECT ranked.*,
                           RANK() OVER (ORDER BY value DESC) AS rank,
                           value / SUM(value) OVER () AS share,
                           SUM(value) OVER by_rank / SUM(value) OVER () AS cumulated,
                           SUM(value) OVER () AS total,
                           COUNT(*) OVER () AS count
                      FROM (%(ranked)s) AS ranked
                    WINDOW by_rank AS (
                        ORDER BY value DESC, partner_id ROWS UNBOUNDED PRECEDING
                    )
                )
                SELECT ranked.*,
                       COUNT(*) FILTER (WHERE cumulated - share < %(a)s) OVER ()
                           AS count_a,
                       COUNT(*) FILTER (WHERE cumulated - share < %(b)s) OVER ()
                           AS count_b
                  FROM ranked
                 ORDER BY value DESC, partner_id
                 LIMIT %(limit)s OFFSET %(offset)s
                """,
                ranked=ranked,
                a=ABC_BORDER_A,
                b=ABC_BORDER_B,
                limit=limit,
                offset=offset,
            )
        )
        # Whoever may read a profile may read the name on it, as in any many2one.
        partners = (
            self.env["res.partner"].sudo().browse([row["partner_id"] for row in rows])
        )
        for row, partner in zip(rows, partners, strict=True):
            row["name"] = partner.display_name
        return rows
