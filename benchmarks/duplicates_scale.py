"""How long look-ups and scans take, on a database filled by the generator.

    python benchmarks/duplicates_scale.py DATABASE --fill 1000000 --addons-path .
    python benchmarks/duplicates_scale.py DATABASE --addons-path .

The database holds the addon; ``--fill`` adds that many generated customers first.
Beside each figure stands its baseline of the same run: one sequential read of the
keys, one exact look-up by e-mail without an index.
"""

import argparse
import csv
import io
import random
import statistics
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import odoo
from odoo.modules.registry import Registry
from odoo.tools import SQL, config

sys.path.insert(0, str(Path(__file__).parent))
from duplicates_data import mixed_customers  # noqa: E402

CHUNK = 50000


@contextmanager
def timed(title, baseline=None):
    start = time.perf_counter()
    yield
    seconds = time.perf_counter() - start
    ratio = f"  ({seconds / baseline:.1f} x baseline)" if baseline else ""
    print(f"{title:<58} {seconds:9.2f} s{ratio}", flush=True)
    timed.last = seconds


def fill(env, count):
    """Add ``count`` generated customers by COPY and one INSERT per chunk."""
    rng = random.Random(7)
    env.cr.execute("CREATE TABLE IF NOT EXISTS bench_duplicate (a int, b int)")
    done = 0
    while done < count:
        records, _true = mixed_customers(rng, min(CHUNK, count - done), share=0.03)
        _insert(env, records)
        done += CHUNK
        env.cr.commit()
        print(f"  {done:,} customers", flush=True)
    env.cr.execute("ANALYZE res_partner")
    env.cr.commit()


def _insert(env, records):
    text = io.StringIO()
    writer = csv.writer(text)
    for label, values in records.items():
        row = [values.get(name, "") for name in ("name", "phone", "email", "tax_id")]
        row += [values.get(name, "") for name in ("street", "city", "zip")]
        writer.writerow([*row, values["is_company"], label])
    text.seek(0)
    env.cr.execute(
        "CREATE TEMP TABLE staged (name text, phone text, email text, vat text,"
        " street text, city text, zip text, is_company bool, label text, id int)"
        " ON COMMIT DROP"
    )
    env.cr.copy_expert(
        "COPY staged (name, phone, email, vat, street, city, zip, is_company, label)"
        " FROM STDIN WITH (FORMAT csv)",
        text,
    )
    env.cr.execute(
        """
        UPDATE staged SET id = nextval('res_partner_id_seq');
        INSERT INTO res_partner (id, name, complete_name, phone, email, vat, street,
               city, zip, is_company, active, type, partner_share, autopost_bills,
               commercial_partner_id, customer_rank, lang, create_date, write_date,
               create_uid, write_uid)
        SELECT id, name, name, NULLIF(phone, ''), NULLIF(email, ''), NULLIF(vat, ''),
               NULLIF(street, ''), NULLIF(city, ''), NULLIF(zip, ''), is_company,
               TRUE, 'contact', TRUE, 'ask', id, 0, 'en_US', now(), now(), 1, 1
          FROM staged;
        INSERT INTO bench_duplicate
        SELECT LEAST(s.id, t.id), GREATEST(s.id, t.id)
          FROM staged s JOIN staged t ON t.label = s.label || 'b';
        """
    )


def build(env):
    with timed("baseline: read name, phone, e-mail of every partner"):
        env.cr.execute("SELECT count(name || COALESCE(phone, '')) FROM res_partner")
    baseline = timed.last
    with timed("build the keys of every record", baseline):
        env["customer.match.key"]._cron_build()
    env.cr.execute("SELECT count(*), pg_total_relation_size('customer_match_key')")
    env.cr.execute(
        "SELECT count(*), pg_size_pretty(pg_total_relation_size('customer_match_key'))"
        " FROM customer_match_key"
    )
    print("  keys:", *env.cr.fetchone())
    env.cr.execute("ANALYZE customer_match_key")
    env.cr.commit()


