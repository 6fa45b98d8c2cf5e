from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...file.customer_profile import RefreshScope
from ..sales_sql import counts_in_figures
from .cost_sql import per_company

MEASURES = ("revenue", "margin", "contribution", "orders", "returns")
MONTH_COLUMNS = {
    "revenue": "revenue",
    "margin": "margin",
    "orders": "order_count",
    "returns": "return_amount",
}
# period -> measure -> field of the profile
STORED = {
    "12m": {
        "revenue": "revenue_12m",
        "margin": "margin_12m",
        "contribution": "contribution_12m",
    },
    "all": {
        "revenue": "revenue",
        "margin": "margin",
        "orders": "order_count",
        "returns": "return_amount",
    },
}
# filter -> path from the profile
FILTERS = {
    "country_id": "partner_id.country_id",
    "state_id": "partner_id.state_id",
    "customer_group_id": "partner_id.customer_group_id",
    "user_id": "partner_id.user_id",
    "team_id": "partner_id.user_id.sale_team_id",
}


class CustomerProfile(models.Model):
    """Figures of any period, for the customers whose profiles a user may read."""

    _inherit = "customer.profile"

    @api.model
    @api.readonly
    def customer_filter_choices(self):
        """What customers of the current company can be narrowed down to.

        :return: dict of filter to a list of dicts ``id``, ``name``; only what at least
            one customer has whose figures the user may see
        :raise AccessError: for users who may not see figures of customers
        """
        query = self._search(Domain("company_id", "=", self.env.company.id))
        names = [name for name in FILTERS if name != "team_id"]
        columns = [SQL.identifier("customer", name) for name in names]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %(columns)s
                  FROM (%(profiles)s) AS profile
                  JOIN res_partner customer ON customer.id = profile.partner_id
              GROUP BY GROUPING SETS (%(sets)s)
                """,
                columns=SQL(", ").join(columns),
                profiles=query.select(SQL("customer_profile.partner_id")),
                sets=SQL(", ").join(SQL("(%s)", column) for column in columns),
            )
        )
        found = dict.fromkeys(names, ())
        if rows:
            found = dict(zip(names, zip(*rows, strict=True), strict=True))
        choices = {
            name: self._named(self.env["res.partner"]._fields[name].comodel_name, ids)
            for name, ids in found.items()
        }
        teams = (
            self.env["res.users"]
            .sudo()
            .browse([choice["id"] for choice in choices["user_id"]])
        )
        return choices | {"team_id": self._named("crm.team", teams.sale_team_id.ids)}

    def _named(self, model, ids):
        """Dicts of id and name, in the order of the names."""
        records = self.env[model].sudo().browse(filter(None, ids))
        named = [{"id": record.id, "name": record.display_name} for record in records]
        return sorted(named, key=lambda choice: choice["name"])

    @api.model
    def _filter_domain(self, filters):
        """Domain of the profiles of this company that ``filters`` leave.

        :param filters: dict, see ``FILTERS``; an empty value does not narrow
        :raise UserError: for an unknown filter, or what is no id
        """
        domain = Domain("company_id", "=", self.env.company.id)
        if filters and not isinstance(filters, dict):
            raise UserError(self.env._("Filters: hand over names with ids."))
        for name, value in (filters or {}).items():
            if name not in FILTERS:
                raise UserError(
                    self.env._(
                        "Customers cannot be filtered by %(name)s. Choose one of "
                        "%(names)s.",
                        name=name,
                        names=", ".join(FILTERS),
                    )
                )
            if value:
                domain &= Domain(FILTERS[name], "=", self._read_id(name, value))
        return domain

    @api.model
    def _read_id(self, name, value):
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise UserError(
                self.env._(
                    "%(name)s: %(value)s is no id. Choose one from the list.",
                    name=name,
                    value=value,
                )
            )
        return value

    def _expect_many_parts(self):
        """Have the database begin at once.

        Compiling statements of so many parts takes longer than they run.
        """
        self.env.cr.execute("SET LOCAL jit = off")

    @api.model
    def _period_figures_sql(self, period, query, measures):
        """SELECT of ``partner_id``, ``abc_class`` and all ``MEASURES`` of a period.

        Measures that are not asked for, and not at hand, are NULL.

        :param period: ``Period``; all but 12m and all count whole months
        :param query: of the profiles that count; the rules of the user are in it
        :param measures: names that are needed
        """
        stored = STORED.get(period.name, {})
        if not set(measures) - stored.keys():
            return self._stored_figures_sql(stored, query)
        if period.name == "all":
            return self._all_time_figures_sql(period, query)
        return self._month_figures_sql(period.whole_months(), query, measures)

    def _stored_figures_sql(self, stored, query):
        columns = [
            SQL(
                "%s AS %s",
                self._field_to_sql(self._table, stored[measure], query)
                if measure in stored
                else SQL("NULL::numeric"),
                SQL.identifier(measure),
            )
            for measure in MEASURES
        ]
        return query.select(*self._key_columns(), *columns)

    def _key_columns(self):
        return SQL("customer_profile.partner_id"), SQL("customer_profile.abc_class")

    def _all_time_figures_sql(self, period, query):
        """The stored figures, and the contribution after the costs of all time."""
        sold = self._stored_figures_sql(STORED["all"], query)
        return self._after_costs_sql(period, sold)

    def _month_figures_sql(self, period, query, measures):
        """Figures of whole months, from the months of each customer."""
        sums = SQL(", ").join(
            SQL("SUM(%s) AS %s", SQL.identifier(column), SQL.identifier(measure))
            for measure, column in MONTH_COLUMNS.items()
        )
        zeros = SQL(", ").join(
            SQL("COALESCE(sold.%(name)s, 0) AS %(name)s", name=SQL.identifier(measure))
            for measure in MONTH_COLUMNS
        )
        sold = SQL(
            """
            SELECT customer.*, %(zeros)s
              FROM (%(customers)s) AS customer
         LEFT JOIN (
                    SELECT partner_id, %(sums)s
                      FROM customer_sales_month
                     WHERE company_id = %(company)s
                       AND month <= %(last)s
                       AND %(begun)s
                  GROUP BY partner_id
                   ) AS sold
                ON sold.partner_id = customer.partner_id
            """,
            zeros=zeros,
            sums=sums,
            customers=query.select(*self._key_columns()),
            company=self.env.company.id,
            last=period.last,
            begun=SQL("month >= %s", period.first) if period.first else SQL("TRUE"),
        )
        if "contribution" not in measures:
            return SQL(
                "SELECT *, NULL::numeric AS contribution FROM (%s) AS sold", sold
            )
        return self._after_costs_sql(period, sold)

    def _after_costs_sql(self, period, sold):
        """Figures with the contribution: margin less the costs of the period.

        :param sold: SELECT of figures of customers of the current company
        """
        company = self.env.company
        everybody = RefreshScope(period.last)
        rate = self._costs_of_companies("customer_commission_rate", company)
        return SQL(
            """
            SELECT sold.partner_id, sold.abc_class, sold.revenue, sold.margin,
                   sold.orders, sold.returns,
                   CASE WHEN NOT %(counted)s THEN 0
                        ELSE sold.margin
                             - COALESCE(served.cost, 0) - COALESCE(late.cost, 0)
                             - ROUND(GREATEST(sold.revenue, 0)
                                     * (%(rate)s)::numeric / 100, %(places)s)
                    END AS contribution
              FROM (%(sold)s) AS sold
              JOIN res_partner customer ON customer.id = sold.partner_id
         LEFT JOIN (
                    SELECT partner_id, SUM(cost) AS cost
                      FROM (%(service)s) AS kinds
                  GROUP BY partner_id
                   ) AS served
                ON served.partner_id = sold.partner_id
         LEFT JOIN (%(late)s) AS late ON late.partner_id = sold.partner_id
            """,
            counted=counts_in_figures(SQL("customer")),
            rate=per_company(SQL("%s", company.id), rate),
            places=company.currency_id.decimal_places,
            sold=sold,
            service=self._service_costs_sql(everybody, period, company),
            late=self._late_costs_sql(everybody, period, company),
        )
