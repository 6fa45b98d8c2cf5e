"""The SQL of what customers usually order, in parts that can be read one by one."""

from odoo.tools import SQL

from .. import sales_sql

# Nobody is called about an order that is later than this, in days: whoever orders twice
# a year and is half a year late is lost, not late.
LATEST = 90


def order_lines():
    """Facts: lines of confirmed orders.

    A line of less than nothing corrects other lines: it is no order.
    """
    return SQL(
        """
        SELECT orders.partner_id, orders.company_id, line.product_id,
               line.product_uom_qty > 0 AS is_order, orders.date_order AS moment,
               line.product_uom_qty * unit.factor AS quantity, %s AS amount
          FROM sale_order_line line
          JOIN sale_order orders ON orders.id = line.order_id
          JOIN uom_uom unit ON unit.id = line.product_uom_id
         WHERE orders.state = 'sale'
           AND line.display_type IS NULL
           AND line.is_downpayment IS NOT TRUE
           AND line.product_id IS NOT NULL
        """,
        sales_sql.in_company_currency(SQL("line.price_subtotal")),
    )


def return_moves(customer_locations, moves=None):
    """Facts: what came back, as in the figures of the customer.

    :param moves: ids of the moves that came back, where only those are asked for
    """
    return SQL(
        """
        SELECT back.partner_id, back.company_id, back.product_id, back.is_order,
               back.moment, 0 AS quantity, back.amount
          FROM (%s) AS back
        """,
        sales_sql.return_source(customer_locations, SQL("line.product_id"), moves),
    )


def history_lines():
    """Facts: sales from before Odoo that name a product, in the product's unit."""
    return SQL(
        """
        SELECT line.partner_id, line.company_id, line.product_id,
               line.amount >= 0 AND line.quantity > 0 AS is_order,
               line.date + time '12:00' AS moment,
               line.quantity::numeric * unit.factor AS quantity, line.amount
          FROM customer_sales_history line
          JOIN product_product product ON product.id = line.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
          JOIN uom_uom unit ON unit.id = template.uom_id
        """
    )


def days(facts, day, in_scope, end, customers):
    """What a customer ordered, or took back, of a product on a day.

    :param facts: SELECT of all facts
    :param day: SQL of the day of ``fact.moment``
    :param in_scope: condition on ``fact.partner_id``
    :param end: moment, in UTC, before which things count
    :param customers: condition on ``customer.id`` that says the same as ``in_scope``:
        few customers are then looked up, and not all of them read
    """
    return SQL(
        """
        SELECT contact.commercial_partner_id AS partner_id, fact.company_id,
               fact.product_id, fact.is_order, %(day)s AS day,
               SUM(fact.quantity) AS quantity, SUM(fact.amount) AS amount
          FROM (%(facts)s) AS fact
          JOIN res_partner contact ON contact.id = fact.partner_id
          JOIN res_partner customer ON customer.id = contact.commercial_partner_id
         WHERE fact.moment < %(end)s
           AND %(in_scope)s
           AND %(customers)s
           AND %(counted)s
      GROUP BY contact.commercial_partner_id, fact.company_id, fact.product_id,
               fact.is_order, %(day)s
        """,
        day=day,
        facts=facts,
        end=end,
        in_scope=in_scope,
        customers=customers,
        counted=sales_sql.counts_in_figures(SQL("customer")),
    )


def rhythm(days_sql, begin_12m, least_days):
    """Per customer, company and product the rhythm, in units of reference.

    The usual quantity is the lower of the two middle ones where their number is even:
    one that was really ordered. Days are sorted once, for the grouping and the windows.

    :param days_sql: SELECT that ``days`` returned
    :param begin_12m: SQL of the first day of the last 12 months
    :param least_days: number of days with orders that make a habit, at least 2
    """
    return SQL(
        """
        SELECT step.partner_id, step.company_id, step.product_id,
               COUNT(*) FILTER (WHERE step.is_order) AS order_days,
               MIN(step.day) FILTER (WHERE step.is_order) AS first_date,
               MAX(step.day) FILTER (WHERE step.is_order) AS last_date,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY step.day - step.previous)
                   FILTER (WHERE step.is_order AND step.previous IS NOT NULL)
                   AS median_interval,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY step.quantity)
                   FILTER (WHERE step.is_order) AS usual_quantity,
               MAX(step.quantity)
                   FILTER (WHERE step.is_order AND step.following IS NULL)
                   AS last_quantity,
               MAX(step.amount)
                   FILTER (WHERE step.is_order AND step.following IS NULL)
                   AS last_amount,
               SUM(step.amount) FILTER (WHERE step.day >= %(begin_12m)s) AS revenue_12m
          FROM (
                SELECT ordered.*,
                       LAG(ordered.day) OVER pair AS previous,
                       LEAD(ordered.day) OVER pair AS following
                  FROM (%(days)s) AS ordered
                WINDOW pair AS (
                       PARTITION BY ordered.partner_id, ordered.company_id,
                                    ordered.product_id, ordered.is_order
                           ORDER BY ordered.day
                       )
               ) AS step
         WHERE NOT step.is_order
            OR step.previous IS NOT NULL
            OR step.following IS NOT NULL
      GROUP BY step.partner_id, step.company_id, step.product_id
        HAVING COUNT(*) FILTER (WHERE step.is_order) >= %(least_days)s
        """,
        days=days_sql,
        begin_12m=begin_12m,
        least_days=least_days,
    )


def habits(rhythm_sql, places, lapse):
    """Rows of ``customer.product.habit``, in the unit of the product.

    :param rhythm_sql: SELECT that ``rhythm`` returned
    :param places: SQL of the decimal places of the currency of ``found.company_id``
    :param lapse: number of usual intervals after which a habit is given up
    """
    # An interval needs three days: with two, one gap would pass for a rhythm.
    return SQL(
        """
        SELECT habit.*,
               habit.last_date + ROUND(habit.median_interval_days)::int AS next_date,
               habit.last_date + CEIL(LEAST(
                   habit.median_interval_days * %(lapse)s,
                   habit.median_interval_days + %(latest)s
               ))::int AS lapse_date
          FROM (
                SELECT found.partner_id, found.company_id, found.product_id,
                       found.order_days::int, found.first_date, found.last_date,
                       CASE WHEN found.order_days >= 3
                            THEN ROUND(found.median_interval::numeric, 1)
                       END AS median_interval_days,
                       ROUND(found.usual_quantity / unit.factor, 4) AS usual_quantity,
                       ROUND(found.last_quantity / unit.factor, 4) AS last_quantity,
                       ROUND(found.last_amount * unit.factor / found.last_quantity, 4)
                           AS last_price,
                       ROUND(COALESCE(found.revenue_12m, 0), %(places)s) AS revenue_12m
                  FROM (%(rhythm)s) AS found
                  JOIN product_product product ON product.id = found.product_id
                  JOIN product_template template
                    ON template.id = product.product_tmpl_id
                  JOIN uom_uom unit ON unit.id = template.uom_id
               ) AS habit
        """,
        lapse=lapse,
        latest=LATEST,
        places=places,
        rhythm=rhythm_sql,
    )
