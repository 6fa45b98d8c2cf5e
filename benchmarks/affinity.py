"""Measure what is bought together on generated sales, beside plain SQL and mlxtend.

    dev/python benchmarks/affinity.py --database bench --scale 0.1 [--template DB]

A database that does not exist is copied from the template and filled. The baselines are
what somebody would write: a self-join of the order lines, the same for the lines of a
customer within 30 days, and ``fpgrowth`` of ``mlxtend`` where ``CIM_MLXTEND`` names a
Python that has it (and pandas). Ours and theirs find the same pairs: those that at
least three orders hold. The peak of memory is that of a process of its own.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from statistics import median

from generate import SEED
from results import HEAD, Clock, Table, percentile_95
from run import busy, environment, prepare

LAST_DAY = date(2026, 6, 30)
PERIOD = "orders.date_order >= '2023-06-30' AND orders.date_order < '2026-07-01'"
MEMORY_ALLOWED = 1500
SELF_JOIN = f"""
    SELECT COUNT(*) FROM (
        SELECT one.product_id, other.product_id
          FROM sale_order_line one
          JOIN sale_order_line other
            ON other.order_id = one.order_id AND other.product_id > one.product_id
          JOIN sale_order orders ON orders.id = one.order_id
         WHERE orders.state = 'sale' AND {PERIOD}
      GROUP BY one.product_id, other.product_id
        HAVING COUNT(DISTINCT one.order_id) >= 3
    ) AS pairs
"""
WITHIN_DAYS = f"""
    WITH bought AS MATERIALIZED (
        SELECT DISTINCT contact.commercial_partner_id AS customer,
               orders.date_order::date AS day, line.product_id
          FROM sale_order_line line
          JOIN sale_order orders ON orders.id = line.order_id
          JOIN res_partner contact ON contact.id = orders.partner_id
         WHERE orders.state = 'sale' AND {PERIOD}
    )
    SELECT COUNT(*) FROM (
        SELECT one.product_id, other.product_id
          FROM bought one
          JOIN bought other
            ON other.customer = one.customer AND other.product_id > one.product_id
           AND other.day BETWEEN one.day - 30 AND one.day + 30
      GROUP BY one.product_id, other.product_id
        HAVING COUNT(DISTINCT one.customer) >= 3
    ) AS pairs
"""
BASKETS = f"""
    COPY (SELECT orders.id, line.product_id
            FROM sale_order_line line
            JOIN sale_order orders ON orders.id = line.order_id
           WHERE orders.state = 'sale' AND {PERIOD}) TO STDOUT
