from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ...file.customer_profile import RefreshScope
from ..sales_sql import counts_in_figures
from .period import read_period

SUMS = ("ordered_value", "discount_value", "returned_value", "margin")


class CustomerProfile(models.Model):
    """The way from the undiscounted value of what was sold to what is left of it."""

    _inherit = "customer.profile"

    @api.model
    @api.readonly
    def customer_contribution_bridge(
        self, partner_id=None, period="12m", date_from=None, date_to=None, filters=None
    ):
        """Explain what is left of the sales of one customer, or of a selection.

        Undiscounted value, less discount, less returns, is the revenue; less cost of
        goods, the margin; less late payment cost and each cost to serve, the
        contribution. To the day, of the customers whose figures the user may see.

        :param partner_id: id of a customer or contact; empty for all of ``filters``
        :param period: ``month``, ``quarter``, ``year``, ``12m`` or ``all``
        :param date_from: first day of another period
        :param date_to: last day of it, today when empty
        :param filters: as in ``customer_ranking``
        :return: dict: ``steps`` (dicts ``key``, ``label``, ``amount``, negative for
            what is taken away, ``units`` where something was counted, and ``is_sum``),
            ``revenue``, ``share`` (of the revenue that is left, ``None`` without
            revenue), ``currency_id``, ``customers`` and ``is_configured``
        :raise UserError: for an unknown period or filter
        :raise AccessError: for users who may not see figures of customers
        """
        self.env["customer.contribution.report"].check_access("read")
        self._expect_many_parts()
        span = read_period(self.env, period, self._ranking_today(), date_from, date_to)
        domain, partner = self._bridged_profiles(partner_id, filters)
        sold = self._bridge_sales(span, partner, filters)
        steps = self._bridge_steps(sold, self._bridge_costs(span, domain, partner))
        left, revenue = steps[-1]["amount"], steps[3]["amount"]
        return {
            "steps": steps,
            "revenue": revenue,
            "share": left / revenue if revenue > 0 else None,
            "currency_id": self.env.company.currency_id.id,
            "customers": 1 if partner else self.search_count(domain),
            "is_configured": self._has_costs(),
        }

    def _bridged_profiles(self, partner_id, filters):
        """Domain of the profiles that count, and the one customer or an empty one."""
        domain = self._filter_domain(filters)
        partner = self.env["res.partner"]
        if partner_id:
            partner = partner.browse(self._read_id("partner_id", partner_id)).exists()
            partner = partner.commercial_partner_id
            domain &= Domain("partner_id", "=", partner.id)
            if not self.search_count(domain, limit=1):
                raise AccessError(
                    self.env._("You may not see the figures of this customer.")
                )
        return domain, partner

    @api.model
    def _has_costs(self):
        """Whether the current company counts any cost after the margin."""
        names = {cost.company_field for cost in self._service_cost_sources().values()}
        company = self.env.company.sudo()
        return any(
            company[name]
            for name in names | {"customer_commission_rate", "customer_late_rate"}
        )

    def _bridge_sales(self, span, partner, filters):
        """Sums of the cube, and the commission, which no customer gives back."""
        report = self.env["customer.contribution.report"]
        query = report._search(self._sold_domain(span, partner, filters))
        columns = [
            SQL(
                "SUM(%s) AS %s",
                report._field_to_sql(report._table, name, query),
                SQL.identifier(name),
            )
            for name in SUMS
        ]
        query.groupby = report._field_to_sql(report._table, "partner_id", query)
        company = self.env.company
        [row] = self.env.execute_query_dict(
            SQL(
                """
                SELECT %(sums)s,
                       SUM(ROUND(
                           GREATEST(ordered_value - returned_value, 0)
                           * %(rate)s::numeric / 100, %(places)s
                       )) AS commission
                  FROM (%(sold)s) AS sold
                """,
                sums=SQL(", ").join(
                    SQL("SUM(%s) AS %s", column, column)
                    for column in map(SQL.identifier, SUMS)
                ),
                rate=company.sudo().customer_commission_rate,
                places=company.currency_id.decimal_places,
                sold=query.select(*columns),
            )
        )
        return {
            name: company.currency_id.round(float(value or 0))
            for name, value in row.items()
        }

    def _sold_domain(self, span, partner, filters):
        begin, end = span.moments(self.sudo()._timezone())
        domain = self._filter_domain(filters) & Domain("date", "<", end)
        if begin:
            domain &= Domain("date", ">=", begin)
        if partner:
            domain &= Domain("partner_id", "=", partner.id)
        return domain

    def _bridge_costs(self, span, domain, partner):
        """Rows of ``kind``, ``units`` and ``cost``; late payment has no units."""
        company = self.env.company
        scope = RefreshScope(span.last, tuple(partner.ids) or None)
        return self.env.execute_query_dict(
            SQL(
                """
                WITH counted AS MATERIALIZED (
                    SELECT profile.partner_id
                      FROM (%(profiles)s) AS profile
                      JOIN res_partner customer ON customer.id = profile.partner_id
                     WHERE %(counted)s
                )
                SELECT kind, SUM(units)::int AS units, SUM(cost) AS cost
                  FROM (SELECT partner_id, kind, units, cost FROM (%(service)s) AS work
                         UNION ALL
                        SELECT partner_id, 'late', 0, cost FROM (%(late)s) AS waiting
                       ) AS costs
                 WHERE partner_id IN (SELECT partner_id FROM counted)
              GROUP BY kind
                """,
                profiles=self._search(domain).select(
                    SQL("customer_profile.partner_id")
                ),
                counted=counts_in_figures(SQL("customer")),
                service=self._service_costs_sql(scope, span, company),
                late=self._late_costs_sql(scope, span, company),
            )
        )

    def _bridge_steps(self, sold, costs):
        """The steps in their order, each with the sum that it leads to."""
        ordered = sold["ordered_value"]
        revenue = ordered - sold["returned_value"]
        found = {row["kind"]: row for row in costs}
        steps = [
            (
                "gross",
                self.env._("Value without Discount"),
                ordered + sold["discount_value"],
            ),
            ("discount", self.env._("Discount"), -sold["discount_value"]),
            ("returns", self.env._("Returned"), -sold["returned_value"]),
            ("revenue", self.env._("Revenue"), revenue),
            ("goods", self.env._("Cost of Goods"), sold["margin"] - revenue),
            ("margin", self.env._("Margin"), sold["margin"]),
            (
                "late",
                self.env._("Late Payment"),
                -float(found.get("late", {}).get("cost", 0)),
            ),
            *(
                (kind, source.label, -float(found[kind]["cost"]))
                for kind, source in self._service_cost_sources().items()
                if kind in found
            ),
            ("commission", self.env._("Sales Commission"), -sold["commission"]),
        ]
        left = sold["margin"] + sum(step[2] for step in steps[6:])
        steps.append(("contribution", self.env._("Contribution"), left))
        currency = self.env.company.currency_id
        return [
            {
                "key": key,
                "label": label,
                "amount": currency.round(amount) + 0.0,
                "units": found.get(key, {}).get("units", 0),
                "is_sum": key in ("gross", "revenue", "margin", "contribution"),
            }
            for key, label, amount in steps
        ]
