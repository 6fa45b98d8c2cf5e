from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..arguments import whole_number
from ..figures_sql import ABC_BORDER_A, ABC_BORDER_B
from .customer_period_figures import MEASURES, STORED
from .period import read_period

LAST_RANK = 2**31
TOTALS = ("count", "total", "count_a", "count_b", "little_count")


class CustomerProfile(models.Model):
    _inherit = "customer.profile"

    @api.model
    @api.readonly
    def customer_ranking(
        self,
        measure="revenue",
        period="12m",
        limit=80,
        offset=0,
        date_from=None,
        date_to=None,
        filters=None,
        little_left=False,
    ):
        """Rank the customers of the current company and say who makes most of it.

        Ranks, shares and totals are over the customers whose figures the user may see.
        Customers who brought nothing, or a loss, have no rank.

        The 12 months and all time are counted to the day. All other periods, and orders
        and returns of 12 months, count whole months.

        :param measure: ``revenue``, ``margin``, ``contribution``, ``orders`` or
            ``returns``
        :param period: ``month``, ``quarter``, ``year`` (those of today), ``12m`` or
            ``all``
        :param limit: how many customers to return, at most 1000
        :param offset: rank to start after
        :param date_from: first day of another period; its whole month counts
        :param date_to: last day of it, today when empty
        :param filters: dict of ``country_id``, ``state_id``, ``customer_group_id``,
            ``user_id`` (owner) and ``team_id`` (of the owner) to an id
        :param little_left: only customers of class A by revenue who leave little
        :return: dict: ``rows`` (``partner_id``, ``name``, ``rank``, ``previous_rank``,
            ``value``, ``share`` and ``cumulated`` from 0 to 1, ``measure_class``,
            ``abc_class``, ``revenue``, ``margin``, ``contribution``, ``turnover_rank``,
            ``contribution_rank``, ``is_little``), ``count`` and ``total`` of the ranked
            customers, ``count_a`` and ``count_b`` (how many customers make 80 % and
            95 % of the total), ``little_count``, ``unranked``, ``currency_id`` and the
            days of ``period`` and ``previous``
        :raise UserError: for an unknown measure, period or filter
        :raise AccessError: for users who may not see figures of customers
        """
        self._check_measure(measure)
        span = read_period(self.env, period, self._ranking_today(), date_from, date_to)
        mine = self._filter_domain(filters)
        rows = self._ranking_rows(
            measure,
            span,
            mine,
            whole_number(self.env, limit, 1000),
            whole_number(self.env, offset, LAST_RANK, least=0),
            bool(little_left),
        )
        first = rows[0] if rows else dict.fromkeys(TOTALS, 0)
        return {
            "rows": rows,
            "unranked": self.search_count(mine) - first["count"],
            "currency_id": self.env.company.currency_id.id,
            **{name: first[name] for name in TOTALS},
            **self._described_periods(measure, span),
        }

    @api.model
    def _check_measure(self, measure):
        if measure not in MEASURES:
            raise UserError(
                self.env._(
                    "Customers cannot be ranked by %(measure)s. Choose revenue or "
                    "margin, contribution, orders or returns.",
                    measure=measure,
                )
            )

    @api.model
    def _ranking_today(self):
        return self.sudo()._today()

    def _described_periods(self, measure, span):
        """First and last day of what is shown and of what it is compared with."""

        def days(period):
            return period and {
                "first": fields.Date.to_string(period.first),
                "last": fields.Date.to_string(period.last),
            }

        shown, previous = self._shown_periods(measure, span)
        return {
            "period": days(shown),
            "previous": days(previous),
            "whole_months": shown is not span,
        }

    @api.model
    def _shown_periods(self, measure, span):
        """The period as it is counted, to the day or by months, and the one before."""
        if measure in STORED.get(span.name, {}) or span.name == "all":
            shown = span
        else:
            shown = span.whole_months()
        if self._has_stored_prior(measure, span):
            return shown, span.before()
        before = span.whole_months().before()
        return shown, before and before.whole_months()

    @api.model
    def _has_stored_prior(self, measure, span):
        """Whether the profile holds the measure of the period before, to the day."""
        return measure == "revenue" and span.name == "12m"

    @api.model
    def _ranking_rows(self, measure, span, domain, limit, offset, little_left):
        """One statement for ranks, shares and totals; the names come afterwards."""
        rows = self.env.execute_query_dict(
            SQL(
                """
                WITH figure AS MATERIALIZED (%(figures)s),
                     before AS (%(before)s),
                     placed AS (%(placed)s),
                     ranked AS (%(ranked)s)
                SELECT *
                  FROM (%(totalled)s) AS totalled
                 WHERE %(wanted)s
              ORDER BY value DESC, partner_id
                 LIMIT %(limit)s OFFSET %(offset)s
                """,
                figures=self._ranked_figures_sql(measure, span, domain, little_left),
                before=self._ranks_before_sql(measure, span, domain),
                placed=self._placed_sql(measure),
                ranked=self._ranked_sql(),
                totalled=self._totalled_sql(),
                wanted=SQL("is_little") if little_left else SQL("TRUE"),
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

    def _ranked_figures_sql(self, measure, span, domain, little_left):
        measures = {measure, "revenue", "margin"}
        # Costs of all time are read only where somebody asks for them.
        if span.name != "all" or little_left:
            measures.add("contribution")
        return self._period_figures_sql(span, self._search(domain), measures)

    def _ranks_before_sql(self, measure, span, domain):
        """SELECT of ``partner_id`` and the ``rank`` in the period before."""
        _shown, before = self._shown_periods(measure, span)
        query = self._search(domain)
        if not before:
            return SQL("SELECT 0 AS partner_id, 0 AS rank WHERE FALSE")
        if self._has_stored_prior(measure, span):
            value = self._field_to_sql(self._table, "revenue_prior_12m", query)
            values = query.select(*self._key_columns(), SQL("%s AS value", value))
        else:
            values = SQL(
                "SELECT partner_id, %s AS value FROM (%s) AS past",
                SQL.identifier(measure),
                self._month_figures_sql(before, query, {measure}),
            )
        return SQL(
            """
            SELECT partner_id, RANK() OVER (ORDER BY value DESC) AS rank
              FROM (%s) AS past
             WHERE value > 0
            """,
            values,
        )

    def _placed_sql(self, measure):
        """``figure`` with the ranks by turnover and contribution among all customers.

        Who is among the customers that together make 80 % of the turnover and leaves
        less of it than the company asks for, is marked: ``is_little``.
        """
        return SQL(
            """
            SELECT placed.*,
                   COALESCE(
                       revenue > 0
                       AND turnover_before < %(border)s * turnover
                       AND contribution < revenue * %(little)s / 100,
                       FALSE
                   ) AS is_little
              FROM (
                SELECT figure.*,
                       figure.%(measure)s::numeric AS value,
                       CASE WHEN revenue > 0 THEN
                           RANK() OVER (ORDER BY revenue DESC NULLS LAST)
                       END AS turnover_rank,
                       CASE WHEN contribution IS NOT NULL
                             AND (revenue <> 0 OR contribution <> 0) THEN
                           RANK() OVER (
                               PARTITION BY contribution IS NOT NULL
                                   AND (revenue <> 0 OR contribution <> 0)
                               ORDER BY contribution DESC
                           )
                       END AS contribution_rank,
                       SUM(GREATEST(revenue, 0)) OVER () AS turnover,
                       COALESCE(SUM(GREATEST(revenue, 0)) OVER (
                           ORDER BY revenue DESC NULLS LAST
                           GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                       ), 0) AS turnover_before
                  FROM figure
              ) AS placed
            """,
            border=ABC_BORDER_A,
            little=self.env.company.sudo().customer_little_rate,
            measure=SQL.identifier(measure),
        )

    def _ranked_sql(self):
        """Of ``placed`` those who brought something, ranked by what it is."""
        return SQL(
            """
            SELECT placed.partner_id, abc_class, revenue, margin, contribution,
                   turnover_rank, contribution_rank, is_little, value,
                   before.rank AS previous_rank,
                   RANK() OVER (ORDER BY value DESC) AS rank,
                   value / SUM(value) OVER () AS share,
                   SUM(value) OVER by_rank / SUM(value) OVER () AS cumulated,
                   SUM(value) OVER () AS total,
                   COUNT(*) OVER () AS count,
                   (SELECT COUNT(*) FROM placed WHERE is_little) AS little_count
              FROM placed
         LEFT JOIN before ON before.partner_id = placed.partner_id
             WHERE value > 0
            WINDOW by_rank AS (
                ORDER BY value DESC, placed.partner_id ROWS UNBOUNDED PRECEDING
            )
            """
        )

    def _totalled_sql(self):
        """``ranked`` with the class by the measure and how many are in A and B."""
        return SQL(
            """
            SELECT ranked.*,
                   CASE WHEN cumulated - share < %(a)s THEN 'A'
                        WHEN cumulated - share < %(b)s THEN 'B'
                        ELSE 'C'
                    END AS measure_class,
                   COUNT(*) FILTER (WHERE cumulated - share < %(a)s) OVER ()
                       AS count_a,
                   COUNT(*) FILTER (WHERE cumulated - share < %(b)s) OVER ()
                       AS count_b
              FROM ranked
            """,
            a=ABC_BORDER_A,
            b=ABC_BORDER_B,
        )
