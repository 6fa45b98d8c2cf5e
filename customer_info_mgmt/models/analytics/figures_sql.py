"""The SQL that places customers among all others."""

from odoo.tools import SQL

# Share of the revenue that the customers before one make together, up to which that
# one is in class A, or else in class B. After H. F. Dickie, "ABC inventory analysis
# shoots for dollars, not pennies", Factory Management and Maintenance 109 (7), 1951,
# with the borders that trade uses.
ABC_BORDER_A = 0.8
ABC_BORDER_B = 0.95


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
