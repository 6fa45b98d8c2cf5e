"""What somebody wants to look at: a period, what it is compared with, and whose."""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Domain

PERIODS = ("month", "last_month", "quarter", "year", "12m", "custom")
COMPARISONS = ("before", "year")
MOST_MONTHS = 120
FILTERS = {
    "period",
    "compare",
    "month_from",
    "month_to",
    "company_id",
    "user_id",
    "team_id",
    "group_id",
}
# Filter -> the way to it from a customer.
WAYS = {
    "user_id": "user_id",
    "team_id": "user_id.sale_team_id",
    "group_id": "customer_group_id",
}


@dataclass(frozen=True)
class DashboardView:
    """A period of whole months, the one it is compared with, and a choice of customers.

    :param today: the day it is where figures are counted
    :param first: first day of the first month
    :param last: first day of the last month
    :param shift: by how many months the compared period lies before
    :param company: ``res.company`` whose figures they are
    :param chosen: dict of filter to id, of ``WAYS``
    """

    today: date
    first: date
    last: date
    shift: int
    company: object
    chosen: dict

    @property
    def end(self):
        """Last day of the period."""
        return self.last + relativedelta(months=1, days=-1)

    @property
    def before(self):
        """First days of the first and the last month of the compared period."""
        by = relativedelta(months=self.shift)
        return self.first - by, self.last - by

    @property
    def is_running(self):
        """Whether the last month of the period is not over."""
        return self.end > self.today

    @property
    def is_now(self):
        """Whether the period reaches to the month that we have."""
        return self.last >= self.today.replace(day=1)

    def months(self, compared=False):
        """Domain on ``customer.sales.month``: the rows of the period."""
        first, last = self.before if compared else (self.first, self.last)
        return (
            Domain("month", ">=", first)
            & Domain("month", "<=", last)
            & self.customers("partner_id.")
        )

    def customers(self, prefix=""):
        """Domain of the chosen customers, in the company.

        :param prefix: the way to the customer, as ``partner_id.``; without one the
            domain is on the customer, where the company is that of the environment
        """
        domain = Domain("company_id", "=", self.company.id) if prefix else Domain.TRUE
        return domain & Domain.AND(
            Domain(f"{prefix}{WAYS[name]}", "=", chosen)
            for name, chosen in self.chosen.items()
        )

    def cube(self):
        """Domain on ``customer.sales.cube``: the chosen customers, of all months."""
        return Domain("company_id", "=", self.company.id) & Domain.AND(
            Domain(WAYS[name], "=", chosen) for name, chosen in self.chosen.items()
        )


def read_view(env, filters):
    """Return the view that a caller from outside asks for.

    :param filters: dict or ``None``: ``period`` (of ``PERIODS``; 12m), ``compare``
        (``before``, or ``year`` for the same months a year ago), ``month_from`` and
        ``month_to`` (any days, of a custom period), ``company_id`` (of those that are
        active), ``user_id``, ``team_id``, ``group_id``
    :raise UserError: for what is no such choice; it names the filter
    """
    filters = {} if filters in (None, False) else filters
    if not isinstance(filters, dict) or set(filters) - FILTERS:
        raise UserError(env._("Filters: choose among %s.", ", ".join(sorted(FILTERS))))
    today = env["customer.profile"].sudo()._today()
    period = _choice(env, filters, "period", PERIODS, "12m")
    compare = _choice(env, filters, "compare", COMPARISONS, "before")
    first, last, shift = _months(env, filters, period, today)
    return DashboardView(
        today=today,
        first=first,
        last=last,
        shift=12 if compare == "year" else shift,
        company=_company(env, filters),
        chosen={
            name: _record_id(env, name, filters[name])
            for name in WAYS
            if filters.get(name)
        },
    )


def _choice(env, filters, name, choices, default):
    value = filters.get(name) or default
    if value not in choices:
        raise UserError(
            env._(
                "%(filter)s: %(value)s is no choice. Choose among %(choices)s.",
                filter=name,
                value=value,
                choices=", ".join(choices),
            )
        )
    return value


def _months(env, filters, period, today):
    """First and last month of a period, and the months back to the one before it."""
    this = today.replace(day=1)
    if period == "custom":
        first, last = (
            read_month(env, name, filters.get(name))
            for name in ("month_from", "month_to")
        )
        length = 12 * (last.year - first.year) + last.month - first.month + 1
        if not 1 <= length <= MOST_MONTHS:
            raise UserError(
                env._(
                    "Period: choose from 1 to %s months, the first month first.",
                    MOST_MONTHS,
                )
            )
        return first, last, length
    return {
        "month": (this, this, 1),
        "last_month": (this - relativedelta(months=1),) * 2 + (1,),
        "quarter": (this - relativedelta(months=(this.month - 1) % 3), this, 3),
        "year": (this.replace(month=1), this, 12),
        "12m": (this - relativedelta(months=11), this, 12),
    }[period]


def read_month(env, name, value):
    """Return the first day of the month of a day, a date or its text.

    :param name: what it is called in the error
    :raise UserError: for what is no day from 1900 to 2999
    """
    try:
        day = fields.Date.to_date(value)
    except (TypeError, ValueError):
        day = None
    if not day or not 1900 <= day.year < 3000:
        raise UserError(
            env._(
                "%(field)s: %(value)s is no month. Enter its first day as 2026-12-01.",
                field=name,
                value=value,
            )
        )
    return day.replace(day=1)


def _record_id(env, name, value):
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
        raise UserError(
            env._(
                "%(filter)s: %(value)s is no number of a record. Choose one of the "
                "list, or leave it empty.",
                filter=name,
                value=value,
            )
        )
    # Beyond what a column of ids holds nothing is found, and the database would object.
    return min(value, 2**31 - 1)


def _company(env, filters):
    if not filters.get("company_id"):
        return env.company
    company = env["res.company"].browse(
        _record_id(env, "company_id", filters["company_id"])
    )
    if company not in env.companies:
        raise UserError(
            env._("Company: choose one that is active at the top of the screen.")
        )
    return company
