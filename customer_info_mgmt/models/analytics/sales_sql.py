"""The SQL of the sales figures, in parts that can be read one by one."""

from datetime import datetime, time, timedelta

import pytz
from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

# Share of the revenue that the customers before one make together, up to which that
# one is in class A, or else in class B. After H. F. Dickie, "ABC inventory analysis
# shoots for dollars, not pennies", Factory Management and Maintenance 109 (7), 1951,
# with the borders that trade uses.
ABC_BORDER_A = 0.8
ABC_BORDER_B = 0.95

# A move counts for the order line it belongs to. Parts of a kit carry the line of the
# kit, whose price is not theirs: other products than the line's do not count.
MOVE_COUNTS = SQL(
    """
    orders.state = 'sale'
    AND moves.state = 'done'
    AND moves.to_refund
    AND moves.product_id = line.product_id
    """
)
MOVE_JOINS = SQL(
    """
    JOIN sale_order_line line ON line.id = moves.sale_line_id
    JOIN sale_order orders ON orders.id = line.order_id
    """
)
# A delivery may add a line of quantity 0. It has no untaxed amount, and its margin
# follows what is delivered by itself: nothing is left to take back.
MOVED_QUANTITY = SQL(
    """
    CASE WHEN moves.product_uom = line.product_uom_id THEN moves.quantity
         ELSE moves.quantity
              * (SELECT factor FROM uom_uom WHERE id = moves.product_uom)
              / (SELECT factor FROM uom_uom WHERE id = line.product_uom_id)
    END
    """
)
NET_UNIT_PRICE = SQL(
    "COALESCE(line.price_subtotal / NULLIF(line.product_uom_qty, 0), 0)"
)
NET_UNIT_MARGIN = SQL(
    "COALESCE(line.price_subtotal / NULLIF(line.product_uom_qty, 0)"
    " - COALESCE(line.purchase_price, 0), 0)"
)


def utc_period(as_of, timezone):
    """Return the moments, in UTC, between which things happen in the year to a day.

    :param as_of: last day that counts
    :param timezone: ``pytz`` time zone in which the day begins and ends
    :return: begin (inclusive) and end (exclusive) of the 12 months up to the day
    """

    def begin_of(day):
        local = timezone.localize(datetime.combine(day, time.min))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    tomorrow = as_of + timedelta(days=1)
    return begin_of(tomorrow - relativedelta(months=12)), begin_of(tomorrow)


def local_day(moment, timezone):
    """SQL of the day on which a moment in UTC falls."""
    if timezone.zone == "UTC":
        return SQL("%s::date", moment)
    return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, timezone.zone)


def in_company_currency(amount):
    """SQL of an amount of ``orders`` in the currency of the company.

    The rate on an order says how many units of its currency one unit of the company's
    currency is worth.
    """
    return SQL(
        "CASE WHEN orders.currency_rate <> 0 AND orders.currency_rate <> 1"
        " THEN %(amount)s / orders.currency_rate ELSE %(amount)s END",
        amount=amount,
    )


def order_source():
    """Facts: confirmed orders, untaxed, with the margin that the order shows."""
    return SQL(
        """
        SELECT orders.partner_id, orders.company_id, TRUE AS is_order,
               orders.id AS document_id, orders.date_order AS moment,
               %s AS amount, %s AS margin
          FROM sale_order orders
         WHERE orders.state = 'sale'
        """,
        in_company_currency(SQL("orders.amount_untaxed")),
        in_company_currency(SQL("orders.margin")),
    )


def return_source():
    """Facts: goods that came back from the customer and are to be refunded."""
    return SQL(
        """
        SELECT %(columns)s
          FROM stock_move moves
          JOIN stock_location origin ON origin.id = moves.location_id
          JOIN stock_location destination ON destination.id = moves.location_dest_id
          %(joins)s
         WHERE origin.usage = 'customer'
           AND destination.usage <> 'customer'
           AND %(counts)s
        """,
        columns=_move_columns(SQL("-1")),
        joins=MOVE_JOINS,
        counts=MOVE_COUNTS,
    )


