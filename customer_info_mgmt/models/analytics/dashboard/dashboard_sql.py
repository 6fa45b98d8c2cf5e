"""What the dashboard adds up, in SQL and from rows that are added up already."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.fields import Domain
from odoo.tools import SQL

SUMMED = {
    "revenue": SQL("revenue"),
    "margin": SQL("margin"),
    "returns": SQL("return_amount"),
    "orders": SQL("order_count"),
}
COMPARED = {"revenue": SQL("revenue::float8"), "orders": SQL("order_count")}
# Who bought, and who bought again: orders in the period at least.
COUNTED = {"buyers": 1, "again": 2}
TOTALS = (*SUMMED, *COUNTED)
MOVERS = 5
POINTS = 40


def month_end(month):
    """Return the last day of a month, of which the first is given."""
    return month + relativedelta(months=1, days=-1)


def days_after(day, days):
    """Return the day so many days later."""
    return day + timedelta(days=days)


def by_month(cube, view, months):
    """Return the sums of each month up to the end of the period, the earliest first.

    :param cube: ``customer.sales.cube`` with the rights of the reader
    :param months: how many; those in which nothing happened are there too
    :return: list of dicts: ``month`` and the sums of the cube
    """
    names = (
        "buyer_count",
        "new_count",
        "kept_count",
        "order_count",
        "revenue",
        "margin",
        "return_amount",
    )
    start = view.last - relativedelta(months=months - 1)
    domain = (
        view.cube() & Domain("month", ">=", start) & Domain("month", "<=", view.last)
    )
    found = {
        month: values
        for month, *values in cube._read_group(
            domain, ["month:month"], [f"{name}:sum" for name in names]
        )
    }
    rows = []
    for number in range(months):
        month = start + relativedelta(months=number)
        values = found.get(month) or [0] * len(names)
        rows.append({"month": month, **dict(zip(names, values, strict=True))})
    return rows


def period(query, view, border):
    """Statement over the customers of two periods.

    What is merely added up is added up without telling customers apart, and customers
    are compared in floating point: it takes half the time.

    :param query: search on ``customer.sales.month`` for the rows of both, with the
        rights of the reader
    :param view: ``DashboardView``
    :param border: share of the revenue up to which customers are among the top
    :return: SQL of one row of five JSON values: sums, counts of customers, curve,
        risers and fallers
    """
    rows = query.select(
        *(
            SQL("customer_sales_month.%s", column)
            for column in (SQL("partner_id"), SQL("month"), *SUMMED.values())
        )
    )
    return SQL(
        """
        WITH customer AS MATERIALIZED (
            SELECT partner_id, %(customer_sums)s
              FROM (%(rows)s) AS sold
          GROUP BY partner_id
        ), ranked AS (%(ranked)s)
        SELECT (SELECT row_to_json(total) FROM (
                    SELECT %(sums)s FROM (%(rows)s) AS sold
                ) AS total),
               (SELECT row_to_json(number) FROM (
                    SELECT %(counts)s FROM customer
                ) AS number),
               (SELECT row_to_json(curve) FROM (%(curve)s) AS curve),
               %(up)s, %(down)s
        """,
        customer_sums=_sums(view, COMPARED),
        rows=rows,
        ranked=_RANKED,
        sums=_sums(view, SUMMED),
        counts=_counts(),
        curve=_curve(border),
        up=_movers(SQL("DESC"), SQL("> 0")),
        down=_movers(SQL("ASC"), SQL("< 0")),
    )


def _sums(view, columns):
    """Columns: the sums of both periods."""
    periods = {"": (view.first, view.last), "_before": view.before}
    return SQL(", ").join(
        SQL(
            "COALESCE(SUM(%(column)s) FILTER"
            " (WHERE month BETWEEN %(first)s AND %(last)s), 0) AS %(name)s",
            column=column,
            first=first,
            last=last,
            name=SQL.identifier(name + suffix),
        )
        for suffix, (first, last) in periods.items()
        for name, column in columns.items()
    )


_RANKED = SQL(
    """
    SELECT revenue,
           ROW_NUMBER() OVER by_rank AS rank,
           COUNT(*) OVER () AS count,
           SUM(revenue) OVER by_rank AS cumulated,
           SUM(revenue) OVER () AS total
      FROM customer
     WHERE revenue > 0
    WINDOW by_rank AS (
               ORDER BY revenue DESC, partner_id ROWS UNBOUNDED PRECEDING
           )
    """
)


def _counts():
    """Columns: how many customers there are in both periods."""
    return SQL(", ").join(
        SQL(
            "COUNT(*) FILTER (WHERE %s >= %s) AS %s",
            SQL.identifier(f"orders{suffix}"),
            least,
            SQL.identifier(name + suffix),
        )
        for suffix in ("", "_before")
        for name, least in COUNTED.items()
    )


def _curve(border):
    """SELECT of the points of the curve, the number of customers and the top ones."""
    return SQL(
        """
        SELECT COALESCE(MAX(place.count), 0) AS count,
               COALESCE(SUM(place.top), 0) AS top,
               COALESCE(
                   json_agg(
                       json_build_object(
                           'customers', place.customers, 'revenue', place.cumulated
                       ) ORDER BY place.customers
                   ),
                   '[]'
               ) AS points
          FROM (
            SELECT MAX(rank)::float8 / MAX(count) AS customers,
                   MAX(cumulated) / MAX(total) AS cumulated,
                   MAX(count) AS count,
                   COUNT(*) FILTER (
                       WHERE cumulated - revenue < %(border)s * total
                   ) AS top
              FROM ranked
          GROUP BY (rank * %(points)s + count - 1) / count
          ) AS place
        """,
        border=border,
        points=POINTS,
    )


def _movers(direction, sign):
    """JSON of the customers whose revenue changed most in one direction."""
    return SQL(
        """
        (SELECT COALESCE(json_agg(row_to_json(mover)), '[]') FROM (
            SELECT partner_id, revenue, revenue_before AS before,
                   revenue - revenue_before AS change
              FROM customer
             WHERE revenue - revenue_before %(sign)s
          ORDER BY revenue - revenue_before %(direction)s, partner_id
             LIMIT %(limit)s
        ) AS mover)
        """,
        sign=sign,
        direction=direction,
        limit=MOVERS,
    )
