"""Measure habits, the call list and the season on generated sales.

    dev/python benchmarks/reorder.py --database bench --scale 0.1 [--template DB]

A database that does not exist is copied from the template and filled. The baseline of
the refresh is plain SQL over the same lines: what each customer ordered of each product
on each day, and the sorted gaps between. What is measured is rolled back, but for the
habits and seasons themselves.
"""

import argparse
import sys
from contextlib import ExitStack
from datetime import date
from unittest.mock import patch

from generate import SEED
from results import HEAD, Clock, Table
from run import busy, environment, prepare

LAST_DAY = date(2026, 6, 30)
BASELINE = """
    SELECT COUNT(gap), MAX(amount) FROM (
        SELECT amount, day - LAG(day) OVER (
                   PARTITION BY customer, product_id ORDER BY day
               ) AS gap
          FROM (
                SELECT partner.commercial_partner_id AS customer, line.product_id,
                       orders.date_order::date AS day,
                       SUM(CASE WHEN orders.currency_rate <> 1
                                THEN line.price_subtotal / orders.currency_rate
                                ELSE line.price_subtotal END) AS amount
                  FROM sale_order_line line
                  JOIN sale_order orders ON orders.id = line.order_id
                  JOIN res_partner partner ON partner.id = orders.partner_id
                 WHERE orders.state = 'sale' AND orders.date_order < '2026-07-01'
              GROUP BY 1, 2, 3
               ) AS sold
    ) AS l
"""


class ReorderMeasures:
    """The measurements over one generated database."""

    def __init__(self, env, clock):
        self.env, self.clock, self.table = env, clock, Table()

    def run(self):
        """Measure everything."""
        self.env.cr.execute("SET jit = off")
        self.base = self.clock.seconds(lambda: self.env.cr.execute(BASELINE), 1)
        self.table.add("baseline: lines by customer, product, day; gaps", self.base)
        self._refresh("customer.product.habit", 3.0)
        self._dirty()
        self._refresh("customer.product.season", 3.0)
        self._call_list()

    def _refresh(self, name, target):
        """Fill, refresh again, refresh as of another day; ``target`` x the baseline."""
        model = self.env[name]
        self.env.cr.execute(f"TRUNCATE {model._table}")
        for what, as_of in (
            ("first fill", LAST_DAY),
            ("again", LAST_DAY),
        ):
            begin = self.clock.now()
            written = model.refresh(as_of)
            self.table.add(
                f"{name}: {what}",
                self.clock.now() - begin,
                baseline=self.base,
                target=target,
                note=f"{written} rows",
            )
            self.env.cr.commit()
            self._vacuum(model._table)
        self.table.add(f"{name}: rows of the second", written, "rows", target=0)

    def _call_list(self):
        """First page of the call list as of the last day, as a manager and a clerk."""
        profiles = self.env["customer.profile"]
        profiles.refresh(LAST_DAY)
        self.env.cr.execute("DELETE FROM customer_profile_mark")
        self.env.cr.execute("ANALYZE customer_profile")
        rows = self.env["customer.call.list"]
        with patch.object(type(profiles), "_today", lambda _self: LAST_DAY):
            self.table.add("call list: customers", rows.search_count([]), "rows")
            for name, model, limit in (
                ("call list: first page", rows, 80),
                ("season and stock: first page", self.env["customer.season.stock"], 80),
            ):

                def page(model=model, limit=limit):
                    self.env.invalidate_all()
                    found = model.search([], limit=limit)
                    names = [
                        n
                        for n in ("goods", "when", "explanation")
                        if n in model._fields
                    ]
                    found.read(names or ["display_name"])

                self.table.add(name, self.clock.seconds(page, 5), target=1.0)
        self.env.cr.rollback()

    def _vacuum(self, table):
        connection = self.env.cr._cnx
        connection.autocommit = True
        with connection.cursor() as cr:
            cr.execute(f"VACUUM ANALYZE {table}")
        connection.autocommit = False

    def _dirty(self):
        from odoo.addons.customer_info_mgmt.models.file.customer_profile import (
            RefreshScope,
        )

        self.env.cr.execute("""
            SELECT DISTINCT partner.commercial_partner_id
              FROM (SELECT partner_id FROM sale_order WHERE state = 'sale'
                     ORDER BY date_order DESC LIMIT 130) AS latest
              JOIN res_partner partner ON partner.id = latest.partner_id
             LIMIT 100
        """)
        scope = RefreshScope(LAST_DAY, tuple(row[0] for row in self.env.cr.fetchall()))
        habits = self.env["customer.product.habit"]
        duration = self.clock.seconds(lambda: habits._refresh(scope), 5)
        self.env.cr.rollback()
        self.table.add("habits of 100 customers with news", duration, target=0.3)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", required=True)
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument("--template")
    options = parser.parse_args()
    prepare(options.database, options.template, options.scale, SEED)
    with ExitStack() as stack:
        env = environment(options.database, stack)
        print(HEAD)
        measures = ReorderMeasures(env, Clock(env.cr, busy()))
        measures.run()
    return int(any(row["passed"] is False for row in measures.table.rows))


if __name__ == "__main__":
    sys.exit(main())
