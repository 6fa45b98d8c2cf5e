"""Fill a database with customers and three years of trade, set-based, from a seed.

    python benchmarks/generate.py --database bench --scale 0.1

The database must hold the addon and no sales. Scale 1.0 means 1,000,000 partners,
5,000,000 confirmed orders over three years and 12,000,000 lines. The same seed and
scale give the same rows on every machine: random numbers come from a hash of the row's
number, not from a generator whose state depends on the plan.

Constraints and indexes of the large tables are off while rows come in, and all of them
stand again afterwards. The role must be a superuser for that.
"""

import argparse
import time
from contextlib import contextmanager

import psycopg2
from partners import PartnerRows
from rows import Random
from trade import TradeRows

SEED = 19
PARTNERS = 1_000_000
PRODUCTS = 5_000
BUYERS_SHARE = 0.582
LARGE_TABLES = (
    "res_partner",
    "sale_order",
    "sale_order_line",
    "stock_move",
    "product_product",
    "product_template",
    "customer_alias",
)


class Generator(PartnerRows, TradeRows):
    """Rows of one scale.

    :param connection: an open ``psycopg2`` connection of a superuser
    :param scale: 1.0 for a million partners
    :param seed: any number; another one gives other rows
    :param say: what is told about progress, a function of one text
    """

    def __init__(self, connection, scale, seed=SEED, say=print):
        self.connection = connection
        self.random = Random(seed)
        self.say = say
        self.partners = round(PARTNERS * scale)
        self.companies = round(self.partners * 0.45)
        self.customers = round(self.partners * 0.75)  # companies, then people
        self.originals = round(self.partners * 0.97)  # and contacts; then duplicates
        self.buyers = round(self.partners * BUYERS_SHARE)
        self.products = max(50, round(PRODUCTS * min(1, scale * 10)))

    def run(self):
        """Generate everything, in one transaction, and tell the planner about it."""
        with self.connection, self.connection.cursor() as cr:
            cr.execute("SET session_replication_role = replica")
            cr.execute("SET work_mem = '256MB'; SET maintenance_work_mem = '1GB'")
            self._prepare(cr)
            with self._without_indexes(cr):
                for step in (
                    self._products,
                    self._partners,
                    self._duplicates,
                    self._aliases,
                    self._buyers,
                    self._lines,
                    self._orders,
                    self._order_lines,
                    self._moves,
                ):
                    self._timed(step.__name__.strip("_"), step, cr)
            cr.execute("DROP TABLE bench_line, bench_order, bench_buyer")
            self._set_sequences(cr)
            cr.execute("RESET session_replication_role")
        self._timed("vacuum", self._vacuum)

    def _timed(self, name, step, *arguments):
        begin = time.monotonic()
        rows = step(*arguments)
        seconds = time.monotonic() - begin
        self.say(f"  {name:<24}{rows or '':>12}  {seconds:8.1f} s")

    def _prepare(self, cr):
        cr.execute("SELECT EXISTS (SELECT FROM sale_order)")
        if cr.fetchone()[0]:
            raise SystemExit(
                "The database holds sales already: generate into a new one."
            )
        cr.execute("""
            CREATE FUNCTION pg_temp.uniform(bigint, bigint) RETURNS float8
            LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
            'SELECT (hashint8extended($1, $2) & 9007199254740991)::float8
                    / 9007199254740992'
        """)
        cr.execute("SELECT COALESCE(MAX(id), 0) FROM res_partner")
        self.first = cr.fetchone()[0]
        cr.execute("SELECT COALESCE(MAX(id), 0) FROM product_product")
        self.first_product = cr.fetchone()[0]
        cr.execute("""
            SELECT company.id, company.currency_id,
                   (SELECT MIN(id) FROM res_currency
                     WHERE id <> company.currency_id AND name IN ('EUR', 'USD')),
                   (SELECT MIN(id) FROM stock_location WHERE usage = 'customer'),
                   (SELECT lot_stock_id FROM stock_warehouse ORDER BY id LIMIT 1),
                   (SELECT MIN(id) FROM stock_warehouse),
                   (SELECT id FROM uom_uom WHERE factor = 1 ORDER BY id LIMIT 1),
                   (SELECT id FROM res_users WHERE login = 'admin')
              FROM res_company company ORDER BY company.id LIMIT 1
        """)
        (
            self.company,
            self.currency,
            self.foreign,
            self.customer_location,
            self.stock_location,
            self.warehouse,
            self.unit,
            self.user,
        ) = cr.fetchone()

    @contextmanager
    def _without_indexes(self, cr):
        """Drop the indexes of the large tables, build them again afterwards."""
        cr.execute(
            """
            SELECT pg_get_indexdef(indexrelid), indexrelid::regclass::text,
                   obj_description(indexrelid)
              FROM pg_index
             WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary
               AND NOT EXISTS (
                    SELECT FROM pg_constraint WHERE conindid = indexrelid
               )
            """,
            [list(LARGE_TABLES)],
        )
        indexes = cr.fetchall()
        for _definition, name, _comment in indexes:
            cr.execute(f"DROP INDEX {name}")
        yield
        begin = time.monotonic()
        for definition, name, comment in indexes:
            cr.execute(definition)
            if comment:
                cr.execute(f"COMMENT ON INDEX {name} IS %s", [comment])
        seconds = time.monotonic() - begin
        self.say(f"  {'indexes':<24}{len(indexes):>12}  {seconds:8.1f} s")

    def _set_sequences(self, cr):
        for table in LARGE_TABLES:
            cr.execute(
                f"SELECT setval('{table}_id_seq', (SELECT MAX(id) + 1 FROM {table}))"
            )

    def _vacuum(self):
        self.connection.autocommit = True
        with self.connection.cursor() as cr:
            cr.execute("VACUUM ANALYZE")
        self.connection.autocommit = False


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", required=True)
    parser.add_argument("--scale", type=float, default=0.01)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    connection = psycopg2.connect(dbname=arguments.database)
    Generator(connection, arguments.scale, arguments.seed).run()
    connection.close()


if __name__ == "__main__":
    main()
