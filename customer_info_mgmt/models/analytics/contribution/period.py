"""Spans of days, as people ask for them: this quarter, the last 12 months, all time."""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import UserError

from ..sales_sql import begin_of_day

# Whole months that a period of this name has; it ends with the month of today.
MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}
PERIODS = ("month", "quarter", "year", "12m", "all", "custom")


@dataclass(frozen=True)
class Period:
    """Days that count.

    :param name: one of ``PERIODS``
    :param first: first day, ``None`` for all time
    :param last: last day, inclusive
    """

    name: str
    first: date | None
    last: date

    def moments(self, timezone):
        """Return begin (inclusive, or ``None``) and end (exclusive) in UTC."""
        end = begin_of_day(self.last + timedelta(days=1), timezone)
        return self.first and begin_of_day(self.first, timezone), end

    @property
    def eve(self):
        """The day before the first, ``None`` for all time."""
        return self.first and self.first - timedelta(days=1)

    def whole_months(self):
        """Return this period from the first of its first month to its last month's end.

        Of the last 12 months, to a day, come 12 months with the current one.
        """
        last = self.last + relativedelta(day=31)
        if self.name == "12m":
            return Period(self.name, last + relativedelta(months=-11, day=1), last)
        first = self.first and self.first.replace(day=1)
        return Period(self.name, first, last)

    def before(self):
        """Return the period of as many months before this one, ``None`` for all time.

        A month, quarter or year that is not over yet stands beside the whole one
        before.
        """
        if not self.first:
            return None
        last = self.eve
        if self.name == "12m":
            return Period(self.name, self.first - relativedelta(months=12), last)
        between = (self.last.year - self.first.year) * 12
        between += self.last.month - self.first.month + 1
        months = MONTHS_OF.get(self.name, between)
        return Period(self.name, self.first - relativedelta(months=months, day=1), last)


def last_12_months(as_of):
    """Return the 12 months up to a day: the same day a year before is outside."""
    first = as_of - relativedelta(months=12) + timedelta(days=1)
    return Period("12m", first, as_of)


def read_day(env, value, label):
    """Return ``value`` as a date.

    :param label: the name of the field, for the error
    :raise UserError: for what is no day between 1900 and 2999
    """
    try:
        day = fields.Date.to_date(value)
    except (TypeError, ValueError):
        day = None
    if not isinstance(day, date) or not 1900 <= day.year < 3000:
        raise UserError(
            env._(
                "%(field)s: %(value)s is no day. Enter one as 2026-12-31.",
                field=label,
                value=value,
            )
        )
    return day


def read_period(env, name, today, date_from=None, date_to=None):
    """Return the period that somebody asks for.

    :param name: one of ``PERIODS``; a day from or to makes it ``custom``
    :param today: last day of the periods that end now
    :raise UserError: for an unknown period, or days that are none or the wrong way
        round
    """
    if date_from or date_to:
        first = read_day(env, date_from or date_to, env._("From"))
        last = read_day(env, date_to or today, env._("To"))
        if first > last:
            raise UserError(
                env._("From: the first day comes after the last. Swap the two days.")
            )
        return Period("custom", first, last)
    if name == "12m":
        return last_12_months(today)
    if name == "all":
        return Period("all", None, today)
    if name not in MONTHS_OF:
        raise UserError(
            env._(
                "Period: %s is not known. Choose month, quarter, year, 12m or all, or "
                "enter the days from and to.",
                name,
            )
        )
    months = MONTHS_OF[name]
    first = today.replace(day=1)
    first -= relativedelta(months=(first.month - 1) % months)
    return Period(name, first, today)
