"""Measurements of the customer addon, each beside a baseline of the same run.

Times differ from machine to machine, and on one machine from hour to hour. So nothing
here is judged by seconds alone where a ratio can be had.
"""

from contextlib import contextmanager
from datetime import date, timedelta
from statistics import median
from unittest.mock import patch

from dashboard import DashboardMeasures
from quality import QualityMeasures
from screens import ScreenMeasures

from odoo import Command

from odoo.addons.customer_info_mgmt.models.file.customer_profile import RefreshScope

LAST_DAY = date(2026, 6, 30)
CUT_OFF = "TIMESTAMP '2026-07-01'"
AMOUNT = "CASE WHEN currency_rate <> 1 THEN {0} / currency_rate ELSE {0} END"

ORDERS_OF_PARTNERS = f"""
    SELECT partner_id, MAX(date_order) AS last, COUNT(*) AS orders,
           SUM({AMOUNT.format("amount_untaxed")}) AS revenue
      FROM sale_order
     WHERE state = 'sale' AND date_order < {CUT_OFF}
  GROUP BY partner_id
"""
ORDERS_OF_CUSTOMERS = f"""
    SELECT partner.commercial_partner_id AS customer, MAX(last) AS last,
           SUM(orders) AS orders, SUM(revenue) AS revenue
      FROM ({ORDERS_OF_PARTNERS}) AS sold
      JOIN res_partner partner ON partner.id = sold.partner_id
  GROUP BY partner.commercial_partner_id
"""
BASELINES = {
    "L1": f"""
        SELECT MAX(last), MAX(orders), MAX(revenue) FROM ({ORDERS_OF_PARTNERS}) AS l
    """,
    "L3": f"""
        SELECT MAX(recency), MAX(frequency), MAX(monetary), MAX(share) FROM (
            SELECT NTILE(5) OVER (ORDER BY last) AS recency,
                   NTILE(5) OVER (ORDER BY orders) AS frequency,
                   NTILE(5) OVER (ORDER BY revenue) AS monetary,
                   SUM(revenue) OVER (ORDER BY revenue DESC) / SUM(revenue) OVER ()
                       AS share
              FROM ({ORDERS_OF_CUSTOMERS}) AS l
        ) AS scored
    """,
    "L5": f"""
        SELECT MAX(revenue), MAX(margin) FROM (
            SELECT partner.commercial_partner_id, SUM(revenue) AS revenue,
                   SUM(margin) AS margin
              FROM (
                SELECT orders.partner_id,
                       SUM({AMOUNT.format("price_subtotal")}) AS revenue,
                       SUM({
        AMOUNT.format("(price_subtotal - purchase_price * product_uom_qty)")
    }) AS margin
                  FROM sale_order_line line
                  JOIN sale_order orders ON orders.id = line.order_id
                 WHERE orders.state = 'sale' AND orders.date_order < {CUT_OFF}
              GROUP BY orders.partner_id
              ) AS sold
              JOIN res_partner partner ON partner.id = sold.partner_id
          GROUP BY partner.commercial_partner_id
        ) AS l
    """,
}


