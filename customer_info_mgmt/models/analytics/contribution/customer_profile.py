from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, formatLang

from ..sales_sql import counts_in_figures
from . import cost_sql
from .period import last_12_months


class CustomerProfile(models.Model):
    """What a customer leaves after every cost.

    Margin of the 12 months, less what it cost to serve the customer and to wait for the
    money. Costs are settings of the company; without them the margin is what is left.
    """

    _inherit = "customer.profile"

    cost_to_serve_12m = fields.Monetary(
        "Cost to Serve of 12 Months",
        readonly=True,
        help="Orders, order lines, deliveries and returns of 12 months at what each "
        "costs the company, and the sales commission.",
    )
    late_payment_cost_12m = fields.Monetary(
        "Late Payment Cost of 12 Months",
        readonly=True,
        help="Each amount times the days it was overdue in the 12 months, at the cost "
        "of money of the company.",
    )
    contribution_12m = fields.Monetary(
        "Contribution of 12 Months",
        readonly=True,
        help="Margin of 12 months less cost to serve and late payment cost.",
    )

    _company_contribution_idx = models.Index("(company_id, contribution_12m)")

    @api.model
    def _get_explained_fields(self):
        return super()._get_explained_fields() + [
            "margin_12m",
            "cost_to_serve_12m",
            "late_payment_cost_12m",
            "contribution_12m",
        ]

    def _explain(self):
        return super()._explain() + self._explain_contribution()

    def _explain_contribution(self):
        """A sentence, where there are costs after the margin."""
        if not self.cost_to_serve_12m and not self.late_payment_cost_12m:
            return []
        sentence = self.env._(
            "12 months: margin %(margin)s, less %(serve)s to serve the customer and "
            "%(late)s for late payment, leaves %(contribution)s.",
            margin=self._format_amount(self.margin_12m),
            serve=self._format_amount(self.cost_to_serve_12m),
            late=self._format_amount(self.late_payment_cost_12m),
            contribution=self._format_amount(self.contribution_12m),
        )
        if self.revenue_12m <= 0:
            return [sentence]
        share = 100 * self.contribution_12m / self.revenue_12m
        return [
            sentence,
            self.env._(
                "That is %(share)s %% of the revenue of 12 months.",
                share=formatLang(self.env, share, digits=1),
            ),
        ]

    # === Costs === #

    @api.model
    def _service_cost_sources(self):
        """Kinds of work that customers make: dict of name to ``ServiceCost``.

        Rooms and addons add theirs: a field of the company with what one costs, and
        the SELECT of the documents. A kind that costs a company nothing is not read.
        """
        customers = self._customer_locations()
        return {
            "order": cost_sql.ServiceCost(
                self.env._("Orders"),
                "customer_cost_order",
                cost_sql.order_documents(self._sales_sources()),
            ),
            "line": cost_sql.ServiceCost(
                self.env._("Order Lines"),
                "customer_cost_line",
                cost_sql.line_documents(),
            ),
            "delivery": cost_sql.ServiceCost(
                self.env._("Deliveries"),
                "customer_cost_delivery",
                cost_sql.transfer_documents(customers, outgoing=True),
            ),
            "return": cost_sql.ServiceCost(
                self.env._("Returns"),
                "customer_cost_return",
                cost_sql.transfer_documents(customers, outgoing=False),
            ),
        }

    @api.model
    def _costs_of_companies(self, field_name, company=None):
        """What a cost is in each company that has it: dict of company id to number.

        :param company: only this one
        """
        wanted = Domain(field_name, ">", 0)
        if company:
            wanted &= Domain("id", "=", company.id)
        companies = self.env["res.company"].sudo().search(wanted)
        return {company.id: company[field_name] for company in companies}

    @api.model
    def _service_costs_sql(self, scope, period, company=None):
        """SELECT of ``partner_id``, ``company_id``, ``kind``, ``units`` and ``cost``.

        :param scope: ``RefreshScope``, of which only the customers count
        :param period: ``Period`` in which the documents happened
        :param company: only this one
        """
        kinds = []
        for kind, source in self._service_cost_sources().items():
            costs = self._costs_of_companies(source.company_field, company)
            if costs:
                kinds.append((kind, costs, source.documents))
        begin, end = period.moments(self._timezone())
        in_period = SQL(
            "document.moment < %s AND %s AND %s",
            end,
            SQL("document.moment >= %s", begin) if begin else SQL("TRUE"),
            self._where_contact(scope, SQL("document.partner_id")),
        )
        return cost_sql.service_costs(kinds, in_period, self._decimal_places_sql)

    @api.model
    def _late_costs_sql(self, scope, period, company=None):
        """SELECT of ``partner_id``, ``company_id`` and ``cost`` of late payment.

        :param scope: ``RefreshScope``, of which only the customers count
        :param period: ``Period`` in which amounts were overdue
        :param company: only this one
        """
        return cost_sql.late_payment_costs(
            self._costs_of_companies("customer_late_rate", company),
            period.eve,
            period.last,
            self._decimal_places_sql,
            self._where_contact(scope, SQL("line.partner_id")),
            scope.partner_ids is not None,
        )

    # === Refresh === #

    @api.model
    def _new_row_values(self):
        zeros = dict.fromkeys(
            ("cost_to_serve_12m", "late_payment_cost_12m", "contribution_12m"),
            SQL("0"),
        )
        return super()._new_row_values() | zeros

    @api.model
    def _refresh_steps(self):
        return super()._refresh_steps() + [self._refresh_contribution]

    @api.model
    def _refresh_contribution(self, scope):
        """Costs of the 12 months up to ``as_of``, and what the margin leaves."""
        self.env.cr.execute(
            SQL(
                """
                WITH figure AS (%(figures)s)
                UPDATE customer_profile profile
                   SET cost_to_serve_12m = figure.served,
                       late_payment_cost_12m = figure.late,
                       contribution_12m = figure.contribution,
                       write_uid = %(uid)s,
                       write_date = %(now)s
                  FROM figure
                 WHERE figure.id = profile.id
                   AND (profile.cost_to_serve_12m, profile.late_payment_cost_12m,
                        profile.contribution_12m)
                       IS DISTINCT FROM
                       (figure.served, figure.late, figure.contribution)
                """,
                figures=self._contribution_figures_sql(scope),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _contribution_figures_sql(self, scope):
        """SELECT of ``id`` of the profile, ``served``, ``late`` and ``contribution``.

        Customers who are left out of figures have no costs either.
        """
        period = last_12_months(scope.as_of)
        return SQL(
            """
            SELECT counted.id, counted.served, counted.late,
                   counted.margin - counted.served - counted.late AS contribution
              FROM (
                SELECT profile.id, COALESCE(profile.margin_12m, 0) AS margin,
                       CASE WHEN NOT %(counted)s THEN 0
                            ELSE COALESCE(served.cost, 0)
                                 + ROUND(GREATEST(profile.revenue_12m, 0)
                                         * (%(commission)s)::numeric / 100, %(places)s)
                        END AS served,
                       CASE WHEN NOT %(counted)s THEN 0
                            ELSE COALESCE(late.cost, 0)
                        END AS late
                  FROM customer_profile profile
                  JOIN res_partner customer ON customer.id = profile.partner_id
             LEFT JOIN (
                        SELECT partner_id, company_id, SUM(cost) AS cost
                          FROM (%(service)s) AS kinds
                      GROUP BY partner_id, company_id
                       ) AS served
                    ON served.partner_id = profile.partner_id
                   AND served.company_id = profile.company_id
             LEFT JOIN (%(late)s) AS late
                    ON late.partner_id = profile.partner_id
                   AND late.company_id = profile.company_id
                 WHERE %(in_scope)s
              ) AS counted
            """,
            counted=counts_in_figures(SQL("customer")),
            commission=cost_sql.per_company(
                SQL("profile.company_id"),
                self._costs_of_companies("customer_commission_rate"),
            ),
            places=self._decimal_places_sql(SQL("profile.company_id")),
            service=self._service_costs_sql(scope, period),
            late=self._late_costs_sql(scope, period),
            in_scope=scope.where_partner(SQL("profile.partner_id")),
        )
