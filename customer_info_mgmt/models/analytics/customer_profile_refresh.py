from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..file.customer_profile import RefreshScope
from . import behaviour_sql, figures_sql, sales_sql
from .customer_profile import FIGURES


class CustomerProfile(models.Model):
    """How the figures of a customer are brought up to date."""

    _inherit = "customer.profile"

    @api.model
    def _sales_sources(self, scope=None):
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

        :param scope: ``RefreshScope`` whose customers are all that is asked for
        """
        return [
            sales_sql.order_source(),
            sales_sql.return_source(
                self._customer_locations(), moves=self._returned_moves(scope)
            ),
        ]

    @api.model
    def _customer_locations(self):
        """Ids of the locations of customers, those in use and those of the past."""
        locations = self.env["stock.location"].sudo().with_context(active_test=False)
        return locations.search([("usage", "=", "customer")]).ids

    @api.model
    def _returned_moves(self, scope):
        """Ids of what came back from the customers of a scope, ``None`` for all.

        Three steps count it. It is looked up once: there are many lines to a customer
        and many moves from customers, and next to none are both.
        """
        if scope is None or scope.partner_ids is None:
            return None
        return scope.once("returned moves", lambda: self._find_returned_moves(scope))

    @api.model
    def _find_returned_moves(self, scope):
        query = sales_sql.returned_moves(
            self._customer_locations(),
            self._where_contact(scope, SQL("line.order_partner_id")),
        )
        return [move_id for (move_id,) in self.env.execute_query(query)]

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

        All of ``FIGURES`` come from one pass over the facts and are written with one
        write of a row. What a customer is by its own facts, an incremental run and a
        full one say alike. What it is among others differs until the night:

        - share, ABC class: of an incremental run's customers, exact among all others at
          this moment; what their news does to the others, the full run brings;
        - scores, segment and high potential: an incremental run measures its customers
          by the yardsticks that the last full run left (``customer.yardstick``), the
          full run makes new ones and measures everybody.
        """
        everybody = scope.partner_ids is None
        known = {} if everybody else self._ensure_yardsticks(scope)
        self.env.cr.execute(
            SQL(
                """
                WITH figure AS MATERIALIZED (%s),
                     yardstick AS MATERIALIZED (%s),
                     news AS MATERIALIZED (%s),
                     kept AS (%s),
                     changed AS (%s),
                     vanished AS (%s),
                     added AS (%s)
                SELECT (SELECT COUNT(*) FROM changed)
                     + (SELECT COUNT(*) FROM vanished)
                     + (SELECT COUNT(*) FROM added)
                     + (SELECT COUNT(*) FROM kept)
                """,
                self._figures_sql(scope),
                self._yardsticks_sql(scope, known),
                self._news_sql(scope),
                self._keep_yardsticks_sql(scope),
                self._change_sql(),
                self._reset_sql(scope),
                self._add_sql(),
            )
        )
        return self.env.cr.fetchone()[0]

    @api.model
    def _news_sql(self, scope):
        """SELECT of partner, company and ``FIGURES``, out of ``figure``."""
        if scope.partner_ids is None:
            placed = figures_sql.placed_among_themselves()
        else:
            placed = figures_sql.placed_among_all(
                scope.where_partner(SQL("partner_id"))
            )
        return self._behaviour_sql(figures_sql.classified(placed), scope)

    @api.model
    def _figures_at(self, scope):
        """SELECT of ``partner_id``, ``company_id`` and all ``FIGURES`` on a past day.

        For whoever keeps figures of the past. It has a row for each customer with facts
        up to ``scope.as_of``; the others had no figures. Everything is taken from the
        documents as they stand now, and no profile is read: customers are placed among
        all others, also where the scope names some. One figure cannot come from
        documents: ``lifecycle_date`` is the day that ``customer.lifecycle.history``
        tells for the stage on that day, or else the day itself.

        :param scope: ``RefreshScope``; its customers are returned
        """
        everybody = RefreshScope(scope.as_of)
        return SQL(
            """
            WITH figure AS MATERIALIZED (%s), yardstick AS MATERIALIZED (%s)
            SELECT news.partner_id, news.company_id, %s
              FROM (%s) AS news
             WHERE %s
            """,
            self._figures_sql(everybody),
            self._yardsticks_sql(everybody, {}),
            SQL(", ").join(SQL.identifier("news", name) for name in FIGURES),
            self._news_sql(everybody),
            scope.where_partner(SQL("news.partner_id")),
        )

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
        """UPDATE of the rows of customers who have no figures, or none any more."""
        nothing = self._new_row_values() | {
            name: SQL("stage.%s", SQL.identifier(name)) for name in behaviour_sql.STAGE
        }
        return SQL(
            """
            UPDATE customer_profile profile
               SET %(assignments)s, write_uid = %(uid)s, write_date = %(now)s
              FROM (%(stages)s) AS stage
             WHERE stage.left_out = (profile.partner_id IN (%(left_out)s))
               AND (profile.abc_class IS NOT NULL
                    OR profile.lifecycle IS DISTINCT FROM stage.lifecycle
                    OR profile.lifecycle_date IS NULL
                       AND stage.lifecycle IS NOT NULL)
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
            stages=behaviour_sql.stages_without_orders(scope.as_of),
            left_out=sales_sql.left_out_customers(),
            in_scope=scope.where_partner(SQL("profile.partner_id")),
            uid=self.env.uid,
            now=self.env.cr.now(),
        )

    def _add_sql(self):
        """INSERT of the rows that buyers do not have yet.

        They are sorted, so that all are known before the first is written: to look for
        each among those written before took minutes, where the planner knew the table
        as empty.
        """
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
              JOIN res_partner partner ON partner.id = news.partner_id
             WHERE NOT EXISTS (
                    SELECT FROM customer_profile profile
                     WHERE profile.partner_id = news.partner_id
                       AND profile.company_id = news.company_id
               )
             ORDER BY news.company_id, news.partner_id
         RETURNING 1
            """,
            columns=SQL(", ").join(map(SQL.identifier, first_values)),
            values=SQL(", ").join(first_values.values()),
            uid=self.env.uid,
            now=self.env.cr.now(),
        )

    @api.model
    def _facts_sql(self, scope):
        """Facts with their day and the customer they count for; no left-out ones.

        One row per fact: ``partner_id``, ``company_id``, ``is_order``, ``day``,
        ``amount``, ``margin``.
        """
        timezone = self._timezone()
        _begin, end = sales_sql.utc_period(scope.as_of, timezone)
        return SQL(
            """
            SELECT contact.commercial_partner_id AS partner_id, fact.company_id,
                   fact.is_order, %(day)s AS day, fact.amount, fact.margin
              FROM (%(sources)s) AS fact
              JOIN res_partner contact ON contact.id = fact.partner_id
             WHERE fact.moment < %(end)s
               AND %(in_scope)s
               AND %(is_customer)s
               AND contact.commercial_partner_id NOT IN (%(left_out)s)
            """,
            day=sales_sql.local_day(SQL("fact.moment"), timezone),
            sources=SQL(" UNION ALL ").join(self._sales_sources(scope)),
            end=end,
            in_scope=self._where_contact(scope, SQL("fact.partner_id")),
            is_customer=scope.where_partner(SQL("contact.commercial_partner_id")),
            left_out=sales_sql.left_out_customers(),
        )

    @api.model
    def _where_contact(self, scope, column):
        """Condition: the partner on a document belongs to a customer of the scope.

        The ids stand in the statement: the planner sees how few they are, and looks
        the documents up instead of reading all.
        """
        if scope.partner_ids is None:
            return SQL("TRUE")
        contacts = scope.once("contacts", lambda: self._find_contacts(scope))
        return SQL("%s = ANY(%s)", column, contacts)

    @api.model
    def _find_contacts(self, scope):
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%s)",
                list(scope.partner_ids),
            )
        )
        return [contact_id for (contact_id,) in rows]

    @api.model
    def _figures_sql(self, scope):
        """Figures per customer by its own facts, in amounts and days."""
        return figures_sql.figures(
            self._facts_sql(scope),
            scope.as_of,
            places=self._by_company_sql(
                SQL("paced.company_id"),
                lambda company: company.currency_id.decimal_places,
            ),
            rfm_months=self._by_company_sql(
                SQL("paced.company_id"), lambda company: company.customer_rfm_months
            ),
        )

    @api.model
    def _decimal_places_sql(self, company_id):
        """Decimal places of the currency of a company."""
        return self._by_company_sql(company_id, lambda c: c.currency_id.decimal_places)

    @api.model
    def _by_company_sql(self, company_id, value_of):
        """SQL of what holds in a company.

        The values stand in the statement. The planner has no statistics of computed
        rows: it takes a join with the companies for a filter and then expects next to
        no rows.

        :param company_id: SQL of the column that holds the company
        :param value_of: function of a ``res.company``: the value, or its SQL
        """
        everyone = self.env["res.company"].sudo().with_context(active_test=False)
        values = {c.id: value_of(c) for c in everyone.search(Domain.TRUE)}
        first, *others = (
            value if isinstance(value, SQL) else SQL("%s", value)
            for value in values.values()
        )
        if all(value == first for value in others):
            return first
        return SQL(
            "CASE %s %s END",
            company_id,
            SQL(" ").join(
                SQL("WHEN %s THEN %s", key, value) for key, value in values.items()
            ),
        )
