from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .period import read_period

# Rows of each list of persons, teams and categories.
MOST = 12
NAMED = {
    "team": "crm.team",
    "user": "res.users",
    "category": "product.category",
}


class CustomerProfile(models.Model):
    """When customers order, through whom, and what."""

    _inherit = "customer.profile"

    @api.model
    @api.readonly
    def customer_behaviour(
        self, partner_id=None, period="12m", date_from=None, date_to=None, filters=None
    ):
        """Tell the buying habits of one customer, or of a selection, in a period.

        From confirmed orders, in the time zone of the figures. Sales from before Odoo
        have a day and no hour.

        :param partner_id: id of a customer or contact; empty for all of ``filters``
        :param period: ``month``, ``quarter``, ``year``, ``12m`` or ``all``
        :param date_from: first day of another period
        :param date_to: last day of it, today when empty
        :param filters: as in ``customer_ranking``
        :return: dict: ``orders`` and ``revenue`` (what was ordered) in total, and lists
            of dicts ``key``, ``name``, ``orders``, ``revenue``: ``weekday`` (1 Monday
            to 7), ``hour`` (0 to 23), ``day`` (of the month), ``team``, ``user`` and
            ``category``, the largest first; ``currency_id`` and ``timezone``
        :raise UserError: for an unknown period or filter
        :raise AccessError: for users who may not see figures of customers
        """
        self.env["customer.contribution.report"].check_access("read")
        self._expect_many_parts()
        span = read_period(self.env, period, self._ranking_today(), date_from, date_to)
        _domain, partner = self._bridged_profiles(partner_id, filters)
        rows = self.env.execute_query_dict(
            self._habits_sql(self._sold_domain(span, partner, filters))
        )
        lists = {name: [] for name in ("weekday", "hour", "day", *NAMED)}
        for row in rows:
            if row["dimension"] != "total":
                lists[row.pop("dimension")].append(row)
        total = next(row for row in rows if row.get("dimension") == "total")
        return {
            **{name: self._named_habits(name, lists[name]) for name in lists},
            "orders": total["orders"],
            "revenue": total["revenue"],
            "currency_id": self.env.company.currency_id.id,
            "timezone": self.sudo()._timezone().zone,
        }

    def _named_habits(self, name, rows):
        if name not in NAMED:
            return sorted(rows, key=lambda row: row["key"])
        rows = sorted(rows, key=lambda row: -row["revenue"])[:MOST]
        records = self.env[NAMED[name]].sudo()
        names = {
            record.id: record.display_name
            for record in records.browse([row["key"] for row in rows if row["key"]])
        }
        return [
            {**row, "name": names.get(row["key"], self.env._("None"))} for row in rows
        ]

    def _habits_sql(self, domain):
        """One statement: orders with what they are made of, counted each way."""
        report = self.env["customer.contribution.report"]
        query = report._search(domain & Domain("kind", "=", "sale"))

        def column(name, alias):
            sql = report._field_to_sql(report._table, name, query)
            return SQL("%s AS %s", sql, SQL.identifier(alias))

        lines = query.select(
            column("order_count", "document"),
            column("order_id", "order_id"),
            column("date", "date"),
            column("team_id", "team"),
            column("user_id", "user"),
            column("categ_id", "category"),
            column("ordered_value", "revenue"),
        )
        counted = [
            self._habit_sql("weekday", SQL("EXTRACT(ISODOW FROM moment)::int")),
            self._habit_sql("day", SQL("EXTRACT(DAY FROM moment)::int")),
            self._habit_sql(
                "hour", SQL("EXTRACT(HOUR FROM moment)::int"), SQL("has_hour")
            ),
            self._habit_sql("team", SQL("team")),
            self._habit_sql("user", SQL('"user"')),
            SQL("SELECT 'total', 0, COUNT(*), COALESCE(SUM(revenue), 0)::float FROM o"),
            SQL(
                "SELECT 'category', COALESCE(category, 0), COUNT(DISTINCT document),"
                " SUM(revenue)::float FROM line GROUP BY 2"
            ),
        ]
        return SQL(
            """
            WITH line AS MATERIALIZED (%(lines)s),
            o AS MATERIALIZED (
                SELECT document,
                       MIN(date) AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s
                           AS moment,
                       bool_or(order_id IS NOT NULL) AS has_hour,
                       MIN(team) AS team, MIN("user") AS "user",
                       SUM(revenue) AS revenue
                  FROM line
              GROUP BY document
            )
            %(counted)s
            """,
            lines=lines,
            timezone=self.sudo()._timezone().zone,
            counted=SQL(" UNION ALL ").join(counted),
        )

    @staticmethod
    def _habit_sql(dimension, key, condition=None):
        return SQL(
            """
            SELECT %(dimension)s AS dimension, COALESCE(%(key)s, 0) AS key,
                   COUNT(*) AS orders, SUM(revenue)::float AS revenue
              FROM o WHERE %(condition)s GROUP BY 2
            """,
            dimension=dimension,
            key=key,
            condition=condition or SQL("TRUE"),
        )
