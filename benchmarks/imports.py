"""Import a spreadsheet of customers, beside Odoo's own import of the same rows.

    python benchmarks/imports.py --database bench --rows 10000 --load 1000

The database must hold the addon. The rows of the import are committed, as they are in
a company; Odoo's own import (``load``, which its screen calls) is rolled back.
Processor seconds of this process and of its database process are measured, so that the
figures hold on a busy machine; memory is the highest resident size of this process.
"""

import argparse
import base64
import hashlib
import random
import sys
import tempfile
import time
from pathlib import Path

from merge import environment

FIELDS = {
    "Customer Name": "name",
    "Customer Code": "ref",
    "Phone": "phone",
    "E-mail": "email",
    "Street": "street",
    "Street 2": "street2",
    "City": "city",
    "Postal Code": "zip",
    "Country": "country_id",
    "State or Province": "state_id",
    "Tags": "category_id",
    "Customer Group": "customer_group_id",
    "Website": "website",
    "Job Position": "function",
    "Company or Person": "company_type",
    "Language": "lang",
    "Birthday": "birthday",
    "Occupation": "occupation",
    "Salutation": "salutation",
    "Notes": "comment",
}
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀英桂兰建华国志"
WORDS = "Harbour Summit Granite Juniper Atlas Beacon Cedar Delta Falcon Horizon".split()
TRADES = "Trading Textiles Foods Hardware Electronics Stationery".split()


def rows(count, seed):
    """Yield rows with 20 cells: companies and people, Chinese and English."""
    dice = random.Random(seed)
    mark = hashlib.sha1(str(seed).encode()).hexdigest()[:4]
    for number in range(count):
        chinese, company = dice.random() < 0.5, dice.random() < 0.4
        unique = f"{mark}{number:06d}"
        name = _name(dice, chinese, company, unique)
        yield [
            name,
            f"B-{unique}",
            _phone(dice, chinese),
            f"{unique}@{dice.choice(('qq.com', '163.com', 'firm.example.org'))}",
            f"科技园{dice.randrange(1, 999)}号" if chinese else f"Main Street {number}",
            "",
            "深圳市" if chinese else dice.choice(("Berlin", "Hamburg", "Kiel")),
            "518000" if chinese else f"{dice.randrange(10000, 99999)}",
            "China" if chinese else "Germany",
            "广东省" if chinese else "",
            "Benchmark Tag" if dice.random() < 0.3 else "",
            "Benchmark Group" if dice.random() < 0.5 else "",
            f"http://www.b{unique}.example.org",
            "" if company else dice.choice(("Buyer", "采购")),
            "Company" if company else "Person",
            "English (US)",
            ""
            if company
            else f"19{dice.randrange(50, 99)}-{dice.randrange(1, 13):02d}"
            f"-{dice.randrange(1, 28):02d}",
            "",
            "",
            f"Row {number}",
        ]


def _name(dice, chinese, company, unique):
    if chinese:
        person = dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=2))
        return f"深圳{person}{unique[-4:]}贸易有限公司" if company else person
    if company:
        return f"{dice.choice(WORDS)} {unique} {dice.choice(TRADES)} Ltd"
    return f"{dice.choice(WORDS)} {dice.choice(WORDS).lower()}{unique}"


def _phone(dice, chinese):
    if chinese:
        return f"1{dice.choice('35789')}{dice.randrange(10**9):09d}"
    return f"030 {dice.randrange(2000000, 9999999)}"


class Meter:
    """Processor seconds of this process and of its database process."""

    def __init__(self, env):
        self.env = env
        env.cr.execute("SELECT pg_backend_pid()")
        self.backend = env.cr.fetchone()[0]

    def now(self):
        spent = Path(f"/proc/{self.backend}/stat").read_text().rpartition(")")[2]
        user, system = spent.split()[11:13]
        return time.process_time() + (int(user) + int(system)) / 100

    def measure(self, work):
        """Return what ``work`` returns, and the seconds it took."""
        start = self.now()
        result = work()
        return result, self.now() - start