def look_up(env, count=300):
    """Times of ``find`` for values that are there, nearly there and not there."""
    rng = random.Random(11)
    ids = [row[0] for row in env.execute_query(SQL("SELECT a FROM bench_duplicate"))]
    known = env["res.partner"].browse(rng.sample(ids, min(count, len(ids))))
    fields = ("name", "phone", "email", "vat", "street", "city", "zip", "is_company")
    there = [{name: row[name] for name in fields} for row in known.read(fields)]
    strangers, _true = mixed_customers(random.Random(99), count, share=0)
    new = [dict(values, vat=values.get("tax_id")) for values in strangers.values()]
    for title, values_list in (
        ("everything known", there),
        ("name alone", [{"name": values["name"]} for values in there]),
        ("phone alone", [{"phone": values["phone"]} for values in there]),
        ("new customers", new),
    ):
        times = []
        for values in values_list:
            start = time.perf_counter()
            env["customer.duplicate"].find(values)
            times.append(1000 * (time.perf_counter() - start))
        cut = statistics.quantiles(times, n=20)
        print(
            f"look-up, {title:<20} median {statistics.median(times):6.1f} ms   "
            f"p95 {cut[18]:6.1f} ms   max {max(times):6.1f} ms",
            flush=True,
        )


def scan(env):
    with timed("baseline: group the keys once"):
        env.cr.execute(
            "SELECT count(*) FROM (SELECT kind, key FROM customer_match_key"
            " GROUP BY kind, key HAVING count(*) BETWEEN 2 AND 50) AS g"
        )
    baseline = timed.last
    env.cr.execute("DELETE FROM customer_duplicate")
    env.cr.execute("TRUNCATE customer_duplicate_candidate")
    with timed("full scan: queue the pairs", baseline):
        highest = env["customer.duplicate"]._highest_key()
        waiting = env["customer.duplicate"]._queue_pairs(0)
    queueing = timed.last
    print(f"  {waiting:,} pairs to compare")
    env["customer.duplicate"]._move_marks(highest)
    with timed("full scan: compare and store"):
        env["customer.duplicate"]._work_off(waiting, 20000)
    print(f"  full scan: {queueing + timed.last:.1f} s")
    quality(env)


def quality(env):
    env.cr.execute(
        """
        SELECT count(*), count(b.a), (SELECT count(*) FROM bench_duplicate)
          FROM customer_duplicate d
          LEFT JOIN bench_duplicate b ON b.a = d.partner_a_id AND b.b = d.partner_b_id
        """
    )
    found, right, true = env.cr.fetchone()
    precision, recall = right / (found or 1), right / (true or 1)
    f1 = 2 * precision * recall / ((precision + recall) or 1)
    print(f"  {found:,} pairs found, {true:,} made: precision {precision:.4f} "
          f"recall {recall:.4f} F1 {f1:.4f}")  # fmt: skip


def nightly(env, share=0.01):
    """Change one in a hundred records and scan what changed."""
    ids = [row[0] for row in env.execute_query(SQL("SELECT id FROM res_partner"))]
    changed = env["res.partner"].browse(
        random.Random(3).sample(ids, int(len(ids) * share))
    )
    env.cr.execute(
        "UPDATE res_partner SET phone = phone || '9' WHERE id = ANY(%s)", [changed.ids]
    )
    env.invalidate_all()
    with timed(f"refresh the keys of {len(changed):,} changed records"):
        for start in range(0, len(changed), 2000):
            env["customer.match.key"]._refresh(changed[start : start + 2000])
    env.cr.commit()
    params = env["ir.config_parameter"].sudo()
    params.set_param(
        "customer_info_mgmt.duplicates_scanned_before",
        params.get_param("customer_info_mgmt.duplicates_scanned_up_to"),
    )
    with timed("nightly scan of 1 % changed"):
        env["customer.duplicate"]._cron_scan()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database")
    parser.add_argument("--fill", type=int, default=0)
    parser.add_argument("--addons-path", default=str(Path(__file__).parents[1]))
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    config.parse_config([f"--addons-path={options.addons_path}", "--log-level=error"])
    with Registry(options.database).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {})
        if options.fill:
            fill(env, options.fill)
        for step in (build, look_up, scan, nightly):
            if options.only in step.__name__:
                step(env)


if __name__ == "__main__":
    main()