def return_undone_source():
    """Facts: returned goods that a return of the return sent to the customer again."""
    return SQL(
        """
        SELECT %(columns)s
          FROM stock_move moves
          JOIN stock_location destination ON destination.id = moves.location_dest_id
          JOIN stock_move returned ON returned.id = moves.origin_returned_move_id
          JOIN stock_location origin ON origin.id = returned.location_id
          %(joins)s
         WHERE destination.usage = 'customer'
           AND origin.usage = 'customer'
           AND returned.state = 'done'
           AND returned.to_refund
           AND %(counts)s
        """,
        columns=_move_columns(SQL("1")),
        joins=MOVE_JOINS,
        counts=MOVE_COUNTS,
    )


def _move_columns(sign):
    amount = SQL("%s * (%s) * %s", sign, MOVED_QUANTITY, NET_UNIT_PRICE)
    margin = SQL("%s * (%s) * %s", sign, MOVED_QUANTITY, NET_UNIT_MARGIN)
    return SQL(
        """
        orders.partner_id, orders.company_id, FALSE AS is_order,
        moves.id AS document_id, moves.date AS moment, %s AS amount, %s AS margin
        """,
        in_company_currency(amount),
        in_company_currency(margin),
    )


def placed_among_themselves():
    """``figure``, which holds all customers, with what ``classified`` needs."""
    return SQL(
        """
        SELECT figure.*,
               SUM(GREATEST(figure.revenue, 0)) OVER company AS total,
               COALESCE(SUM(GREATEST(figure.revenue, 0)) OVER larger, 0)
                   AS before
          FROM figure
        WINDOW company AS (PARTITION BY figure.company_id),
               larger AS (
                   PARTITION BY figure.company_id ORDER BY figure.revenue DESC
                   GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
               )
        """
    )


def placed_among_all(in_scope):
    """``figure``, which holds some customers, with what ``classified`` needs.

    One pass over an index of the revenues sorts all customers between those of
    ``figure``; sums per interval then tell what the larger ones make together.

    :param in_scope: condition on rows of the profile: the customers of ``figure``,
        whose stored revenue is out of date
    """
    return SQL(
        """
           WITH border AS (
               SELECT figure.company_id,
                      ARRAY_AGG(DISTINCT figure.revenue ORDER BY figure.revenue)
                          AS revenues
                 FROM figure
                WHERE figure.revenue > 0
             GROUP BY figure.company_id
           ), peer AS (
               SELECT company_id, revenue, revenue AS weight
                 FROM customer_profile
                WHERE revenue > 0
                UNION ALL
               SELECT company_id, revenue, -revenue
                 FROM customer_profile
                WHERE revenue > 0 AND %s
                UNION ALL
               SELECT company_id, revenue, revenue FROM figure WHERE revenue > 0
           ), interval AS (
               SELECT company_id, number, SUM(weight) AS weight,
                      SUM(weight) FILTER (WHERE revenue = revenues[number]) AS equal
                 FROM (
                   SELECT peer.*, border.revenues,
                          WIDTH_BUCKET(peer.revenue, border.revenues) AS number
                     FROM peer
                     JOIN border ON border.company_id = peer.company_id
                 ) AS sorted
             GROUP BY company_id, number
           ), cumulated AS (
               SELECT company_id, number,
                      SUM(weight) OVER (PARTITION BY company_id) AS total,
                      SUM(weight) OVER (
                          PARTITION BY company_id ORDER BY number DESC
                      ) - equal AS before
                 FROM interval
           )
           SELECT figure.*, cumulated.total, cumulated.before
             FROM figure
        LEFT JOIN border
               ON border.company_id = figure.company_id AND figure.revenue > 0
        LEFT JOIN cumulated
               ON cumulated.company_id = border.company_id
              AND cumulated.number = WIDTH_BUCKET(figure.revenue, border.revenues)
        """,
        in_scope,
    )


def classified(placed):
    """Figures with the share in the revenue and the class.

    :param placed: SELECT of figures with the ``total`` of all customers' positive
        revenue and that of the customers with strictly more, ``before``: so equal
        customers always are in one class
    """
    return SQL(
        """
        SELECT placed.*,
               COALESCE(
                   ROUND(GREATEST(placed.revenue, 0) / NULLIF(placed.total, 0), 8), 0
               ) AS contribution_share,
               CASE WHEN placed.revenue <= 0 THEN 'C'
                    WHEN placed.before < %(border_a)s * placed.total THEN 'A'
                    WHEN placed.before < %(border_b)s * placed.total THEN 'B'
                    ELSE 'C'
               END AS abc_class
          FROM (%(placed)s) AS placed
        """,
        border_a=ABC_BORDER_A,
        border_b=ABC_BORDER_B,
        placed=placed,
    )
