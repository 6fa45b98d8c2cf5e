"""The SQL of a customer's own figures, and of what places it among all others."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

# Share of the revenue that the customers before one make together, up to which that
# one is in class A, or else in class B. After H. F. Dickie, "ABC inventory analysis
# shoots for dollars, not pennies", Factory Management and Maintenance 109 (7), 1951,
# with the borders that trade uses.
ABC_BORDER_A = 0.8
ABC_BORDER_B = 0.95


def figures(facts, as_of, places, rfm_months):
    """Figures per customer by its own facts.

    The facts are sorted once, by customer and day. So each order sees the order before
    it, and all figures are added up as the rows pass by.

    - ``order_days``: different days with an order.
    - ``median_interval_days``: median of the days from each of them to the next; with
      fewer than three there is no rhythm to speak of.
    - ``first_order_amount``: all orders of the first day.
    - ``revenue_prior_12m``: the year that ended a year before ``as_of``.
    - ``rfm_order_count``, ``rfm_revenue``: what frequency and monetary value count.

    :param facts: SELECT of ``partner_id``, ``company_id``, ``is_order``, ``day``,
        ``amount`` and ``margin``, one row per fact
    :param as_of: last day that counts
    :param places: SQL of the decimal places of the currency of ``paced.company_id``
    :param rfm_months: SQL of the months that count for the scores, 0 for all
    """
    tomorrow = as_of + timedelta(days=1)
    year = SQL("paced.day >= %s::date", tomorrow - relativedelta(months=12))
    year_before = SQL(
        "paced.day >= %s::date AND NOT %s", tomorrow - relativedelta(months=24), year
    )
    scored = SQL(
        "(%(months)s = 0 OR paced.day >= (%(tomorrow)s::date"
        " - make_interval(months => %(months)s))::date)",
        months=rfm_months,
        tomorrow=tomorrow,
    )
    every = SQL("TRUE")

    def amount(name, value, condition):
        return SQL(
            "ROUND(COALESCE(SUM(%s) FILTER (WHERE %s), 0), %s) AS %s",
            value,
            condition,
            places,
            SQL.identifier(name),
        )

    sold, left = SQL("paced.amount"), SQL("paced.margin")
    amounts = [
        amount("revenue", sold, every),
        amount("revenue_12m", sold, year),
        amount("revenue_prior_12m", sold, year_before),
        amount("rfm_revenue", sold, scored),
        amount("margin", left, every),
        amount("margin_12m", left, year),
        amount("return_amount", SQL("-paced.amount"), SQL("NOT paced.is_order")),
        amount(
            "first_order_amount",
            sold,
            SQL("paced.is_order AND paced.day = paced.first_day"),
        ),
    ]
    return SQL(
        """
        SELECT summed.*,
               COALESCE(ROUND(summed.exact / NULLIF(summed.order_count, 0), places), 0)
                   AS average_order_value,
               summed.last_order_date + ROUND(summed.median_interval_days)::int
                   AS next_order_date,
               ROUND((summed.order_days - 1)::numeric / NULLIF(summed.order_days, 0), 4)
                   AS repeat_rate
          FROM (
            SELECT paced.partner_id, paced.company_id, %(places)s AS places,
                   MIN(paced.day) FILTER (WHERE paced.is_order) AS first_order_date,
                   MAX(paced.day) FILTER (WHERE paced.is_order) AS last_order_date,
                   COUNT(*) FILTER (WHERE paced.is_order)::int AS order_count,
                   COUNT(*) FILTER (WHERE paced.is_order AND %(scored)s)::int
                       AS rfm_order_count,
                   COUNT(*) FILTER (
                       WHERE paced.is_order AND paced.day IS DISTINCT FROM paced.before
                   )::int AS order_days,
                   CASE WHEN COUNT(*) FILTER (%(later)s) > 1
                        THEN (PERCENTILE_CONT(0.5) WITHIN GROUP (
                                ORDER BY (paced.day - paced.before)::float8
                             ) FILTER (%(later)s))::numeric(8, 1)
                   END AS median_interval_days,
                   SUM(paced.amount) AS exact,
                   %(amounts)s
              FROM (
                SELECT fact.*, LAG(fact.day) OVER by_day AS before,
                       FIRST_VALUE(fact.day) OVER by_day AS first_day
                  FROM (%(facts)s) AS fact
                WINDOW by_day AS (
                    PARTITION BY fact.partner_id, fact.company_id, fact.is_order
                    ORDER BY fact.day
                )
              ) AS paced
          GROUP BY paced.partner_id, paced.company_id
          ) AS summed
        """,
        places=places,
        scored=scored,
        later=SQL("WHERE paced.is_order AND paced.day > paced.before"),
        amounts=SQL(", ").join(amounts),
        facts=facts,
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

    Their revenues cut those of all customers into intervals. Each is added up in an
    index, once, and the intervals above a customer are the larger ones.

    :param in_scope: condition on rows of the profile: the customers of ``figure``,
        whose stored revenue is out of date
    """
    return SQL(
        """
        WITH stale AS MATERIALIZED (
            SELECT company_id, revenue FROM customer_profile WHERE revenue > 0 AND %s
        ), border AS (
            SELECT company_id, revenue FROM figure WHERE revenue > 0
             UNION
            SELECT company_id, 0 FROM figure
        ), reach AS (
            SELECT company_id, revenue AS above,
                   LEAD(revenue, 1, 1e30) OVER (
                       PARTITION BY company_id ORDER BY revenue
                   ) AS up_to
              FROM border
        ), interval AS MATERIALIZED (
            SELECT reach.company_id, reach.above,
                   (SELECT COALESCE(SUM(profile.revenue), 0)
                      FROM customer_profile profile
                     WHERE profile.company_id = reach.company_id
                       AND profile.revenue > reach.above
                       AND profile.revenue <= reach.up_to)
                   - (SELECT COALESCE(SUM(stale.revenue), 0)
                        FROM stale
                       WHERE stale.company_id = reach.company_id
                         AND stale.revenue > reach.above
                         AND stale.revenue <= reach.up_to)
                   + (SELECT COALESCE(SUM(figure.revenue), 0)
                        FROM figure
                       WHERE figure.company_id = reach.company_id
                         AND figure.revenue > reach.above
                         AND figure.revenue <= reach.up_to)
                   AS weight
              FROM reach
        ), cumulated AS (
            SELECT company_id, above,
                   SUM(weight) OVER (PARTITION BY company_id) AS total,
                   SUM(weight) OVER (PARTITION BY company_id ORDER BY above DESC)
                       AS before
              FROM interval
        )
        SELECT figure.*, cumulated.total, cumulated.before
          FROM figure
     LEFT JOIN cumulated
            ON cumulated.company_id = figure.company_id
           AND cumulated.above = GREATEST(figure.revenue, 0)
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
