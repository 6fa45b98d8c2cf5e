"""The SQL of scores, segments, stages of life, risk and potential, in layers.

Each layer is a SELECT of all columns of the one inside it and some more.
"""

from odoo.tools import SQL

# What a customer without any order has as well.
STAGE = ("lifecycle", "lifecycle_date", "churn_risk")
# Off the steps of n-ths by less than half a customer in a hundred thousand million:
# what is a whole number of customers must not become one more by the way it is stored.
EPSILON = 1e-12


def stages_without_orders(as_of):
    """SELECT of ``STAGE`` of those who never ordered, and of those left out."""
    return SQL(
        """
        SELECT *
          FROM (
            VALUES (FALSE, 'prospect', %s::date, 'unknown'), (TRUE, NULL, NULL, NULL)
          ) AS kind (left_out, lifecycle, lifecycle_date, churn_risk)
        """,
        as_of,
    )


def steps(classes):
    """SQL of the shares of customers after which a class ends, but the last."""
    return SQL("%s::float8[]", [step / classes - EPSILON for step in range(1, classes)])


def yardsticks(buyers, company_id, shares, unit):
    """SELECT per company of what its customers are measured by.

    With n classes a score is 1 + the whole part of n times the share of customers who
    have strictly less. Equal values so have equal scores, and where all values differ
    the classes are as large as ``NTILE`` makes them. The border of a score is one unit
    above the value up to which k n-ths of the customers are: from it on, k n-ths or
    more have less.

    :param buyers: SELECT of ``company_id``, ``last_order_date``, ``rfm_order_count``,
        ``rfm_revenue`` and ``first_order_amount`` of all customers with an order
    :param company_id: SQL of the company of ``buyer``
    :param shares: SQL of the ``steps`` of that company
    :param unit: SQL of the smallest amount of its currency
    """

    def borders(value):
        return SQL("PERCENTILE_DISC(%s) WITHIN GROUP (ORDER BY %s)", shares, value)

    return SQL(
        """
        SELECT %(company_id)s AS company_id,
               %(recency)s AS recency,
               %(frequency)s AS frequency,
               %(monetary)s AS monetary,
               AVG(buyer.first_order_amount) AS first_order_amount
          FROM (%(buyers)s) AS buyer
      GROUP BY %(company_id)s
        """,
        company_id=company_id,
        recency=borders(SQL("buyer.last_order_date + 1")),
        frequency=borders(SQL("buyer.rfm_order_count + 1")),
        monetary=borders(SQL("buyer.rfm_revenue + %s", unit)),
        buyers=buyers,
    )


def scored(figures, cuts):
    """Figures with the three scores.

    :param figures: SELECT of ``figure`` and what places it
    :param cuts: dict of ``recency``, ``frequency`` and ``monetary`` to the SQL of the
        borders that a company chose itself, ``NULL`` for none
    """

    def score(value, name):
        return SQL(
            "CASE WHEN placed.order_count > 0"
            " THEN 1 + width_bucket(%s, COALESCE(%s, yardstick.%s)) END",
            value,
            cuts[name],
            SQL.identifier(name),
        )

    return SQL(
        """
        SELECT placed.*,
               %(recency)s AS recency_score,
               %(frequency)s AS frequency_score,
               %(monetary)s AS monetary_score,
               yardstick.first_order_amount AS usual_first_order
          FROM (%(figures)s) AS placed
     LEFT JOIN yardstick ON yardstick.company_id = placed.company_id
        """,
        recency=score(SQL("placed.last_order_date"), "recency"),
        frequency=score(SQL("placed.rfm_order_count"), "frequency"),
        monetary=score(SQL("placed.rfm_revenue"), "monetary"),
        figures=figures,
    )


