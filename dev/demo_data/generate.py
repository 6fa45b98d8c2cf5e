"""Fill a database with demonstration data.

Usage: ``python dev/demo_data/generate.py --database DB --data life|retail
[--seed N] [--as-of YYYY-MM-DD] [--addons-path DIRS] [--data-dir DIR]``

Needs Odoo's Python environment (``PYTHONPATH``) and its database server
(``PGHOST``, ``PGUSER`` or ``ODOO_RC``), and a database in which
customer_info_mgmt is installed. The same seed and day give the same data. On a
database that is filled already nothing happens.
"""

import argparse
import os
import sys
from datetime import date, datetime, time
from pathlib import Path

if __package__ in (None, ""):
    # Run as a script: import the folder as a package instead.
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from demo_data import marker  # noqa: E402
from demo_data.progress import Progress  # noqa: E402
from demo_data.refusal import Refusal  # noqa: E402
from demo_data.session import open_environment  # noqa: E402

REPOSITORY = Path(__file__).resolve().parents[2]
SEED = 20


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description="Fill a database with demonstration data."
    )
    parser.add_argument("--database", "-d", required=True)
    parser.add_argument("--data", choices=("life", "retail"), default="life")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument(
        "--as-of",
        type=date.fromisoformat,
        default=date.today(),
        help="last day of the data, today if not given",
    )
    parser.add_argument(
        "--addons-path",
        default="" if os.environ.get("ODOO_RC") else str(REPOSITORY),
        help="folders of addons, joined by commas; the repository if not given",
    )
    parser.add_argument("--data-dir", help="Odoo's data folder")
    parser.add_argument(
        "--scale",
        type=float,
        default=1.0,
        help="share of the usual number of customers, for quick tries",
    )
    return parser.parse_args(arguments)


def fill(env, options: argparse.Namespace, progress: Progress):
    """Fill the database, unless it is filled already."""
    wish = {
        "data": options.data,
        "seed": options.seed,
        "as_of": options.as_of.isoformat(),
    }
    if not marker.begin(env, wish):
        noted = marker.read(env)
        progress.say(
            f"The database {env.cr.dbname} holds '{noted['data']}' of "
            f"{noted['as_of']} (seed {noted['seed']}) already: nothing to do."
        )
        return
    progress.say(f"filling {env.cr.dbname} with {wish}")
    if options.data == "life":
        fill_with_life(env, options, progress)
    else:
        from demo_data import retail

        retail.load(env, options.as_of, progress)
    marker.finish(env, wish)
    progress.say("done")


def fill_with_life(env, options: argparse.Namespace, progress: Progress):
    """Live through three years of trade up to the wanted day."""
    from demo_data.clock import set_clock
    from demo_data.life import Life
    from demo_data.world import World

    world = World(env, options.seed, options.as_of, progress)
    with set_clock(datetime.combine(options.as_of, time(10))) as clock:
        Life(world, clock, options.scale).live()


def main(arguments: list[str]) -> int:
    """Run; return the exit code."""
    options = parse(arguments)
    progress = Progress()
    try:
        with open_environment(
            options.database, options.addons_path, options.data_dir
        ) as env:
            fill(env, options, progress)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
