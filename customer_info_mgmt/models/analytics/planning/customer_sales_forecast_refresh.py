import logging
from calendar import monthrange

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL, groupby

from ....tools import forecast
from .customer_sales_forecast import MEASURES, MONTHS_AHEAD

_logger = logging.getLogger(__name__)
# Months that the methods learn from, and that the chart shows.
LEARNED = 60
SHOWN = 24
COLUMNS = (
    "company_id", "measure", "level", "team_id", "user_id", "month", "is_forecast",
    "actual", "expected", "low", "high", "method", "mape", "mase", "tested",
)  # fmt: skip
KEYS = 6


class CustomerSalesForecast(models.Model):
    """The nightly making of the forecasts: few series, changed rows only."""

    _inherit = "customer.sales.forecast"

    @api.model
    def _cron_forecast(self):
        """Forecast company by company; each is committed by itself."""
        # pylint: disable-next=no-search-all
        companies = self.env["res.company"].sudo().search([])
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(companies))
        for company in companies:
            written = self.sudo().with_company(company)._refresh_forecast()
            _logger.info("Sales forecast of %s: %d rows.", company.name, written)
            if not progress._commit_progress(1):
                break

    @api.model
    def _refresh_forecast(self, as_of=None):
        """Make the forecasts of the current company anew.

        :param as_of: last day that counts; today when empty
        :return: rows that were written or deleted; 0 when nothing has changed
        """
        today = self.env["customer.profile"]._read_as_of(as_of)
        rows = []
        for whose, months in self._all_series(today):
            for measure, _label in MEASURES:
                rows += self._series_rows(whose, measure, months, today)
        return self._replace_rows(rows)

    # === Series === #

    @api.model
    def _all_series(self, today):
        """Yield ``((level, team id, user id), {month: {measure: value}})``."""
        first = today.replace(day=1) - relativedelta(months=LEARNED)
        yield ("company", None, None), self._company_months(first, today)
        performance = self.env["customer.sales.performance"].with_context(
            allowed_company_ids=self.env.company.ids
        )
        for by in ("team", "user"):
            rows = performance._actual_rows(first, today, by, by_month=True)
            rows = sorted((row for row in rows if row["key"]), key=lambda r: r["key"])
            for key, group in groupby(rows, key=lambda row: row["key"]):
                if not self._is_at_work(by, key):
                    continue
                whose = (by, key, None) if by == "team" else (by, None, key)
                yield whose, {row["month"]: row for row in group}

    @api.model
    def _is_at_work(self, by, key):
        """Whether a team or person is still there: others have no future here."""
        model = {"user": "res.users", "team": "crm.team"}[by]
        return self.env[model].sudo().browse(key).active

    @api.model
    def _company_months(self, first, today):
        """Months of the whole company, sales from before Odoo included."""
        rows = self.env["customer.sales.month"]._read_group(
            [
                ("company_id", "=", self.env.company.id),
                ("month", ">=", first),
                ("month", "<=", today),
            ],
            ["month:month"],
            ["revenue:sum", "order_count:sum"],
        )
        return {
            month: {"revenue": revenue, "orders": orders}
            for month, revenue, orders in rows
        }

    @api.model
    def _series_rows(self, whose, measure, months, today):
        """Rows of one series: past months, the one under way, those to come."""
        now = today.replace(day=1)
        begun = [month for month in months if month < now]
        if not months:
            return []
        first = min(begun, default=now)
        past = []
        month = first
        while month < now:
            past.append((month, self._value(months, month, measure)))
            month += relativedelta(months=1)
        found = forecast.forecast([value for _month, value in past], MONTHS_AHEAD + 1)
        head = (self.env.company.id, measure, *whose)
        rows = [
            (*head, month, False, value, 0, 0, 0, None, 0, 0, 0)
            for month, value in past[-SHOWN:]
        ]
        for ahead in range(MONTHS_AHEAD + 1):
            month = now + relativedelta(months=ahead)
            ordered = self._value(months, month, measure)
            expected = self._expected(found, ahead, ordered, today)
            rows.append((*head, month, True, ordered, *expected))
        return rows

    @api.model
    def _value(self, months, month, measure):
        return round(float(months.get(month, {}).get(measure) or 0), 2)

    @api.model
    def _expected(self, found, ahead, ordered, today):
        """Expected value, band, method and past error of a month to come.

        Of the month under way, what is ordered already counts in full, and the rest of
        the month as far as it was forecast. No month is expected to bring less than
        what is ordered for it.
        """
        if found is None:
            return (0, 0, 0, "none", 0, 0, 0)
        rest = 1.0
        if not ahead:
            days = monthrange(today.year, today.month)[1]
            rest = (days - today.day) / days
        start = ordered if not ahead else 0
        values = (found.values[ahead], found.low[ahead], found.high[ahead])
        return (
            *(round(max(start + rest * value, ordered), 2) for value in values),
            found.method,
            round(min(found.mape or 0, 99), 4),
            round(min(found.mase or 0, 99), 4),
            found.tested,
        )

    # === Writing === #

    @api.model
    def _replace_rows(self, rows):
        """Write rows that changed, delete those that are no more; return how many."""
        names = SQL(", ").join(map(SQL.identifier, COLUMNS))
        values = SQL(", ").join(
            SQL("(%s)", SQL(", ").join(SQL("%s", value) for value in row))
            for row in rows
        )
        key = SQL(
            "(company_id, measure, level, COALESCE(team_id, 0), COALESCE(user_id, 0),"
            " month)"
        )
        written = 0
        if rows:
            self.env.cr.execute(self._upsert_sql(names, values, key))
            written = self.env.cr.rowcount
        keys = [row[:KEYS] for row in rows]
        self.env.cr.execute(
            SQL(
                "SELECT id, company_id, measure, level, team_id, user_id, month"
                " FROM customer_sales_forecast WHERE company_id = %s",
                self.env.company.id,
            )
        )
        kept = set(keys)
        gone = [row[0] for row in self.env.cr.fetchall() if row[1:] not in kept]
        self.browse(gone).unlink()
        self.invalidate_model()
        return written + len(gone)

    @api.model
    def _upsert_sql(self, names, values, key):
        changed = [SQL.identifier(name) for name in COLUMNS[KEYS:]]
        types = {"team_id": "integer", "user_id": "integer", "month": "date",
                 "method": "varchar"}  # fmt: skip
        given = SQL(", ").join(
            SQL("given.%s::%s", SQL.identifier(name), SQL(types[name]))
            if name in types
            else SQL("given.%s", SQL.identifier(name))
            for name in COLUMNS
        )
        return SQL(
            """
            INSERT INTO customer_sales_forecast AS kept (%(names)s)
            SELECT %(given)s FROM (VALUES %(values)s) AS given (%(names)s)
            ON CONFLICT %(key)s DO UPDATE SET %(set)s
             WHERE (%(old)s) IS DISTINCT FROM (%(new)s)
            """,
            names=names,
            given=given,
            values=values,
            key=key,
            set=SQL(", ").join(SQL("%s = EXCLUDED.%s", one, one) for one in changed),
            old=SQL(", ").join(SQL("kept.%s", one) for one in changed),
            new=SQL(", ").join(SQL("EXCLUDED.%s", one) for one in changed),
        )
