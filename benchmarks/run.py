"""Measure the addon on generated data, each figure beside its baseline.

    make bench ARGS="--scale 0.1"
    python benchmarks/run.py --database bench --scale 0.1

A database that does not exist is copied from the one that ``--template`` or
``CIM_TEMPLATE`` names, which must hold the addon, and filled (``generate.py``).
Results are printed and written to ``benchmarks/results/``.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg2
from generate import SEED, Generator
from results import HEAD, Clock, Table

HERE = Path(__file__).resolve().parent


def prepare(database, template, scale, seed):
    """Make the database, with sales, if it is not there yet.

    :raises SystemExit: where there is nothing to copy it from
    """
    connection = psycopg2.connect(dbname="postgres")
    with connection.cursor() as cr:
        cr.execute("SELECT FROM pg_database WHERE datname = %s", [database])
        exists = bool(cr.rowcount)
    connection.close()
    if exists:
        return
    if not template:
        raise SystemExit(
            f"Database {database} does not exist: name one that holds the addon, to "
            "copy it from, with --template."
        )
    print(f"{database}: copying {template}, generating scale {scale}")
    subprocess.run(["createdb", "-T", template, database], check=True)
    connection = psycopg2.connect(dbname=database)
    try:
        Generator(connection, scale, seed).run()
    finally:
        connection.close()


def environment(database, stack):
    """Environment of the superuser in a registry with the addon of this checkout."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    data = stack.enter_context(tempfile.TemporaryDirectory())
    config.parse_config(
        [
            f"--database={database}",
            f"--addons-path={HERE.parent}",
            f"--data-dir={data}",
            "--log-level=error",
        ],
        setup_logging=True,
    )
    cursor = stack.enter_context(Registry(database).cursor())
    return api.Environment(cursor, SUPERUSER_ID, {"tracking_disable": True})


def facts(env, arguments):
    """What a reader needs to judge the numbers."""
    env.cr.execute("""
        SELECT (SELECT COUNT(*) FROM res_partner),
               (SELECT COUNT(*) FROM sale_order WHERE state = 'sale'),
               (SELECT COUNT(*) FROM sale_order_line),
               (SELECT COUNT(*) FROM stock_move),
               (SELECT COUNT(*) FROM pg_indexes
                 WHERE tablename = 'res_partner' AND indexdef LIKE '%gin_trgm_ops%'),
               pg_database_size(current_database()),
               current_setting('server_version'), current_setting('shared_buffers'),
               current_setting('work_mem')
    """)
    names = (
        "partners",
        "confirmed_orders",
        "order_lines",
        "stock_moves",
        "trigram_indexes_on_partners",
        "database_bytes",
        "postgresql",
        "shared_buffers",
        "work_mem",
    )
    return {
        "scale": arguments.scale,
        "seed": arguments.seed,
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load_at_start": round(os.getloadavg()[0], 1),
        **dict(zip(names, env.cr.fetchone(), strict=True)),
    }


def busy():
    """Whether other programs want the processors too."""
    return os.getloadavg()[0] > 0.5 * (os.cpu_count() or 1)


def growth(table, scale):
    """Compare each step with the results of the next smaller scale, where it has."""
    smaller = HERE / "results" / f"scale-{scale / 10:g}.json"
    if not smaller.exists():
        return
    before = {row["name"]: row for row in json.loads(smaller.read_text())["results"]}
    for row in [row for row in table.rows if ", step " in row["name"]]:
        old = before.get(row["name"])
        if old and old["value"] > 0.05:
            table.add(
                f"growth of {row['name']}",
                row["value"] / old["value"] / 10,
                "x data",
                target=1.3,
            )


def main():
    from contextlib import ExitStack

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scale", type=float, default=0.01)
    parser.add_argument("--database", help="default: cim_bench_<scale>")
    parser.add_argument("--template", default=os.environ.get("CIM_TEMPLATE"))
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--repeat", type=int, default=3, help="of each baseline")
    parser.add_argument("--only", help="one group of measurements, such as search")
    arguments = parser.parse_args()
    database = arguments.database or f"cim_bench_{arguments.scale:g}".replace(".", "_")
    prepare(database, arguments.template, arguments.scale, arguments.seed)
    with ExitStack() as stack:
        env = environment(database, stack)
        from measure import Measure

        clock = Clock(env.cr, busy())
        about = facts(env, arguments) | {"clock": clock.kind}
        print(json.dumps(about))
        print(HEAD)
        table = Table()
        measure = Measure(env, table, clock, arguments.scale)
        if arguments.only:
            measure._users()
            getattr(measure, f"_{arguments.only}")()
            env.cr.rollback()
            return 0
        measure.run(arguments.repeat)
    growth(table, arguments.scale)
    result = HERE / "results" / f"scale-{arguments.scale:g}.json"
    result.parent.mkdir(exist_ok=True)
    result.write_text(json.dumps(about | {"results": table.rows}, indent=1) + "\n")
    failed = [row["name"] for row in table.rows if row["passed"] is False]
    print(f"{len(failed)} targets missed; written to {result}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
