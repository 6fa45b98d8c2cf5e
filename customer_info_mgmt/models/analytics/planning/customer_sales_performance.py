from calendar import monthrange
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .. import sales_sql
from .customer_sales_target import MEASURES

BY = {"user": "user_id", "team": "team_id"}
PERIODS = ("month", "last_month", "quarter", "year")
NAMES = [name for name, _label in MEASURES]


class CustomerSalesPerformance(models.AbstractModel):
    """What salespeople and teams sold, beside what they wanted to reach (F23).

    Orders count as in ``customer.profile``; a return is taken off from whoever sold the
    order it belongs to, on the day it came back. A new customer counts for whoever sold
    its first order. Read from the documents with the rights of the user: who sees only
    one's own orders sees only oneself.
    """

    _name = "customer.sales.performance"
    _description = "Performance against Targets"

    @api.model
    @api.readonly
    def get_performance(self, period="month", by="user", day=None):
        """Return the whole report, ready to show.

        :param period: ``month`` (the one under way), ``last_month``, ``quarter`` or
            ``year`` (up to the end of the month under way)
        :param by: ``user`` or ``team``
        :param day: day that counts as today (ISO), today when empty
        :return: dict: ``date_from``, ``date_to``, ``elapsed`` (share of the period that
            has passed, 0 to 1), ``company``, ``currency_id``, ``measures`` (``key``,
            ``label``), ``rows`` and ``total`` with, per measure, a dict ``actual``,
            ``target``, ``before`` (same days a year earlier) and ``expected`` (at the
            end of the period); a row has ``id`` and ``name`` besides
        :raise UserError: for another period or dimension
        :raise AccessError: for users who may not see figures of customers
        """
        if period not in PERIODS or by not in BY:
            raise UserError(
                self.env._("Choose a month, quarter or year, by person or by team.")
            )
        self.env["customer.profile"].check_access("read")
        today = self.env["customer.profile"]._read_as_of(day)
        first, last = self._period_days(period, today)
        rows = self._performance_rows(first, last, min(today, last), by)
        options = self.env["customer.sales.target"]._fields["measure"]
        return {
            "date_from": str(first),
            "date_to": str(last),
            "elapsed": self._elapsed(first, last, today),
            "company": self.env.company.name,
            "currency_id": self.env.company.currency_id.id,
            "measures": [
                {"key": key, "label": label}
                for key, label in options._description_selection(self.env)
            ],
            "rows": rows,
            "total": self._total(rows, first, last),
        }

    @api.model
    def _period_days(self, period, today):
        first = today.replace(day=1)
        last = first.replace(day=monthrange(first.year, first.month)[1])
        if period == "last_month":
            last = first - timedelta(1)
            first = last.replace(day=1)
        elif period == "quarter":
            first = first.replace(month=(first.month - 1) // 3 * 3 + 1)
        elif period == "year":
            first = first.replace(month=1)
        return first, last

    @api.model
    def _elapsed(self, first, last, today):
        days = (last - first).days + 1
        return max(min(((today - first).days + 1) / days, 1), 0)

    # === Rows === #

    @api.model
    def _performance_rows(self, first, last, today, by):
        year = relativedelta(years=1)
        actual = {row["key"]: row for row in self._actual_rows(first, today, by)}
        before = {
            row["key"]: row for row in self._actual_rows(first - year, today - year, by)
        }
        targets = self._targets(first, last, by)
        keys = {*actual, *targets} | {key for key, row in before.items() if key}
        names = self._names(by, keys)
        elapsed = self._elapsed(first, last, today)
        rows = [
            {
                "id": key or False,
                "name": names.get(key) or self.env._("None"),
                **{
                    name: self._cell(name, key, actual, before, targets, elapsed)
                    for name in NAMES
                },
            }
            for key in keys
        ]
        return sorted(rows, key=lambda row: (not row["id"], -row["revenue"]["actual"]))

    @api.model
    def _cell(self, name, key, actual, before, targets, elapsed):
        value = float(actual.get(key, {}).get(name) or 0)
        return {
            "actual": value,
            "before": float(before.get(key, {}).get(name) or 0),
            "target": targets.get(key, {}).get(name, 0.0),
            # As it went on so far; in the first days that says next to nothing.
            "expected": value / elapsed if elapsed > 0 else value,
        }

    @api.model
    def _names(self, by, keys):
        model = {"user": "res.users", "team": "crm.team"}[by]
        records = self.env[model].sudo().browse([key for key in keys if key])
        return {record.id: record.display_name for record in records}

    @api.model
    def _targets(self, first, last, by):
        """``{person or team: {measure: amount}}``, those that the user may read."""
        column = BY[by]
        found = {}
        for record, measure, amount in self.env["customer.sales.target"]._read_group(
            self._target_domain(first, last) & Domain(column, "!=", False),
            [column, "measure"],
            ["amount:sum"],
        ):
            found.setdefault(record.id, {})[measure] = amount
        return found

    @api.model
    def _target_domain(self, first, last):
        return Domain(
            [
                ("company_id", "=", self.env.company.id),
                ("month", ">=", first),
                ("month", "<=", last),
            ]
        )

    @api.model
    def _total(self, rows, first, last):
        """Sums of the rows; the target is that of the company where there is one."""
        whole = dict(
            self.env["customer.sales.target"]._read_group(
                self._target_domain(first, last)
                & Domain("user_id", "=", False)
                & Domain("team_id", "=", False),
                ["measure"],
                ["amount:sum"],
            )
        )
        total = {}
        for name in NAMES:
            sums = {
                key: sum(row[name][key] for row in rows)
                for key in ("actual", "before", "target", "expected")
            }
            sums["target"] = whole.get(name) or sums["target"]
            total[name] = sums
        return total

    # === What was sold === #

    @api.model
    def _actual_rows(self, first, last, by, by_month=False):
        """Sums of a period per person or team, one statement.

        :param first: first day
        :param last: last day, inclusive
        :param by: ``user`` or ``team``
        :param by_month: whether each month has a row of its own
        :return: list of dicts: ``key`` (id or ``None``), ``month``, ``revenue``,
            ``margin``, ``orders``, ``new_customers``
        """
        facts = self._facts_sql(self._moment(first), self._moment(last, 1))
        timezone = self.env["customer.profile"]._timezone()
        day = sales_sql.local_day(SQL("fact.moment"), timezone)
        month = SQL("date_trunc('month', %s)::date", day) if by_month else SQL("NULL")
        places = self.env.company.currency_id.decimal_places
        self.env.flush_all()
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT fact.%(column)s AS key, %(month)s AS month,
                       ROUND(SUM(fact.amount), %(places)s) AS revenue,
                       ROUND(SUM(fact.margin), %(places)s) AS margin,
                       COUNT(*) FILTER (WHERE fact.is_order) AS orders,
                       COUNT(DISTINCT customer.id) FILTER (
                           WHERE fact.is_order AND profile.first_order_date = %(day)s
                       ) AS new_customers
                  FROM (%(facts)s) AS fact
                  JOIN res_partner contact ON contact.id = fact.partner_id
                  JOIN res_partner customer
                    ON customer.id = contact.commercial_partner_id
             LEFT JOIN customer_profile profile
                    ON profile.partner_id = customer.id
                   AND profile.company_id = fact.company_id
                 WHERE %(counted)s
              GROUP BY 1, 2
                """,
                column=SQL.identifier(BY[by]),
                month=month,
                day=day,
                places=places,
                facts=facts,
                counted=sales_sql.counts_in_figures(SQL("customer")),
            )
        )

    @api.model
    def _moment(self, day, days=0):
        timezone = self.env["customer.profile"]._timezone()
        return sales_sql.begin_of_day(day + timedelta(days), timezone)

    @api.model
    def _facts_sql(self, begin, end):
        """Orders and returns between two moments, with who sold them."""
        readable = self._readable_orders()
        customers = self.env["customer.profile"]._customer_locations()
        return SQL(
            """
            SELECT orders.partner_id, orders.company_id, orders.user_id,
                   orders.team_id, TRUE AS is_order, fact.moment, fact.amount,
                   fact.margin
              FROM (%(orders)s) AS fact
              JOIN sale_order orders ON orders.id = fact.document_id
             WHERE fact.moment >= %(begin)s AND fact.moment < %(end)s
               AND orders.id IN %(readable)s
             UNION ALL
            SELECT orders.partner_id, orders.company_id, orders.user_id,
                   orders.team_id, FALSE, back.moment, back.amount, back.margin
              FROM (%(returns)s) AS back
              JOIN stock_move moves ON moves.id = back.document_id
              JOIN sale_order_line line ON line.id = moves.sale_line_id
              JOIN sale_order orders ON orders.id = line.order_id
             WHERE back.moment >= %(begin)s AND back.moment < %(end)s
               AND orders.id IN %(readable)s
            """,
            orders=sales_sql.order_source(),
            returns=sales_sql.return_source(customers),
            begin=begin,
            end=end,
            readable=readable,
        )

    @api.model
    def _readable_orders(self):
        """Subselect of the confirmed orders of the company that the user may read."""
        query = self.env["sale.order"]._search(
            Domain("state", "=", "sale")
            & Domain("company_id", "=", self.env.company.id)
        )
        return query.subselect()

    # === The list behind a row === #

    @api.model
    def action_open(self, period="month", by="user", record_id=None, day=None):
        """Open the orders that a row counts.

        :param record_id: id of the person or team; nothing for who has none
        """
        if period not in PERIODS or by not in BY:
            raise UserError(
                self.env._("Choose a month, quarter or year, by person or by team.")
            )
        today = self.env["customer.profile"]._read_as_of(day)
        first, last = self._period_days(period, today)
        action = self.env["ir.actions.act_window"]._for_xml_id("sale.action_orders")
        domain = Domain(
            [
                ("state", "=", "sale"),
                ("company_id", "=", self.env.company.id),
                (BY[by], "=", int(record_id) if record_id else False),
                ("date_order", ">=", fields.Datetime.to_string(self._moment(first))),
                ("date_order", "<", fields.Datetime.to_string(self._moment(last, 1))),
            ]
        )
        action.pop("path", None)
        return dict(action, domain=list(domain), context={"create": False})
