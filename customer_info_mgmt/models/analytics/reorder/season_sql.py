"""The SQL of seasons and of the demand that they let expect.

The season of a month is its share in an average month of its year, averaged over whole
years: the average-percentage method of simple seasonal indexes (F. E. Croxton and D. J.
Cowden, "Applied General Statistics", 1939, chapter on seasonal movements). Each year is
measured by itself, so growth from year to year does not look like a season. Expected is
trend times season, as in the classical decomposition.
"""

from odoo.tools import SQL

from .. import sales_sql

YEARS = 3  # as many whole years as the index looks back at
LINES = 24  # fewer order lines than this are chance, not a season
GROWTH = (0.5, 1.5)  # within which the growth of a year is believed
PEAK = 1.25  # times an average month


def _months(first, last):
    """SQL of the whole months from one first of a month to another."""
    return SQL(
        "((EXTRACT(YEAR FROM %(b)s) - EXTRACT(YEAR FROM %(a)s)) * 12"
        " + EXTRACT(MONTH FROM %(b)s) - EXTRACT(MONTH FROM %(a)s))::int",
        a=first,
        b=last,
    )


def sold(facts, day, end):
    """What was ordered of each product in each month, in the product's unit.

    Demand is what was ordered: what came back stands on the shelf again and is counted
    there. Left-out customers do not count.

    :param facts: SELECT of all facts of ``customer.product.habit``
    :param day: SQL of the day of ``fact.moment``
    :param end: moment, in UTC, before which orders count
    """
    return SQL(
        """
        SELECT found.company_id, found.product_id, template.categ_id, found.month,
               found.quantity / unit.factor AS quantity, found.amount, found.lines
          FROM (
                SELECT fact.company_id, fact.product_id,
                       date_trunc('month', %(day)s)::date AS month,
                       SUM(fact.quantity) AS quantity, SUM(fact.amount) AS amount,
                       COUNT(*) AS lines
                  FROM (%(facts)s) AS fact
                 WHERE fact.is_order
                   AND fact.moment < %(end)s
                   AND fact.partner_id NOT IN (
                        SELECT contact.id
                          FROM res_partner contact
                          JOIN res_partner customer
                            ON customer.id = contact.commercial_partner_id
                         WHERE NOT (%(counted)s)
                   )
              GROUP BY fact.company_id, fact.product_id,
                       date_trunc('month', %(day)s)::date
               ) AS found
          JOIN product_product product ON product.id = found.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
          JOIN uom_uom unit ON unit.id = template.uom_id
        """,
        facts=facts,
        day=day,
        end=end,
        counted=sales_sql.counts_in_figures(SQL("customer")),
    )


