"""The SQL of the sales figures, in parts that can be read one by one."""

from datetime import datetime, time, timedelta

import pytz
from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

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
# For the contribution report, which lists moves one by one.
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


def begin_of_day(day, timezone):
    """Return the moment, in UTC and without a time zone, at which a day begins.

    :param day: date
    :param timezone: ``pytz`` time zone in which the day begins
    """
    local = timezone.localize(datetime.combine(day, time.min))
    return local.astimezone(pytz.utc).replace(tzinfo=None)


def utc_period(as_of, timezone):
    """Return the moments, in UTC, between which things happen in the year to a day.

    :param as_of: last day that counts
    :param timezone: ``pytz`` time zone in which the day begins and ends
    :return: begin (inclusive) and end (exclusive) of the 12 months up to the day
    """
    tomorrow = as_of + timedelta(days=1)
    year_ago = tomorrow - relativedelta(months=12)
    return begin_of_day(year_ago, timezone), begin_of_day(tomorrow, timezone)


def never_is_earliest(direction):
    """SQL of where those without a date stand in a list: as if it were long ago.

    Core leaves it to the database, which puts them first where the latest are asked
    for. An index that serves both directions has to be declared ``NULLS FIRST``.

    :param direction: ``SQL("DESC")``, or anything else for ascending order
    """
    return SQL("NULLS LAST") if direction.code == "DESC" else SQL("NULLS FIRST")


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


def returned_moves(customer_locations, in_scope):
    """SELECT of the ids of what came back from some customers.

    It begins with their lines, whatever the database thinks: what all customers
    brought back grows with the years, the lines of some do not.

    :param customer_locations: ids of the locations of customers
    :param in_scope: condition on ``line.order_partner_id``
    """
    return SQL(
        """
        WITH line AS MATERIALIZED (SELECT id FROM sale_order_line line WHERE %(scope)s)
        SELECT back.id
          FROM line
    CROSS JOIN LATERAL (
                SELECT back.id
                  FROM stock_move back
                 WHERE back.sale_line_id = line.id
                   AND %(came_back)s
                OFFSET 0
          ) AS back
        """,
        scope=in_scope,
        came_back=_came_back(customer_locations),
    )


def _came_back(customer_locations):
    """Condition: ``back`` is done, from a customer to elsewhere, to be refunded."""
    return SQL(
        """
        back.location_id = ANY(%(customers)s)
        AND back.location_dest_id <> ALL(%(customers)s)
        AND back.state = 'done'
        AND back.to_refund
        """,
        customers=customer_locations,
    )


def return_source(customer_locations, more=None, moves=None):
    """Facts: goods that came back from the customer and are to be refunded.

    What a return of the return sends to the customer again counts back.

    :param customer_locations: ids of the locations of customers; they stand in the
        statement, so that the database knows how few moves come from there
    :param more: SQL of further columns, such as ``line.product_id``
    :param moves: ids of ``returned_moves``, where nothing else is asked for
    """
    # The customer's partner stands on the line too, where an index finds it: then a
    # refresh of some customers begins with their lines, not with everybody's moves.
    return SQL(
        """
        SELECT line.order_partner_id AS partner_id, orders.company_id,
               FALSE AS is_order, moves.id AS document_id, moves.date AS moment,
               %(amount)s AS amount, %(margin)s AS margin%(more)s
          FROM stock_move back
          JOIN sale_order_line line ON line.id = back.sale_line_id
          JOIN sale_order orders ON orders.id = line.order_id
    CROSS JOIN LATERAL (
                SELECT -1 AS sign, back.*
                 UNION ALL
                SELECT 1, again.*
                  FROM stock_move again
                 WHERE again.origin_returned_move_id = back.id
                   AND again.location_dest_id = ANY(%(customers)s)
          ) AS moves
         WHERE %(came_back)s
           AND %(known)s
           AND %(counts)s
        """,
        came_back=_came_back(customer_locations),
        known=SQL("TRUE") if moves is None else SQL("back.id = ANY(%s::int[])", moves),
        counts=MOVE_COUNTS,
        amount=in_company_currency(
            SQL("moves.sign * (%s) * %s", MOVED_QUANTITY, NET_UNIT_PRICE)
        ),
        margin=in_company_currency(
            SQL("moves.sign * (%s) * %s", MOVED_QUANTITY, NET_UNIT_MARGIN)
        ),
        customers=customer_locations,
        more=SQL(", %s", more) if more else SQL(),
    )


# The one place that says who never counts. The two forms below ask for the same in the
# way that the planner likes: a list to be outside of, and a look at a joined row.
OWN_CUSTOMERS = SQL(
    """
    SELECT own.commercial_partner_id
      FROM res_company
      JOIN res_partner own ON own.id = res_company.partner_id
     WHERE own.commercial_partner_id IS NOT NULL
    """
)


def left_out_customers():
    """SELECT of the customers without figures: those marked, and our own companies."""
    return SQL(
        "SELECT id FROM res_partner WHERE leave_out_of_figures UNION ALL %s",
        OWN_CUSTOMERS,
    )


def counts_in_figures(customer):
    """Condition: this customer is none of ``left_out_customers``.

    :param customer: SQL of the alias of its row of ``res_partner``; it must be the
        commercial partner
    """
    return SQL(
        "(%(customer)s.leave_out_of_figures IS NOT TRUE"
        " AND %(customer)s.id NOT IN (%(own)s))",
        customer=customer,
        own=OWN_CUSTOMERS,
    )