"""
# Run by the other Python: reads the baskets as text, tells seconds, memory and pairs.
FPGROWTH = """
import collections, json, resource, sys, time
import pandas as pd
from scipy import sparse
from mlxtend.frequent_patterns import fpgrowth
begin, cpu = time.perf_counter(), time.process_time()
rows = pd.read_csv(sys.argv[1], sep="\\t", names=["basket", "item"])
basket, baskets = pd.factorize(rows.basket)
item, items = pd.factorize(rows.item)
ones = sparse.csr_matrix(
    ([True] * len(rows), (basket, item)), shape=(len(baskets), len(items)), dtype=bool
)
frame = pd.DataFrame.sparse.from_spmatrix(ones)
found = fpgrowth(frame, min_support=3 / len(baskets), max_len=2)
pairs = int((found.itemsets.str.len() == 2).sum())
print(json.dumps({
    "s": time.perf_counter() - begin, "cpu_s": time.process_time() - cpu,
    "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "pairs": pairs,
}))
"""


class AffinityMeasures:
    """The measurements over one generated database."""

    def __init__(self, env, clock, repeat):
        self.env, self.clock, self.table = env, clock, Table()
        self.repeat = repeat
        self.affinities = env["customer.product.affinity"]
        self.company = env["res.company"].search([], limit=1, order="id")

    def run(self):
        """Measure everything; what is bought together is committed."""
        self.env.cr.execute("SET jit = off")
        self._orders()
        self._customers()
        self._refresh()
        self._beside_mlxtend()
        self._suggestions()

    def _facts(self):
        from odoo.addons.customer_info_mgmt.models.analytics.affinity import (
            basket_facts,
            basket_settings,
        )

        settings = basket_settings.BasketSettings.current(self.env)
        return basket_facts.BasketFacts(
            self.affinities, self.company, LAST_DAY, settings
        )

    def _truncate(self):
        self.env.cr.execute("TRUNCATE customer_product_affinity")

    def _counted(self, query, repeat):
        """Seconds of ``query``, and what it counts."""
        seconds = self.clock.seconds(lambda: self.env.cr.execute(query), repeat)
        return seconds, self.env.cr.fetchone()[0]

    def _orders(self):
        """Pairs of orders: read, count and write, into a table that is empty."""
        base, pairs = self._counted(SELF_JOIN, self.repeat)

        def ours():
            self._truncate()
            self.facts = self._facts()
            self.rows = self.affinities._refresh_orders(self.facts)

        self.orders = self.clock.seconds(ours, self.repeat)
        found = len(self.facts.order_pairs.first)
        self.table.add(
            "pairs of orders, read, counted, written",
            self.orders,
            baseline=base,
            target=1.0,
            note=f"{self.rows} rows; {found} pairs, self-join {pairs}",
        )

    def _customers(self):
        """Pairs of customers within 30 days, beside SQL that does the same."""
        base, pairs = self._counted(WITHIN_DAYS, 1)

        def ours():
            self._truncate()
            self.rows = self.affinities._refresh_customers(self._facts())

        self.table.add(
            "pairs of customers within 30 days, likewise",
            self.clock.seconds(ours, 1),
            baseline=base,
            target=1.0,
            note=f"{self.rows} rows; SQL {pairs} pairs",
        )
        self.env.cr.rollback()

    def _refresh(self):
        for what in ("the nightly refresh, all of it", "once more, nothing new"):
            begin = self.clock.now()
            written = self.affinities._refresh_company(self.company, LAST_DAY)
            self.env.cr.commit()
            self.table.add(what, self.clock.now() - begin, note=f"{written} rows")
        self.table.add("rows written by the second", written, "rows", target=0)
        peak = own_process(self.env.cr.dbname)
        self.table.add(
            "peak of memory of a refresh", peak["mb"], "MB", target=MEMORY_ALLOWED
        )
        self.table.add(
            "of that above an idle process", peak["mb"] - peak["idle_mb"], "MB"
        )

    def _beside_mlxtend(self):
        python = os.environ.get("CIM_MLXTEND")
        if not python:
            print("mlxtend: not measured; CIM_MLXTEND names no Python that has it")
            return
        path = Path(tempfile.gettempdir()) / f"{self.env.cr.dbname}.baskets.tsv"
        try:
            with path.open("w") as file:
                self.env.cr.copy_expert(BASKETS, file)
            run = subprocess.run(
                [python, "-c", FPGROWTH, str(path)],
                check=True,
                capture_output=True,
                text=True,
            )
        finally:
            path.unlink(missing_ok=True)
        other = json.loads(run.stdout.splitlines()[-1])
        seconds = other["cpu_s" if self.clock.kind.startswith("processor") else "s"]
        self.table.add(
            "pairs of orders beside mlxtend's fpgrowth",
            self.orders,
            baseline=seconds,
            target=1.0,
            note=f"it finds {other['pairs']} pairs, takes {other['mb']} MB",
        )

    def _suggestions(self):
        """What a quotation of a large customer asks for, from empty caches."""
        self.env["customer.product.habit"].refresh(LAST_DAY)
        self.env.cr.commit()
        self.env.cr.execute("""
            SELECT contact.commercial_partner_id FROM sale_order orders
              JOIN res_partner contact ON contact.id = orders.partner_id
             WHERE orders.state = 'sale' GROUP BY 1 ORDER BY COUNT(*) DESC LIMIT 5
        """)
        customers = [row[0] for row in self.env.cr.fetchall()]
        self.env.cr.execute("""
            SELECT ARRAY_AGG(product_id) FROM (
                SELECT product_id FROM customer_product_affinity
                 GROUP BY 1 ORDER BY COUNT(*) DESC, 1 LIMIT 5) AS often
        """)
        products = self.env.cr.fetchone()[0]
        durations, queries = [], 0
        for number in range(25):
            values = {
                "partner_id": customers[number % 5],
                "company_id": self.company.id,
                "product_ids": products[: 1 + number % 5],
            }
            self.env.invalidate_all()
            before, begin = self.env.cr.sql_log_count, self.clock.now()
            self.env["sale.order"].get_product_suggestions(values)
            durations.append(1000 * (self.clock.now() - begin))
            queries = max(queries, self.env.cr.sql_log_count - before)
        self.table.add(
            "suggestions of a quotation, median",
            median(durations),
            "ms",
            target=50,
            note=f"{queries} queries; p95 {percentile_95(durations):.0f} ms",
        )


def own_process(database):
    """Return the peak of memory of a refresh in a process of its own, in MB."""
    command = [sys.executable, __file__, "--database", database, "--peak"]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(run.stdout.splitlines()[-1])


def peak():
    """Peak of the resident memory of this process, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def measure_peak(env):
    """Refresh once; print what memory that took."""
    idle = peak()
    company = env["res.company"].search([], limit=1, order="id")
    env["customer.product.affinity"]._refresh_company(company, LAST_DAY)
    env.cr.rollback()
    print(json.dumps({"idle_mb": idle, "mb": peak()}))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", required=True)
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument("--template")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--peak", action="store_true", help="memory of one refresh")
    options = parser.parse_args()
    prepare(options.database, options.template, options.scale, SEED)
    with ExitStack() as stack:
        env = environment(options.database, stack)
        if options.peak:
            measure_peak(env)
            return 0
        clock = Clock(env.cr, busy())
        print(f"clock: {clock.kind}\n{HEAD}")
        measures = AffinityMeasures(env, clock, options.repeat)
        measures.run()
    return int(any(row["passed"] is False for row in measures.table.rows))


if __name__ == "__main__":
    sys.exit(main())