def seasons(sold_sql, first):
    """Rows of ``customer.product.season``: twelve per product that still sells.

    A product's own index needs a whole year and ``LINES`` order lines; else that of its
    category stands in, by value, since units differ; else nothing is said. The year
    before stands, on average, 5.5 months and one back: growth is carried from there.

    :param sold_sql: SELECT that ``sold`` returned
    :param first: first day of the month that is expected next
    """
    return SQL(
        """
        WITH sold AS MATERIALIZED (%(sold)s),
        series AS (
            SELECT company_id, 'product' AS basis, product_id AS ref, month,
                   quantity AS size, lines
              FROM sold
             UNION ALL
            SELECT company_id, 'category', categ_id, month, SUM(amount), SUM(lines)
              FROM sold
          GROUP BY company_id, categ_id, month
        ),
        life AS (
            SELECT company_id, basis, ref,
                   LEAST(%(most)s, %(age)s / 12) AS years
              FROM series
          GROUP BY company_id, basis, ref
        ),
        block AS (
            SELECT series.*, life.years,
                   EXTRACT(MONTH FROM series.month)::int AS number,
                   SUM(size) OVER year AS total
              FROM series
              JOIN life USING (company_id, basis, ref)
             WHERE (%(back)s - 1) / 12 < life.years
            WINDOW year AS (PARTITION BY company_id, basis, ref, (%(back)s - 1) / 12)
        ),
        shape AS (
            SELECT company_id, basis, ref, MAX(years) AS years, SUM(lines) AS lines,
                   COUNT(DISTINCT (%(back_block)s - 1) / 12) FILTER (WHERE total > 0)
                       AS sold_years
              FROM block
          GROUP BY company_id, basis, ref
            HAVING SUM(lines) >= %(lines)s
        ),
        ratio AS (
            SELECT company_id, basis, ref, number,
                   SUM(size * 12 / NULLIF(total, 0)) AS ratios
              FROM block
          GROUP BY company_id, basis, ref, number
        ),
        level AS (
            SELECT company_id, product_id, categ_id,
                   SUM(quantity) FILTER (WHERE %(back_sold)s <= 12) AS last_year,
                   SUM(quantity) FILTER (WHERE %(back_sold)s BETWEEN 13 AND 24)
                       AS year_before
              FROM sold
          GROUP BY company_id, product_id, categ_id
            HAVING SUM(quantity) FILTER (WHERE %(back_sold)s <= 12) > 0
        ),
        chosen AS (
            SELECT level.*, COALESCE(life.years, 0) AS years,
                   CASE WHEN life.years < 1 THEN 'none'
                        WHEN own.sold_years > 0 THEN 'product'
                        WHEN category.sold_years > 0 THEN 'category'
                        ELSE 'none'
                   END AS basis,
                   CASE WHEN own.sold_years > 0 AND life.years >= 2
                             AND level.year_before > 0
                        THEN LEAST(GREATEST(level.last_year / level.year_before,
                                            %(slowest)s), %(fastest)s)
                        ELSE 1
                   END AS growth,
                   CASE WHEN own.sold_years > 0 THEN own.sold_years
                        ELSE category.sold_years
                   END AS sold_years
              FROM level
              JOIN life ON life.company_id = level.company_id
                       AND life.basis = 'product' AND life.ref = level.product_id
         LEFT JOIN shape own ON own.company_id = level.company_id
                            AND own.basis = 'product' AND own.ref = level.product_id
         LEFT JOIN shape category ON category.company_id = level.company_id
                                 AND category.basis = 'category'
                                 AND category.ref = level.categ_id
        ),
        coming AS (
            SELECT ahead, (%(first)s::date + make_interval(months => ahead - 1))::date
                       AS date
              FROM generate_series(1, 12) AS ahead
        ),
        indexed AS (
            SELECT chosen.*, coming.date, coming.ahead,
                   EXTRACT(MONTH FROM coming.date)::int AS month,
                   CASE WHEN chosen.basis <> 'none'
                        THEN COALESCE(ratio.ratios, 0) / chosen.sold_years
                   END AS season_index,
                   COALESCE(before.quantity, 0) AS last_year_quantity
              FROM chosen
        CROSS JOIN coming
         LEFT JOIN ratio ON ratio.company_id = chosen.company_id
                        AND ratio.basis = chosen.basis
                        AND ratio.ref = CASE WHEN chosen.basis = 'product'
                                             THEN chosen.product_id
                                             ELSE chosen.categ_id END
                        AND ratio.number = EXTRACT(MONTH FROM coming.date)::int
         LEFT JOIN sold before ON before.company_id = chosen.company_id
                              AND before.product_id = chosen.product_id
                              AND before.month
                                  = (coming.date - make_interval(years => 1))::date
        )
        SELECT company_id, product_id, month, date, basis, years,
               ROUND(season_index, 4) AS season_index,
               ROUND(growth, 4) AS growth,
               ROUND(last_year_quantity, 4) AS last_year_quantity,
               ROUND(last_year / 12 * season_index
                     * power(growth, (ahead + 5.5) / 12.0), 4) AS expected_quantity
          FROM indexed
        """,
        sold=sold_sql,
        first=first,
        most=YEARS,
        age=_months(SQL("MIN(series.month)"), SQL("%s::date", first)),
        back=_months(SQL("series.month"), SQL("%s::date", first)),
        back_block=_months(SQL("block.month"), SQL("%s::date", first)),
        back_sold=_months(SQL("sold.month"), SQL("%s::date", first)),
        lines=LINES,
        slowest=SQL("%s::numeric", GROWTH[0]),
        fastest=SQL("%s::numeric", GROWTH[1]),
    )


def stock(free, incoming, today, last):
    """One row per product: demand of the coming months beside the stock.

    Of the month that it is, what is left of it counts.

    :param free: SELECT of free quantities
    :param incoming: SELECT of what comes in
    :param today: the day it is
    :param last: first day of the month after the coming ones
    """
    return SQL(
        """
        SELECT season.id, season.company_id, season.product_id, template.categ_id,
               template.uom_id, company.currency_id, season.basis, season.years,
               season.growth, season.peak_date, season.last_year_quantity,
               season.expected_quantity, COALESCE(free.quantity, 0) AS free_quantity,
               COALESCE(incoming.quantity, 0) AS incoming_quantity,
               incoming.day AS incoming_date, short.quantity AS short_quantity,
               short.quantity
                   * COALESCE(
                       (product.standard_price ->> season.company_id::text)::numeric, 0
                   ) AS short_cost
          FROM (
                SELECT MIN(id) AS id, company_id, product_id, basis, years, growth,
                       MIN(date) FILTER (WHERE season_index >= %(peak)s) AS peak_date,
                       SUM(last_year_quantity * share) AS last_year_quantity,
                       SUM(expected_quantity * share) AS expected_quantity
                  FROM (
                        SELECT coming.*,
                               CASE WHEN coming.date >= %(last)s THEN 0
                                    WHEN coming.date > %(today)s THEN 1
                                    ELSE GREATEST(
                                        (coming.date + interval '1 month')::date
                                        - %(today)s, 0
                                    )::numeric / (
                                        (coming.date + interval '1 month')::date
                                        - coming.date
                                    )
                               END AS share
                          FROM customer_product_season coming
                       ) AS month
              GROUP BY company_id, product_id, basis, years, growth
               ) AS season
          JOIN res_company company ON company.id = season.company_id
          JOIN product_product product ON product.id = season.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
     LEFT JOIN (%(free)s) AS free
            ON free.company_id = season.company_id
           AND free.product_id = season.product_id
     LEFT JOIN (%(incoming)s) AS incoming
            ON incoming.company_id = season.company_id
           AND incoming.product_id = season.product_id
CROSS JOIN LATERAL (
                SELECT CASE WHEN template.is_storable
                            THEN GREATEST(season.expected_quantity
                                          - GREATEST(COALESCE(free.quantity, 0), 0)
                                          - COALESCE(incoming.quantity, 0), 0)
                       END AS quantity
               ) AS short
         WHERE product.active AND template.active
        """,
        free=free,
        incoming=incoming,
        today=today,
        last=last,
        peak=SQL("%s::numeric", PEAK),
    )
