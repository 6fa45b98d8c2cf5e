"""What the purchase model needs to know of customers, from figures of the profile."""

from odoo.tools import SQL

FIGURES = (
    "first_order_date",
    "last_order_date",
    "order_days",
    "first_order_amount",
    "revenue",
)


def pasts(figures, as_of):
    """SELECT of the past of each customer who ordered.

    Days with several orders count once. What came back lowers the worth of repeated
    orders, whichever order it belonged to.

    :param figures: FROM item with ``FIGURES`` and ``partner_id``
    :param as_of: day up to which customers were observed
    :return: SELECT of partner_id, x (repeated orders), t_x and total_time (days from
        the first order to the last one and to ``as_of``), mean (of repeated orders)
    """
    return SQL(
        """
        SELECT partner_id,
               order_days - 1 AS x,
               last_order_date - first_order_date AS t_x,
               GREATEST(%(as_of)s::date, last_order_date) - first_order_date
                   AS total_time,
               CASE WHEN order_days > 1
                    THEN (revenue - first_order_amount) / (order_days - 1)
                    ELSE 0
               END AS mean,
               order_days, revenue
          FROM %(figures)s
         WHERE order_days > 0 AND first_order_date IS NOT NULL
        """,
        as_of=as_of,
        figures=figures,
    )


def outcomes(then, now, before):
    """SELECT of the past of customers at one time, beside what they did afterwards.

    :param then: SELECT by ``pasts`` at the beginning of the test
    :param now: SELECT by ``pasts`` at its end
    :param before: SELECT by ``pasts`` one length of the test before its beginning
    :return: SELECT of x, t_x, total_time, mean, and ``orders``, ``money`` of the test,
        ``last_orders``, ``last_money`` of the period before
    """
    return SQL(
        """
        SELECT back.x, back.t_x, back.total_time, back.mean,
               COALESCE(now.order_days, back.order_days) - back.order_days AS orders,
               COALESCE(now.revenue, back.revenue) - back.revenue AS money,
               back.order_days - COALESCE(before.order_days, 0) AS last_orders,
               back.revenue - COALESCE(before.revenue, 0) AS last_money
          FROM (%(then)s) AS back
     LEFT JOIN (%(now)s) AS now ON now.partner_id = back.partner_id
     LEFT JOIN (%(before)s) AS before ON before.partner_id = back.partner_id
        """,
        then=then,
        now=now,
        before=before,
    )


def means(pasts):
    """SELECT of what customers do on average: pace per day, worth of a day."""
    return SQL(
        """
        SELECT COUNT(*) AS customers,
               COUNT(*) FILTER (WHERE x > 0) AS repeat_customers,
               COUNT(*) FILTER (WHERE x > 0 AND mean > 0) AS worthy_customers,
               COALESCE(SUM(x)::float8 / NULLIF(SUM(total_time), 0), 0) AS pace,
               GREATEST(
                   COALESCE(SUM(revenue) / NULLIF(SUM(order_days), 0), 0), 0
               )::float8 AS worth,
               COALESCE(CORR(x, mean) FILTER (WHERE x > 0 AND mean > 0), 0)
                   AS correlation
          FROM (%s) AS past
        """,
        pasts,
    )
