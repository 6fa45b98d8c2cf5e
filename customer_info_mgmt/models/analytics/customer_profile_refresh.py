from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from . import figures_sql, sales_sql
from .customer_profile import FIGURES


class CustomerProfile(models.Model):
    """How the figures of a customer are brought up to date."""

    _inherit = "customer.profile"

    @api.model
    def _sales_sources(self):
        """SELECTs that together are the sales facts; other addons append theirs.

        Each gives the columns, in this order and with these names:

        - ``partner_id``: the partner on the document, a contact or the customer
        - ``company_id``: the company of the document
        - ``is_order``: ``TRUE`` for a sale, ``FALSE`` for what corrects sales
        - ``document_id``: id of the document in its own table
        - ``moment``: when it counts, a timestamp in UTC
        - ``amount``: untaxed, in the company's currency, negative for a return
        - ``margin``: the same over cost

        Conditions on ``partner_id`` and ``moment`` are added around them: plain SELECTs
        without grouping let the database use them inside.
        """
        locations = self.env["stock.location"].sudo().with_context(active_test=False)
        customers = locations.search([("usage", "=", "customer")]).ids
        return [sales_sql.order_source(), sales_sql.return_source(customers)]

    @api.model
    def _new_row_values(self):
        zeros = dict.fromkeys(
            (
                "order_count",
                "revenue",
                "revenue_12m",
                "margin",
                "margin_12m",
                "return_amount",
                "average_order_value",
                "contribution_share",
            ),
            SQL("0"),
        )
        return super()._new_row_values() | zeros

    @api.model
    def _refresh_steps(self):
        # First, so that a row that is missing is written once, with its figures.
        return [self._refresh_sales] + super()._refresh_steps()

    @api.model
    def _refresh_sales(self, scope):
        """Bring the sales figures up to date: change, reset or add rows.

        An incremental run gives its customers the share and class that they have among
        all others at this moment. What their news does to shares and classes of the
        others, the nightly run brings.
        """
        if scope.partner_ids is None:
            placed = figures_sql.placed_among_themselves()
        else:
            placed = figures_sql.placed_among_all(scope.where_partner(SQL("partner_id")))
        self.env.cr.execute(
            SQL(
                """
                WITH figure AS MATERIALIZED (%s),
                     news AS MATERIALIZED (%s),
                     changed AS (%s),
                     vanished AS (%s),
                     added AS (%s)
                SELECT (SELECT COUNT(*) FROM changed)
                     + (SELECT COUNT(*) FROM vanished)
                     + (SELECT COUNT(*) FROM added)
                """,
                self._figures_sql(scope),
                figures_sql.classified(placed),
                self._change_sql(),
                self._reset_sql(scope),
                self._add_sql(),
            )
        )
        return self.env.cr.fetchone()[0]

    def _change_sql(self):
        """UPDATE of the rows whose figures are not those of ``news``."""
        columns = [SQL.identifier(name) for name in FIGURES]
        return SQL(
            """
            UPDATE customer_profile profile
               SET %(assignments)s, write_uid = %(uid)s, write_date = %(now)s
              FROM news
             WHERE profile.partner_id = news.partner_id
               AND profile.company_id = news.company_id
               AND (%(old)s) IS DISTINCT FROM (%(new)s)
         RETURNING 1
            """,
            assignments=SQL(", ").join(SQL("%s = news.%s", c, c) for c in columns),
            old=SQL(", ").join(SQL("profile.%s", column) for column in columns),
            new=SQL(", ").join(SQL("news.%s", column) for column in columns),
            uid=self.env.uid,
            now=self.env.cr.now(),
        )

    def _reset_sql(self, scope):
        """UPDATE of the rows of customers who have no figures any more."""
        nothing = self._new_row_values()
        return SQL(
            """
            UPDATE customer_profile profile
               SET %(assignments)s, write_uid = %(uid)s, write_date = %(now)s
             WHERE profile.abc_class IS NOT NULL
               AND %(in_scope)s
               AND NOT EXISTS (
                    SELECT FROM news
                     WHERE news.partner_id = profile.partner_id
                       AND news.company_id = profile.company_id
               )
         RETURNING 1
            """,
            assignments=SQL(", ").join(
                SQL("%s = %s", SQL.identifier(name), nothing.get(name, SQL("NULL")))
                for name in FIGURES
            ),
            in_scope=scope.where_partner(SQL("profile.partner_id")),
            uid=self.env.uid,
            now=self.env.cr.now(),
        )

    def _add_sql(self):
        """INSERT of the rows that buyers do not have yet."""
        first_values = self._new_row_values() | {
            name: SQL("news.%s", SQL.identifier(name)) for name in FIGURES
        }
        return SQL(
            """
            INSERT INTO customer_profile
                (partner_id, company_id, %(columns)s,
                 create_uid, write_uid, create_date, write_date)
            SELECT news.partner_id, news.company_id, %(values)s,
                   %(uid)s, %(uid)s, %(now)s, %(now)s
              FROM news
             WHERE NOT EXISTS (
                    SELECT FROM customer_profile profile
                     WHERE profile.partner_id = news.partner_id
                       AND profile.company_id = news.company_id
               )
         RETURNING 1
            """,
            columns=SQL(", ").join(map(SQL.identifier, first_values)),
            values=SQL(", ").join(first_values.values()),
            uid=self.env.uid,
            now=self.env.cr.now(),
        )

    @api.model
    def _facts_sql(self, scope):
        """Facts per partner on the document; few rows, before anything is joined."""
        begin_12m, end = sales_sql.utc_period(scope.as_of, self._timezone())
        return SQL(
            """
            SELECT fact.partner_id, fact.company_id,
                   MIN(fact.moment) FILTER (WHERE fact.is_order) AS first_moment,
                   MAX(fact.moment) FILTER (WHERE fact.is_order) AS last_moment,
                   COUNT(*) FILTER (WHERE fact.is_order) AS order_count,
                   SUM(fact.amount) AS revenue,
                   SUM(fact.amount) FILTER (WHERE fact.moment >= %(begin_12m)s)
                       AS revenue_12m,
                   SUM(fact.margin) AS margin,
                   SUM(fact.margin) FILTER (WHERE fact.moment >= %(begin_12m)s)
                       AS margin_12m,
                   SUM(-fact.amount) FILTER (WHERE NOT fact.is_order) AS return_amount
              FROM (%(sources)s) AS fact
             WHERE fact.moment < %(end)s
               AND %(in_scope)s
          GROUP BY fact.partner_id, fact.company_id
            """,
            begin_12m=begin_12m,
            end=end,
            sources=SQL(" UNION ALL ").join(self._sales_sources()),
            in_scope=self._where_contact(scope, SQL("fact.partner_id")),
        )

    @api.model
    def _where_contact(self, scope, column):
        """Condition: the partner on a document belongs to a customer of the scope.

        The ids stand in the statement: the planner sees how few they are, and looks
        the documents up instead of reading all.
        """
        if scope.partner_ids is None:
            return SQL("TRUE")
        contacts = self.env.execute_query(
            SQL(
                "SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%s)",
                list(scope.partner_ids),
            )
        )
        return SQL("%s = ANY(%s)", column, [contact_id for (contact_id,) in contacts])

    @api.model
    def _decimal_places_sql(self, company_id):
        """Decimal places of the currency of a company.

        They stand in the statement. The planner has no statistics of computed rows: it
        takes a join with the companies for a filter and then expects next to no rows.
        """
        companies = self.env["res.company"].sudo().search(Domain.TRUE)
        return SQL(
            "CASE %s %s END",
            company_id,
            SQL(" ").join(
                SQL("WHEN %s THEN %s", company.id, company.currency_id.decimal_places)
                for company in companies
            ),
        )

    @api.model
    def _figures_sql(self, scope):
        """Figures per customer, in amounts and days; left-out customers have none."""
        timezone = self._timezone()
        places = self._decimal_places_sql(SQL("sold.company_id"))

        def amount(name):
            column = SQL.identifier(name)
            return SQL(
                "ROUND(COALESCE(SUM(sold.%s), 0), %s) AS %s", column, places, column
            )

        return SQL(
            """
            SELECT contact.commercial_partner_id AS partner_id, sold.company_id,
                   %(first_day)s AS first_order_date,
                   %(last_day)s AS last_order_date,
                   SUM(sold.order_count)::int AS order_count,
                   %(amounts)s,
                   COALESCE(
                       ROUND(
                           SUM(sold.revenue) / NULLIF(SUM(sold.order_count), 0),
                           %(places)s
                       ),
                       0
                   ) AS average_order_value
              FROM (%(facts)s) AS sold
              JOIN res_partner contact ON contact.id = sold.partner_id
              JOIN res_partner customer ON customer.id = contact.commercial_partner_id
             WHERE customer.leave_out_of_figures IS NOT TRUE
               AND customer.id NOT IN (
                    SELECT own.commercial_partner_id
                      FROM res_company
                      JOIN res_partner own ON own.id = res_company.partner_id
                     WHERE own.commercial_partner_id IS NOT NULL
               )
          GROUP BY contact.commercial_partner_id, sold.company_id
            """,
            first_day=sales_sql.local_day(SQL("MIN(sold.first_moment)"), timezone),
            last_day=sales_sql.local_day(SQL("MAX(sold.last_moment)"), timezone),
            amounts=SQL(", ").join(
                map(
                    amount,
                    ("revenue", "revenue_12m", "margin", "margin_12m", "return_amount"),
                )
            ),
            places=places,
            facts=self._facts_sql(scope),
        )
