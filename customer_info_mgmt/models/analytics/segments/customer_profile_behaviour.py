from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .. import behaviour_sql
from ..sales_sql import counts_in_figures
from .segment_settings import FREQUENCY_CUTS, MONETARY_CUTS, RECENCY_CUTS

BUYER = (
    "company_id",
    "last_order_date",
    "rfm_order_count",
    "rfm_revenue",
    "first_order_amount",
)


class CustomerProfile(models.Model):
    """How the refresh tells behaviour: scores, segment, stage, risk and potential."""

    _inherit = "customer.profile"

    @api.model
    def _new_row_values(self):
        counted = counts_in_figures(SQL("partner"))
        zeros = ("order_days", "first_order_amount", "revenue_prior_12m")
        zeros += ("rfm_order_count", "rfm_revenue")
        return (
            super()._new_row_values()
            | dict.fromkeys(zeros, SQL("0"))
            | {
                "is_high_potential": SQL("FALSE"),
                "lifecycle": SQL("CASE WHEN %s THEN 'prospect' END", counted),
                "lifecycle_date": SQL(
                    "CASE WHEN %s THEN %s::date END", counted, self._today()
                ),
                "churn_risk": SQL("CASE WHEN %s THEN 'unknown' END", counted),
            }
        )

    @api.model
    def _refresh_steps(self):
        return super()._refresh_steps() + [self._refresh_stays]

    @api.model
    def _refresh_stays(self, scope):
        """Write down who entered or left a stage of life."""
        return self.env["customer.lifecycle.history"]._refresh(scope)

    # === Yardsticks === #

    @api.model
    def _yardsticks_sql(self, scope, known):
        """What customers are measured by: made of ``figure``, or ``known``.

        :param known: dict of company id to its ``customer.yardstick``, empty where the
            scope is everybody
        """
        if scope.partner_ids is None:
            return self._new_yardsticks_sql(
                SQL(
                    "SELECT %s FROM figure WHERE order_count > 0",
                    SQL(", ").join(map(SQL.identifier, BUYER)),
                )
            )
        if not known:
            return self._new_yardsticks_sql(
                SQL(
                    "SELECT %s FROM figure WHERE FALSE",
                    SQL(", ").join(map(SQL.identifier, BUYER)),
                )
            )
        return SQL(" UNION ALL ").join(row._as_sql() for row in known.values())

    @api.model
    def _new_yardsticks_sql(self, buyers):
        company_id = SQL("buyer.company_id")
        return behaviour_sql.yardsticks(
            buyers,
            company_id,
            shares=self._by_company_sql(
                company_id, lambda c: behaviour_sql.steps(c.customer_rfm_classes)
            ),
            unit=self._by_company_sql(
                company_id,
                lambda c: SQL("%s", 10.0**-c.currency_id.decimal_places),
            ),
        )

    @api.model
    def _behaviour_sql(self, classified, scope):
        """Figures with scores, segment, stage, risk and potential, layer by layer."""

        def limits(column):
            def limit(name):
                return self._by_company_sql(column, lambda c: c[f"customer_{name}"])

            return limit

        company_id = SQL("scored.company_id")
        scored = behaviour_sql.scored(classified, self._own_cuts(scope.as_of))
        segmented = behaviour_sql.segmented(
            scored,
            classes=limits(company_id)("rfm_classes"),
            cells=self._by_company_sql(
                company_id, self.env["customer.rfm.cell"]._as_array
            ),
        )
        staged = behaviour_sql.staged(segmented, scope.as_of, limits(SQL("company_id")))
        return behaviour_sql.promising(
            staged,
            self.env["customer.lifecycle.history"]._stays_sql(scope),
            scope.as_of,
            limits(SQL("staged.company_id")),
        )

    @api.model
    def _own_cuts(self, as_of):
        """SQL of the borders that companies chose themselves, on the day ``as_of``."""

        def recency(company):
            cuts = company._read_customer_cuts(RECENCY_CUTS)
            days = [as_of - timedelta(days) for days in reversed(cuts)]
            return SQL("%s::date[]", days or None)

        def frequency(company):
            return SQL("%s::int[]", company._read_customer_cuts(FREQUENCY_CUTS) or None)

        def monetary(company):
            cuts = company._read_customer_cuts(MONETARY_CUTS)
            return SQL("%s::numeric[]", cuts or None)

        company_id = SQL("placed.company_id")
        return {
            "recency": self._by_company_sql(company_id, recency),
            "frequency": self._by_company_sql(company_id, frequency),
            "monetary": self._by_company_sql(company_id, monetary),
        }

    @api.model
    def _ensure_yardsticks(self, scope):
        """Return the yardstick of each company, made now where there is none that fits.

        That is once, before the first full run of a company or after its number of
        classes was changed.
        """
        yardsticks = self.env["customer.yardstick"].sudo()
        known = {row.company_id.id: row for row in yardsticks.search(Domain.TRUE)}
        companies = self.env["res.company"].sudo().search(Domain.TRUE)
        missing = [
            company.id
            for company in companies
            if company.id not in known or not known[company.id]._fits()
        ]
        if missing:
            self._make_yardsticks(scope, missing)
            yardsticks.invalidate_model()
            known = {row.company_id.id: row for row in yardsticks.search(Domain.TRUE)}
        return known

    @api.model
    def _make_yardsticks(self, scope, company_ids):
        """Measure the customers of some companies as they stand now."""
        columns = SQL(", ").join(map(SQL.identifier, BUYER))
        buyers = SQL(
            """
            SELECT %(columns)s FROM customer_profile
             WHERE company_id = ANY(%(companies)s)
               AND order_count > 0
               AND NOT %(in_scope)s
             UNION ALL
            SELECT %(columns)s FROM figure
             WHERE company_id = ANY(%(companies)s) AND order_count > 0
            """,
            columns=columns,
            companies=company_ids,
            in_scope=scope.where_partner(SQL("partner_id")),
        )
        self.env.cr.execute(
            SQL(
                """
                WITH figure AS MATERIALIZED (%s), yardstick AS MATERIALIZED (%s)
                %s
                """,
                self._figures_sql(scope),
                self._new_yardsticks_sql(buyers),
                self.env["customer.yardstick"]._keep_sql(scope.as_of),
            )
        )

    @api.model
    def _keep_yardsticks_sql(self, scope):
        """INSERT or UPDATE of the yardsticks that a full run made."""
        if scope.partner_ids is None:
            return self.env["customer.yardstick"]._keep_sql(scope.as_of)
        return SQL("SELECT 1 WHERE FALSE")
