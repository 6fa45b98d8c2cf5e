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


def replace_rows(table, keys, figures, fresh, stored):
    """Statement that makes ``table`` hold the rows of ``fresh``: changed rows only.

    The rows that differ are found by one full join; what is written afterwards is
    those and nothing else. It returns how many rows were written.

    :param table: name of the table, without log columns
    :param keys: names of the columns that tell rows apart, none of them ever empty
    :param figures: names of the other columns
    :param fresh: SELECT of keys and figures as they should be
    :param stored: condition on the rows of ``table`` that ``fresh`` speaks of
    """
    table = SQL.identifier(table)
    keys = [SQL.identifier(name) for name in keys]
    figures = [SQL.identifier(name) for name in figures]
    columns = SQL(", ").join([*keys, *figures])

    def listed(alias, names):
        return SQL(", ").join(SQL("%s.%s", SQL(alias), name) for name in names)

    return SQL(
        """
        WITH difference AS MATERIALIZED (
            SELECT stored.id, fresh.is_there, %(keys)s, %(fresh_figures)s
              FROM (SELECT TRUE AS is_there, news.* FROM (%(fresh)s) AS news) AS fresh
         FULL JOIN (SELECT id, %(columns)s FROM %(table)s WHERE %(stored)s) AS stored
             USING (%(keys)s)
             WHERE stored.id IS NULL OR fresh.is_there IS NULL
                OR (%(fresh_figures)s) IS DISTINCT FROM (%(stored_figures)s)
        ), changed AS (
            UPDATE %(table)s AS old
               SET (%(figures)s) = ROW(%(news_figures)s)
              FROM difference
             WHERE old.id = difference.id AND difference.is_there
         RETURNING 1
        ), vanished AS (
            DELETE FROM %(table)s AS old
             USING difference
             WHERE old.id = difference.id AND difference.is_there IS NULL
         RETURNING 1
        ), added AS (
            INSERT INTO %(table)s (%(columns)s)
            SELECT %(columns)s FROM difference WHERE id IS NULL
          ORDER BY company_id, month
         RETURNING 1
        )
        SELECT (SELECT COUNT(*) FROM changed)
             + (SELECT COUNT(*) FROM vanished)
             + (SELECT COUNT(*) FROM added)
        """,
        keys=SQL(", ").join(keys),
        figures=SQL(", ").join(figures),
        columns=columns,
        fresh=fresh,
        fresh_figures=listed("fresh", figures),
        stored_figures=listed("stored", figures),
        news_figures=listed("difference", figures),
        table=table,
        stored=stored,
    )
