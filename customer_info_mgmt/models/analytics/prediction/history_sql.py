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
        the first order to the last one and to ``as_of``), mean (of repeated orders),
        order_days and revenue
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