class Measure(DashboardMeasures, QualityMeasures, ScreenMeasures):
    """The measurements over one generated database.

    :param env: environment of the superuser; what is changed is rolled back
    :param table: ``Table`` for the results
    :param clock: ``Clock`` to measure by
    :param scale: size of the database, 1.0 for a million partners
    """

    def __init__(self, env, table, clock, scale=1.0):
        self.env = env
        self.scale = scale
        self.table = table
        self.clock = clock
        self.profiles = env["customer.profile"]
        self.base = {}

    def run(self, repeat=3):
        """Measure everything; refreshed profiles are committed, all else undone."""
        self._baselines(repeat)
        self._refresh()
        self._write_baseline()
        self._dirty()
        self._noticing()
        self._users()
        self._lists()
        self._form()
        self._search()
        self._dashboard()
        self.env.cr.rollback()
        self._duplicates()
        self._merges()

    def execute(self, query):
        self.env.cr.execute(query)

    # === Refresh === #

    def _baselines(self, repeat):
        for name, query in BASELINES.items():
            self.base[name] = self.clock.seconds(
                lambda q=query: self.execute(q), repeat
            )
            self.table.add(f"baseline {name}", self.base[name])

    def _refresh(self):
        self.execute("TRUNCATE customer_profile")
        self.env.cr.commit()
        self._steps("first fill", LAST_DAY)
        self._vacuum()
        self.changed_all = self._steps("every row changed", LAST_DAY - timedelta(30))
        self._vacuum()
        self._steps("back again", LAST_DAY)
        self._vacuum()
        begin = self.clock.now()
        written = self.profiles.refresh(as_of=LAST_DAY)
        self.table.add("second refresh", self.clock.now() - begin)
        self.table.add("second refresh, rows written", written, "rows", target=0)
        self.env.cr.commit()

    def _steps(self, name, as_of):
        """Run a full refresh step by step; return its seconds."""
        self.execute("SET LOCAL jit = off")  # as a refresh does
        total, rows = 0, 0
        for step in self.profiles._refresh_steps():
            begin = self.clock.now()
            written = step(RefreshScope(as_of))
            duration = self.clock.now() - begin
            total, rows = total + duration, rows + written
            self.table.add(
                f"{name}, step {step.__name__}", duration, note=f"{written} rows"
            )
        self.env.invalidate_all()
        self.env.cr.commit()
        self.table.add(f"refresh, {name}", total, note=f"{rows} rows")
        return total

    def _vacuum(self):
        connection = self.env.cr._cnx
        connection.autocommit = True
        with connection.cursor() as cr:
            cr.execute("VACUUM ANALYZE customer_profile")
        connection.autocommit = False

    def _write_baseline(self):
        """What it costs to write the rows of the profile, without any computing."""
        figures = """
            SELECT partner_id, company_id, first_order_date, last_order_date,
                   order_count, revenue, revenue_12m, margin, return_amount,
                   average_order_value, contribution_share, abc_class
              FROM customer_profile WHERE abc_class IS NOT NULL
        """
        self.execute(f"""
            CREATE TABLE bench_rows AS {figures} WITH NO DATA;
            CREATE UNIQUE INDEX ON bench_rows (partner_id, company_id)
        """)
        insert = self.clock.seconds(
            lambda: self.execute(f"INSERT INTO bench_rows {figures}"), 1
        )
        self.execute("ANALYZE bench_rows")
        update = self.clock.seconds(
            lambda: self.execute("""
                UPDATE bench_rows SET
                    first_order_date = news.first_order_date - 1,
                    last_order_date = news.last_order_date - 1,
                    order_count = news.order_count - 1, revenue = news.revenue - 1,
                    revenue_12m = news.revenue_12m - 1, margin = news.margin - 1,
                    return_amount = news.return_amount - 1,
                    average_order_value = news.average_order_value - 1,
                    contribution_share = news.contribution_share / 2, abc_class = 'C'
                  FROM customer_profile news
                 WHERE news.partner_id = bench_rows.partner_id
                   AND news.company_id = bench_rows.company_id
            """),
            1,
        )
        self.env.cr.rollback()
        self.table.add("baseline write, insert into a table with a key", insert)
        self.table.add("baseline write, update every row", update)
        allowed = 2.0 * (self.base["L3"] + self.base["L5"]) + 1.5 * update
        self.table.add(
            "full refresh beside 2.0 (L3 + L5) + 1.5 write",
            self.changed_all,
            baseline=allowed,
            target=1.0,
        )

    def _dirty(self):
        """Customers of one hundred orders of one day: they buy more than others.

        All steps are measured, each by itself: what a room adds shows here.
        """
        self.execute("""
            SELECT DISTINCT partner.commercial_partner_id
              FROM (SELECT partner_id FROM sale_order WHERE state = 'sale'
                     ORDER BY date_order DESC LIMIT 130) AS latest
              JOIN res_partner partner ON partner.id = latest.partner_id
             LIMIT 100
        """)
        customers = tuple(row[0] for row in self.env.cr.fetchall())
        name = "refresh of 100 customers with news"
        runs = [
            self._dirty_run(RefreshScope(LAST_DAY - timedelta(days), customers))
            for days in range(6)
        ][1:]  # the first fills the caches that a running server has filled
        self.env.cr.rollback()
        for step in runs[0]:
            self.table.add(f"of it {step}", median(run[step] for run in runs))
        self.table.add(
            name,
            median(sum(run.values()) for run in runs),
            target=0.5,
            note=f"{len(customers)} customers",
        )

    def _dirty_run(self, scope):
        """Refresh one scope as ``_refresh`` does; return the seconds of each step."""
        self.execute("SET LOCAL jit = off")
        seconds = {}
        for step in self.profiles._refresh_steps():
            begin = self.clock.now()
            step(scope)
            seconds[step.__name__] = self.clock.now() - begin
        self.env.invalidate_all()
        return seconds

    # === Noticing === #

    def _noticing(self):
        """Confirm orders with and without the marks, in turn."""
        marks = type(self.env["customer.profile.mark"])
        cost = {True: [], False: []}
        for number in range(-4, 40):
            noticing = bool(number % 2)
            with (
                patch.object(marks, "_add_documents", _nothing)
                if not noticing
                else _unchanged()
            ):
                result = self._confirmation()
            if number >= 0:
                cost[noticing].append(result)
        self.env.cr.rollback()
        with_marks, without = (
            [median(values) for values in zip(*cost[noticing], strict=True)]
            for noticing in (True, False)
        )
        self.table.add("confirming an order", 1000 * with_marks[0], "ms")
        self.table.add(
            "noticing a confirmed order",
            1000 * (with_marks[0] - without[0]),
            "ms",
            target=2,
        )
        self.table.add(
            "noticing a confirmed order",
            with_marks[1] - without[1],
            "queries",
            target=2,
        )

    def _confirmation(self):
        env = self.env
        partner = env["res.partner"].search([("customer_rank", ">", 0)], limit=1)
        product = env["product.product"].search(
            [("default_code", "=like", "BP%")], limit=1
        )
        order = env["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        env.flush_all()
        env.cr.precommit.run()
        queries, begin = env.cr.sql_log_count, self.clock.now()
        order.action_confirm()
        env.flush_all()
        env.cr.precommit.run()
        return self.clock.now() - begin, env.cr.sql_log_count - queries


def _nothing(*_arguments):
    """Stands for the marks where their cost is measured."""


@contextmanager
def _unchanged():
    yield