def segmented(figures, classes, cells):
    """Figures with the RFM segment.

    Recency, and the mean of frequency and monetary value, are brought to the scale of 1
    to 5 and rounded, a half up. The two make one of 25 cells.

    :param classes: SQL of the number of classes
    :param cells: SQL of an array of 25 segments, by recency, then by value
    """
    return SQL(
        """
        SELECT scored.*,
               (%(cells)s)[
                   5 * ROUND(4.0 * (scored.recency_score - 1) / (%(classes)s - 1))
                   + ROUND(2.0 * (scored.frequency_score + scored.monetary_score - 2)
                           / (%(classes)s - 1))
                   + 1
               ] AS rfm_segment
          FROM (%(figures)s) AS scored
        """,
        cells=cells,
        classes=classes,
        figures=figures,
    )


def staged(figures, as_of, limits):
    """Figures with the stage of life and the risk of losing the customer.

    Silence is the days since the last order. A customer with a rhythm is measured by
    it, others by days. Falling revenue raises the risk by one step.

    :param limits: function of a name of ``SETTINGS``, without ``customer_``, to its SQL
    """

    def silent(stage):
        return SQL(
            "paced.silence > CASE WHEN paced.rhythm IS NULL THEN %s"
            " ELSE %s * paced.rhythm END",
            limits(f"{stage}_days"),
            limits(f"{stage}_factor"),
        )

    return SQL(
        """
        SELECT paced.*,
               CASE WHEN paced.order_count = 0 THEN 'prospect'
                    WHEN %(as_of)s - paced.first_order_date <= %(new_days)s THEN 'new'
                    WHEN %(lost)s THEN 'lost'
                    WHEN %(dormant)s THEN 'dormant'
                    WHEN %(at_risk)s THEN 'at_risk'
                    ELSE 'active'
               END AS lifecycle,
               CASE WHEN paced.rhythm IS NULL THEN 'unknown'
                    ELSE (ARRAY['low', 'medium', 'high', 'high'])[
                        1 + (paced.silence > %(medium)s * paced.rhythm)::int
                          + (paced.silence > %(high)s * paced.rhythm)::int
                          + (paced.revenue_12m
                             < paced.revenue_prior_12m * (100 - %(falling)s) / 100
                             AND paced.revenue_prior_12m > 0)::int
                    ]
               END AS churn_risk
          FROM (
            SELECT segmented.*,
                   %(as_of)s - segmented.last_order_date AS silence,
                   CASE WHEN segmented.median_interval_days IS NOT NULL
                        THEN GREATEST(segmented.median_interval_days, %(least)s)
                   END AS rhythm
              FROM (%(figures)s) AS segmented
          ) AS paced
        """,
        as_of=SQL("%s::date", as_of),
        new_days=limits("new_days"),
        lost=silent("lost"),
        dormant=silent("dormant"),
        at_risk=silent("at_risk"),
        medium=limits("churn_medium_factor"),
        high=limits("churn_high_factor"),
        falling=limits("falling_percent"),
        least=limits("least_rhythm"),
        figures=figures,
    )


def promising(figures, stays, as_of, limits):
    """Figures with the high potential, and the day since which the stage lasts.

    High potential is who is not in class A yet, not about to leave, new or active, and

    - brings more than in the year before, by a percentage, or
    - is new with a first order above the average first order of the company.

    :param stays: SELECT of the stage that the history tells of, with its first day
    """
    return SQL(
        """
        SELECT staged.*,
               CASE WHEN stay.lifecycle = staged.lifecycle
                         AND stay.entered_date <= %(as_of)s
                    THEN stay.entered_date
                    ELSE %(as_of)s
               END AS lifecycle_date,
               COALESCE(
                   staged.abc_class <> 'A'
                   AND staged.churn_risk IN ('low', 'unknown')
                   AND staged.lifecycle IN ('new', 'active')
                   AND (staged.revenue_prior_12m > 0
                        AND staged.revenue_12m
                            >= staged.revenue_prior_12m * (100 + %(growth)s) / 100
                        OR staged.lifecycle = 'new'
                        AND staged.first_order_amount > staged.usual_first_order),
                   FALSE
               ) AS is_high_potential
          FROM (%(figures)s) AS staged
     LEFT JOIN (%(stays)s) AS stay
            ON stay.partner_id = staged.partner_id
           AND stay.company_id = staged.company_id
        """,
        as_of=SQL("%s::date", as_of),
        growth=limits("growth_percent"),
        figures=figures,
        stays=stays,
    )