def memory():
    """Return resident memory now and at its highest, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    found = dict(line.split(":", 1) for line in lines)
    return tuple(int(found[key].split()[0]) / 1024 for key in ("VmRSS", "VmHWM"))


def forget_peak():
    """Let the highest resident size be counted from here."""
    Path("/proc/self/clear_refs").write_text("5")


def workbook(path, data):
    """Write the rows as an xlsx file and return its bytes."""
    from odoo.addons.customer_info_mgmt.tools.spreadsheet import Column, Workbook

    with Workbook(str(path)) as book:
        sheet = book.sheet("Customers", [Column(heading) for heading in FIELDS])
        for row in data:
            sheet.add_row(row)
    return path.read_bytes()


def core_load(env, data):
    """Import rows by Odoo's own ``load``; rolled back."""
    names = list(FIELDS.values())
    data = [
        [value.lower() if name == "company_type" else value for name, value in cells]
        for cells in (list(zip(names, row, strict=True)) for row in data)
    ]
    result = env["res.partner"].with_context(import_file=True).load(names, data)
    failed = [message for message in result["messages"] if message["type"] == "error"]
    if failed:
        sys.exit(f"Odoo's import refused the rows: {failed[0]['message']}")
    env.flush_all()
    env.cr.precommit.run()


def work_off(env, record):
    """Run the step of the import, a transaction per batch as the job does."""
    session = record._session()
    while session.step():
        env.cr.commit()
        env.invalidate_all()
    env.cr.commit()


def run(env, options, folder):
    """Print what each step takes."""
    for model, name in (
        ("res.partner.category", "Benchmark Tag"),
        ("customer.group", "Benchmark Group"),
    ):
        if not env[model].search_count([("name", "=", name)]):
            env[model].create({"name": name})
    env.company.country_id = env.ref("base.cn")
    env.cr.commit()
    meter = Meter(env)
    _none, loading = meter.measure(
        lambda: core_load(env, list(rows(options.load, options.seed + 1)))
    )
    env.cr.rollback()
    env.invalidate_all()
    core = options.load / loading
    print(f"Odoo's load: {options.load} rows, {core:.0f} rows/s")
    content = workbook(folder / "customers.xlsx", rows(options.rows, options.seed))
    encoded = base64.b64encode(content)
    del content
    record = env["customer.import"].create(
        {"file": encoded, "file_name": "customers.xlsx"}
    )
    del encoded
    env.cr.commit()
    env.invalidate_all()
    before = memory()[0]
    forget_peak()
    _none, reading = meter.measure(record.action_read_file)
    env.cr.commit()
    record._set(state="rehearsing")
    _none, rehearsal = meter.measure(lambda: work_off(env, record))
    rate = options.rows / rehearsal
    print(
        f"read: {reading:.1f} s; rehearsal: {rate:.0f} rows/s;"
        f" memory +{memory()[1] - before:.0f} MB"
    )
    counts = ("new", "update", "same", "duplicate", "error")
    print({name: record[f"{name}_count"] for name in counts})
    if options.rehearse_only:
        return
    forget_peak()
    record._set(state="importing")
    waiting = record.waiting_count
    _none, commit = meter.measure(lambda: work_off(env, record))
    rate = waiting / commit
    print(
        f"commit: {rate:.0f} rows/s, {rate / core:.1f} x Odoo's;"
        f" memory +{memory()[1] - before:.0f} MB"
    )
    again = record.copy({"file": record.file, "file_name": "customers.xlsx"})
    again.action_read_file()
    again._set(state="rehearsing")
    _none, rehearsal = meter.measure(lambda: work_off(env, again))
    print(
        f"the same file again: {options.rows / rehearsal:.0f} rows/s,"
        f" {again.same_count} unchanged"
    )
    if options.undo:
        record._set(state="undoing")
        _none, undo = meter.measure(lambda: work_off(env, record))
        print(f"rollback: {waiting / undo:.0f} rows/s")


def main():
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", required=True)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--load", type=int, default=1000, help="rows for Odoo's import")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--rehearse-only", action="store_true")
    parser.add_argument("--undo", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        env = environment(options.database, folder)
        try:
            run(env, options, Path(folder))
        finally:
            env.cr.close()


if __name__ == "__main__":
    main()
