"""The SQL of the call list: who is due for what, and what is in stock of it."""

from datetime import timedelta

from odoo.tools import SQL

from . import stock_sql

# A quotation that nobody accepted in this time does not keep a customer off the list.
QUOTATION_DAYS = 60


def due_lines(today, days_ahead):
    """Habits that are due, of customers whom nobody is dealing with.

    Out are customers with an open quotation, with an order on or after the day on which
    the product was due, and who were put off. What the refresh has not seen yet, a
    mark tells: then the orders themselves are looked at.

    :param today: the day it is
    :param days_ahead: how many days before the order is expected
    """
    return SQL(
        """
        SELECT habit.id, profile.id AS list_id, habit.partner_id, habit.company_id,
               company.currency_id, habit.product_id, product.product_tmpl_id,
               template.uom_id, template.is_storable, habit.next_date,
               %(today)s - habit.next_date AS days_late,
               habit.median_interval_days, habit.last_date, habit.last_quantity,
               habit.last_price, habit.usual_quantity AS quantity,
               habit.usual_quantity * habit.last_price AS value,
               COALESCE(free.quantity, 0) AS free_quantity,
               COALESCE(incoming.quantity, 0) AS incoming_quantity,
               incoming.day AS incoming_date
          FROM customer_product_habit habit
          JOIN customer_profile profile
            ON profile.partner_id = habit.partner_id
           AND profile.company_id = habit.company_id
          JOIN res_company company ON company.id = habit.company_id
          JOIN product_product product ON product.id = habit.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
     LEFT JOIN (%(free)s) AS free
            ON free.company_id = habit.company_id
           AND free.product_id = habit.product_id
     LEFT JOIN (%(incoming)s) AS incoming
            ON incoming.company_id = habit.company_id
           AND incoming.product_id = habit.product_id
         WHERE habit.lapse_date >= %(today)s
           AND habit.next_date <= %(last)s
           AND product.active AND template.active AND template.sale_ok
           AND (profile.last_order_date IS NULL
                OR profile.last_order_date < habit.next_date)
           AND %(nobody)s
        """,
        today=today,
        last=today + timedelta(days=days_ahead),
        free=stock_sql.free(),
        incoming=stock_sql.incoming(),
        nobody=_nobody_is_dealing(today),
    )


def _nobody_is_dealing(today):
    return SQL(
        """
        NOT EXISTS (
            SELECT FROM customer_profile_mark mark
              JOIN res_partner contact
                ON contact.commercial_partner_id = mark.partner_id
              JOIN sale_order orders
                ON orders.partner_id = contact.id
               AND orders.company_id = habit.company_id
               AND orders.state = 'sale'
               AND orders.date_order >= habit.next_date
             WHERE mark.partner_id = habit.partner_id
        )
        AND NOT EXISTS (
            SELECT FROM customer_call call
             WHERE call.partner_id = habit.partner_id
               AND call.company_id = habit.company_id
               AND call.kind = 'snooze'
               AND call.until_date > %(today)s
        )
        AND (habit.partner_id, habit.company_id) NOT IN (
            SELECT contact.commercial_partner_id, orders.company_id
              FROM sale_order orders
              JOIN res_partner contact ON contact.id = orders.partner_id
             WHERE orders.state IN ('draft', 'sent')
               AND contact.commercial_partner_id IS NOT NULL
               AND orders.date_order >= %(since)s
               AND COALESCE(orders.validity_date, %(today)s) >= %(today)s
        )
        """,
        today=today,
        since=today - timedelta(days=QUOTATION_DAYS),
    )


def call_lines(due):
    """Due lines with how they stand: on hand, substitute, short, or no stock kept.

    :param due: SELECT that ``due_lines`` returned
    """
    return SQL(
        """
        SELECT due.*, customer.user_id AS owner_id,
               substitute.product_id AS substitute_id,
               substitute.quantity AS substitute_quantity,
               CASE WHEN due.is_storable IS NOT TRUE THEN 'untracked'
                    WHEN due.free_quantity >= due.quantity THEN 'on_hand'
                    WHEN substitute.product_id IS NOT NULL THEN 'substitute'
                    ELSE 'short'
               END AS stock_state
          FROM (%(due)s) AS due
          JOIN res_partner customer ON customer.id = due.partner_id AND customer.active
     LEFT JOIN LATERAL (%(substitute)s) AS substitute
            ON due.is_storable AND due.free_quantity < due.quantity
        """,
        due=due,
        substitute=stock_sql.best_substitute(SQL("due")),
    )


def call_list(lines):
    """One row per customer and company, with the sum of its lines.

    :param lines: SELECT that ``call_lines`` returned
    """
    return SQL(
        """
        SELECT due.*,
               CASE WHEN due.ready_count = due.line_count THEN 'on_hand'
                    WHEN due.ready_count > 0 THEN 'partly'
                    WHEN due.substitute_count > 0 THEN 'substitute'
                    ELSE 'short'
               END AS stock_state,
               company.currency_id, customer.user_id AS owner_id,
               customer.customer_group_id, customer.city, customer.state_id,
               customer.country_id, profile.last_order_date, profile.next_order_date,
               profile.revenue_12m, profile.abc_class, profile.rfm_segment,
               profile.lifecycle, planned.activity_id,
               planned.user_id AS planned_user_id,
               planned.date_deadline AS planned_date
          FROM (
                SELECT line.list_id AS id, line.partner_id, line.company_id,
                       MIN(line.next_date) AS due_date,
                       MAX(line.days_late) AS days_late,
                       COUNT(*)::int AS line_count,
                       (COUNT(*) FILTER (
                           WHERE line.stock_state IN ('on_hand', 'untracked')
                       ))::int AS ready_count,
                       COUNT(*) FILTER (WHERE line.stock_state = 'substitute')
                           AS substitute_count,
                       SUM(line.value) AS value,
                       COALESCE(SUM(line.value) FILTER (
                           WHERE line.stock_state IN ('on_hand', 'untracked')
                       ), 0) AS ready_value
                  FROM (%(lines)s) AS line
              GROUP BY line.list_id, line.partner_id, line.company_id
               ) AS due
          JOIN customer_profile profile ON profile.id = due.id
          JOIN res_company company ON company.id = due.company_id
          JOIN res_partner customer ON customer.id = due.partner_id
     LEFT JOIN LATERAL (
                SELECT call.activity_id, activity.user_id, activity.date_deadline
                  FROM customer_call call
                  JOIN mail_activity activity ON activity.id = call.activity_id
                 WHERE call.partner_id = due.partner_id
                   AND call.company_id = due.company_id
                   AND activity.active
              ORDER BY call.id DESC
                 LIMIT 1
               ) AS planned ON TRUE
        """,
        lines=lines,
    )
