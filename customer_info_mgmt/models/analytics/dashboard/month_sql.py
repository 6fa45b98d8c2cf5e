"""The SQL of the sales of a month, in parts that can be read one by one."""

from odoo.tools import SQL

AMOUNTS = ("revenue", "margin", "return_amount")
FIGURES = (*AMOUNTS, "order_count")

# As in the figures of the profile: who never counts.
COUNTS = SQL(
    """
    customer.leave_out_of_figures IS NOT TRUE
    AND customer.id NOT IN (
        SELECT own.commercial_partner_id
          FROM res_company
          JOIN res_partner own ON own.id = res_company.partner_id
         WHERE own.commercial_partner_id IS NOT NULL
    )
    """
)


def month_of(moment, timezone):
    """SQL of the first day of the month in which a moment in UTC falls.

    :param timezone: ``pytz`` time zone in which a month begins and ends
    """
    if timezone.zone != "UTC":
        moment = SQL("%s AT TIME ZONE 'UTC' AT TIME ZONE %s", moment, timezone.zone)
    return SQL("date_trunc('month', %s)::date", moment)


def months_of_contacts(sources, month, end, in_scope):
    """Sales per partner on the document, company and month, not rounded.

    :param sources: SELECT of the sales facts
    :param month: SQL of the month of a ``fact``
    :param end: moment from which on facts do not count
    :param in_scope: condition on a ``fact``
    """
    return SQL(
        """
        SELECT fact.partner_id, fact.company_id, %(month)s AS month,
               SUM(fact.amount) AS revenue,
               SUM(fact.margin) AS margin,
               SUM(-fact.amount) FILTER (WHERE NOT fact.is_order) AS return_amount,
               COUNT(*) FILTER (WHERE fact.is_order) AS order_count
          FROM (%(sources)s) AS fact
         WHERE fact.moment < %(end)s AND %(in_scope)s
      GROUP BY 1, 2, 3
        """,
        month=month,
        sources=sources,
        end=end,
        in_scope=in_scope,
    )


def months_of_customers(months, places):
    """Sales per customer, company and month, rounded to what the currency knows.

    The sum up to a month is rounded, and a month is what it adds to it: so the months
    of a customer make exactly the amount of the profile, which is rounded once.

    :param months: SELECT of ``months_of_contacts``
    :param places: SQL of the decimal places of the currency of ``sold.company_id``
    """
    up_to = SQL(", ").join(
        SQL(
            "ROUND(COALESCE(SUM(SUM(sold.%(name)s)) OVER up_to, 0), %(places)s)"
            " AS %(name)s",
            name=SQL.identifier(name),
            places=places,
        )
        for name in AMOUNTS
    )
    added = SQL(", ").join(
        SQL(
            "%(name)s - LAG(%(name)s, 1, 0) OVER up_to AS %(name)s",
            name=SQL.identifier(name),
        )
        for name in AMOUNTS
    )
    window = SQL("WINDOW up_to AS (PARTITION BY partner_id, company_id ORDER BY month)")
    return SQL(
        """
        SELECT partner_id, company_id, month, %(added)s, order_count
          FROM (
            SELECT customer.id AS partner_id, sold.company_id, sold.month, %(up_to)s,
                   SUM(sold.order_count)::int AS order_count
              FROM (%(months)s) AS sold
              JOIN res_partner contact ON contact.id = sold.partner_id
              JOIN res_partner customer ON customer.id = contact.commercial_partner_id
             WHERE %(counts)s
          GROUP BY customer.id, sold.company_id, sold.month
            WINDOW up_to AS (
                    PARTITION BY customer.id, sold.company_id ORDER BY sold.month
                   )
          ) AS cumulated
        %(window)s
        """,
        added=added,
        up_to=up_to,
        months=months,
        counts=COUNTS,
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
