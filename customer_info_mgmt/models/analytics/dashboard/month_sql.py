"""The SQL of the sales of a month, in parts that can be read one by one."""

from odoo.tools import SQL

AMOUNTS = ("revenue", "margin", "return_amount")
FIGURES = (*AMOUNTS, "order_count")


def months_of_customers(facts, places):
    """Sales per customer, company and month, rounded to what the currency knows.

    The sum up to a month is rounded, and a month is what it adds to it: so the months
    of a customer make exactly the amount of the profile, which is rounded once.

    :param facts: SELECT of ``_facts_sql``
    :param places: SQL of the decimal places of the currency of ``fact.company_id``
    """
    sums = {
        "revenue": SQL("SUM(fact.amount)"),
        "margin": SQL("SUM(fact.margin)"),
        "return_amount": SQL("SUM(-fact.amount) FILTER (WHERE NOT fact.is_order)"),
    }
    up_to = [
        SQL(
            "ROUND(COALESCE(SUM(%s) OVER up_to, 0), %s) AS %s",
            total,
            places,
            SQL.identifier(name),
        )
        for name, total in sums.items()
    ]
    added = [
        SQL(
            "%(name)s - LAG(%(name)s, 1, 0) OVER up_to AS %(name)s",
            name=SQL.identifier(name),
        )
        for name in sums
    ]
    window = SQL("WINDOW up_to AS (PARTITION BY partner_id, company_id ORDER BY month)")
    return SQL(
        """
        SELECT partner_id, company_id, month, %(added)s, order_count
          FROM (
            SELECT partner_id, company_id, month, %(up_to)s,
                   (COUNT(*) FILTER (WHERE fact.is_order))::int AS order_count
              FROM (
                SELECT fact.*, date_trunc('month', fact.day::timestamp)::date AS month
                  FROM (%(facts)s) AS fact
              ) AS fact
          GROUP BY partner_id, company_id, month
            %(window)s
          ) AS cumulated
        %(window)s
        """,
        added=SQL(", ").join(added),
        up_to=SQL(", ").join(up_to),
        facts=facts,
        window=window,
    )
