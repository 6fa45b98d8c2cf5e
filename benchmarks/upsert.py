"""Send 1,000 customers through the interface, beside plain ORM calls of the same.

    python benchmarks/upsert.py --database bench --records 1000

The database must hold the addon. Everything is rolled back. The plain calls are what a
system does without the interface: one ``create`` for all; then, for the second time,
``search`` and ``write`` per record, as most connectors do.
"""

import argparse
import random
import tempfile
import time

from merge import environment

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰萍红"


def make_records(count):
    """Return records as another system sends them; the same in every run."""
    chance = random.Random(20261121)
    records = []
    for number in range(count):
        name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2))
        phone = f"1{chance.choice('3578')}{chance.randrange(10**9):09d}"
        records.append(
            {
                "external_id": f"bench-{number}",
                "values": {
                    "name": name,
                    "phone": phone,
                    "email": f"bench{number}@mail.example.cn",
                    "street": f"文三路{chance.randrange(1, 900)}号",
                    "city": "杭州市",
                    "country": "CN",
                    "gender": chance.choice(["female", "male"]),
                    "birthday": f"19{chance.randrange(60, 99)}-05-{number % 28 + 1:02}",
                },
                "contact_points": [{"kind": "wechat", "value": f"bench_wx{number}"}],
            }
        )
    return records


def timed(env, work):
    """Return processor-independent seconds, queries and the result of ``work``."""
    env.invalidate_all()
    before, started = env.cr.sql_log_count, time.perf_counter()
    result = work()
    env.flush_all()
    env.cr.flush()
    return time.perf_counter() - started, env.cr.sql_log_count - before, result


def plain_vals(env, record):
    values = dict(record["values"])
    values["country_id"] = (
        env["res.country"].search([("code", "=", values.pop("country"))]).id
    )
    return dict(values, ref=record["external_id"], customer_rank=1)


def plain_create(env, records):
    return env["res.partner"].create([plain_vals(env, record) for record in records])


def plain_write(env, records):
    for record in records:
        partner = env["res.partner"].search([("ref", "=", record["external_id"])])
        partner.write(plain_vals(env, record))


def changed(records):
    return [
        dict(record, values=dict(record["values"], city="宁波市")) for record in records
    ]


def measure(env, count):
    """Return ``[(what, seconds, queries)]``."""
    env["customer.channel"].create(
        {"name": "Bench", "code": "bench", "priority": 90, "link_score": 1.1}
    )
    records, rows = make_records(count), []
    upsert = env["customer.identity"].upsert

    def run(what, work):
        seconds, queries, result = timed(env, work)
        rows.append((what, seconds, queries))
        print(
            f"{what:<34}{seconds:8.2f} s {count / seconds:8.0f}/s {queries:7} queries",
            flush=True,
        )
        return result

    env.cr.execute("SAVEPOINT plain")
    run("plain create", lambda: plain_create(env, records))
    run("plain search and write", lambda: plain_write(env, changed(records)))
    env.cr.execute("ROLLBACK TO SAVEPOINT plain")
    env.invalidate_all(flush=False)
    for what, sent in (
        ("upsert, all new", records),
        ("upsert, nothing new", records),
        ("upsert, one value changed", changed(records)),
    ):
        print(run(what, lambda sent=sent: upsert("bench", sent))["counts"])
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", required=True)
    parser.add_argument("--records", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as data_dir:
        env = environment(options.database, data_dir)
        try:
            rows = dict(
                (what, seconds) for what, seconds, _q in measure(env, options.records)
            )
        finally:
            env.cr.rollback()
            env.cr.close()
    print(f"new: {rows['upsert, all new'] / rows['plain create']:.2f} x plain create")
    write = rows["plain search and write"]
    for what in ("upsert, nothing new", "upsert, one value changed"):
        print(f"{what}: {rows[what] / write:.2f} x plain search and write")


if __name__ == "__main__":
    main()
