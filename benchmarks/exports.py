"""Measure the export of customers beside Odoo's own, on the same rows and columns.

    python benchmarks/exports.py --database bench01 [--rows 100000]

Each way runs in a process of its own, so that its memory is its own: the figure is by
how much its peak was above what it held before. Both read 20 columns with the rights of
the same user and write xlsx. Nothing is kept in the database.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

HERE = Path(__file__).resolve().parent
COLUMNS = (
    "id", "ref", "name", "company_type", "parent_id", "phone", "email", "website",
    "country_id", "state_id", "city", "street", "street2", "zip", "vat", "industry_id",
    "category_id", "user_id", "lang", "function",
)  # fmt: skip
TARGET_RATIO = 2
TARGET_MEGABYTES = 100


def forget_peak():
    """Begin a new peak of memory; Linux alone can."""
    Path("/proc/self/clear_refs").write_text("5")


def megabytes():
    """Return the peak of memory since the last ``forget_peak``."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise SystemExit("This measurement needs /proc.")


def prepare_ours(env, ids):
    """Return the function that writes our file, and what it returns the size by."""
    export = env["customer.export"]._begin(env["res.partner"].browse(ids))
    for column in export.column_ids:
        column.chosen = column.key in COLUMNS
    export.env.flush_all()

    def run():
        with tempfile.TemporaryFile() as stream:
            export._write_file(stream)
            return stream.tell()

    return run


def prepare_core(env, ids):
    """Return the function that does what core's controller does with records."""
    from odoo.addons.web.controllers.export import ExcelExport

    class Request:
        def __init__(self, env):
            self.env = env

    import odoo.addons.web.controllers.export as module

    names = [
        {"id": ".id", "company_type": "is_company"}.get(name, name) for name in COLUMNS
    ]
    module.request = Request(env)
    fields = [{"name": name, "label": name, "type": "char"} for name in names]

    def run():
        partners = env["res.partner"].with_context(import_compat=False).browse(ids)
        data = partners.export_data(names)["datas"]
        return len(ExcelExport().from_data(fields, names, data))

    return run


def measure(way, database, rows):
    """Run one way in this process; print the result as JSON."""
    from run import environment

    with ExitStack() as stack:
        env = environment(database, stack)
        user = env.ref("base.user_admin")
        user.group_ids += env.ref("base.group_allow_export")
        env = env(user=user, su=False)
        partners = env["res.partner"].search([], limit=rows)
        ids = list(partners.ids)
        env.invalidate_all()
        run = {"ours": prepare_ours, "core": prepare_core}[way](env, ids)
        env.flush_all()
        forget_peak()
        before, clock, cpu = megabytes(), time.monotonic(), time.process_time()
        size = run()
        result = {
            "rows": len(ids),
            "seconds": time.monotonic() - clock,
            "cpu": time.process_time() - cpu,
            "megabytes": megabytes() - before,
            "size": size,
        }
        env.cr.rollback()
    print("RESULT " + json.dumps(result))


def in_process(way, options):
    command = [sys.executable, str(HERE / "exports.py"), "--way", way]
    command += ["--database", options.database, "--rows", str(options.rows)]
    done = subprocess.run(command, capture_output=True, text=True)
    for line in done.stdout.splitlines():
        if line.startswith("RESULT "):
            return json.loads(line.removeprefix("RESULT "))
    raise SystemExit(done.stdout + done.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", default="bench01")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--way", choices=("ours", "core"))
    options = parser.parse_args()
    sys.path.insert(0, str(HERE))
    if options.way:
        return measure(options.way, options.database, options.rows)
    ours, core = in_process("ours", options), in_process("core", options)
    for name, found in (("this addon", ours), ("Odoo's own", core)):
        print(
            f"{name}: {found['rows']} rows x {len(COLUMNS)} columns in "
            f"{found['cpu']:.1f} s of processor ({found['seconds']:.1f} s), "
            f"{found['rows'] / found['cpu']:.0f} rows/s, +{found['megabytes']:.0f} MB, "
            f"file {found['size'] / 2**20:.1f} MB"
        )
    ratio = core["cpu"] / ours["cpu"]
    print(
        f"ratio {ratio:.1f} (target {TARGET_RATIO}), memory +{ours['megabytes']:.0f} MB"
        f" (target {TARGET_MEGABYTES})"
    )
    return int(ratio < TARGET_RATIO or ours["megabytes"] > TARGET_MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
