import json
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

# A customer who is late by more than this many days is red and no longer amber.
AMBER_DAYS = 30

LIGHTS = [
    ("none", "Nothing open"),
    ("green", "On time"),
    ("amber", "Overdue"),
    ("red", "Critical"),
]


def light_of(balance, oldest_due_date, limit, today):
    """Return the light of one customer.

    :param balance: what the customer owes, in company currency
    :param oldest_due_date: earliest due date of what is open, or a false value
    :param limit: credit limit in company currency, or ``None`` without a grade
    :param today: date on which the question is asked
    :return: ``none``, ``green``, ``amber`` or ``red``
    """
    if limit is not None and balance > limit:
        return "red"
    if not oldest_due_date:
        return "none"
    if balance <= 0 or oldest_due_date >= today:
        return "green"
    late = (today - oldest_due_date).days
    return "amber" if late <= AMBER_DAYS else "red"


class BalanceLight(fields.Selection):
    """A light that depends on today and still sorts, groups and filters.

    Nothing is stored. ``to_sql`` says in SQL what ``light_of`` says in Python; lists of
    customers therefore use the light like any column.
    """

    def to_sql(self, model, alias):
        """See ``Field.to_sql``."""
        today = fields.Date.context_today(model)
        column = {
            name: SQL.identifier(alias, name)
            for name in ("balance", "oldest_due_date", "credit_grade_id", "company_id")
        }
        return SQL(
            """
            CASE
                WHEN %(balance)s > %(limit)s THEN 'red'
                WHEN %(due)s IS NULL THEN 'none'
                WHEN COALESCE(%(balance)s, 0) <= 0 OR %(due)s >= %(today)s THEN 'green'
                WHEN %(due)s >= %(long_ago)s THEN 'amber'
                ELSE 'red'
            END
            """,
            balance=column["balance"],
            due=column["oldest_due_date"],
            limit=self._limit_sql(model, column, today),
            today=today,
            long_ago=today - timedelta(days=AMBER_DAYS),
        )

    def _limit_sql(self, model, column, today):
        """Limit of the row's grade in the row's company, NULL without a grade.

        Grades and companies are few: their limits go along as one object, and the
        statement needs no join.
        """
        grades = (
            model.env["customer.credit.grade"].sudo().with_context(active_test=False)
        )
        companies = model.env["res.company"].sudo().with_context(active_test=False)
        limits = grades.search([])._get_limits(companies.search([]), today)
        return SQL(
            "(%s::jsonb ->> (%s || ':' || %s))::numeric",
            json.dumps(
                {f"{grade}:{company}": v for (grade, company), v in limits.items()}
            ),
            column["credit_grade_id"],
            column["company_id"],
        )
