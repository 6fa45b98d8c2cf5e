"""Merge thousands of pairs, beside Odoo's own wizard on the same data.

    python benchmarks/merge.py --database bench --pairs 4000 --wizard 20

The database must hold the addon and generated sales (``generate.py``). Its content
changes: the merges are committed, as they are in a company. The wizard is Odoo's own
code, which the addon's overrides, one pair per transaction, each rolled back.
"""

import argparse
import logging
import statistics
import tempfile
import time
from pathlib import Path

ADDONS = Path(__file__).resolve().parents[1]


def environment(database, data_dir):
    """Superuser environment of a registry with the addon of this checkout."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(
        [f"--database={database}", f"--addons-path={ADDONS}", f"--data-dir={data_dir}"]
        + ["--log-level=error"],
        setup_logging=True,
    )
    # Core's wizard reports each partner by INFO; the log is not what is measured.
    logging.getLogger("odoo.addons.base.partner.merge").setLevel(logging.ERROR)
    return api.Environment(Registry(database).cursor(), SUPERUSER_ID, {})


def pick_pairs(env, count):
    """Return ``count`` pairs of customers with orders, spread over the whole base."""
    env.cr.execute(
        """
        SELECT p.id
          FROM res_partner p
         WHERE p.parent_id IS NULL AND p.commercial_partner_id = p.id AND p.active
           AND EXISTS (SELECT FROM sale_order o WHERE o.partner_id = p.id)
           AND NOT EXISTS (SELECT FROM res_users u WHERE u.partner_id = p.id)
           AND NOT EXISTS (SELECT FROM res_company c WHERE c.partner_id = p.id)
         ORDER BY hashint4(p.id) LIMIT %s
        """,
        [2 * count],
    )
    ids = [partner for (partner,) in env.cr.fetchall()]
    return list(zip(ids[::2], ids[1::2], strict=True))


def core_wizard(env, pairs, now=time.perf_counter):
    """Return the seconds of Odoo's own merge for each pair, rolled back each time.

    :param now: the clock
    """
    from odoo.addons.customer_info_mgmt.models.quality.merge import base_partner_merge

    ours = base_partner_merge.BasePartnerMergeAutomaticWizard
    seconds = []
    for kept, gone in pairs:
        wizard = env["base.partner.merge.automatic.wizard"].create({})
        destination = env["res.partner"].browse(kept)
        # Core does not see unique indexes, and would stop at the addon's profiles.
        env.cr.execute("DELETE FROM customer_profile WHERE partner_id = %s", [gone])
        start = now()
        # Odoo's method as it stands below the addon's in the class of the registry.
        super(ours, wizard)._merge([kept, gone], destination)
        env.flush_all()
        seconds.append(now() - start)
        env.cr.rollback()
        env.invalidate_all(flush=False)
    return seconds


def campaign(env, pairs, batch):
    """Return the seconds of preparing and of running a campaign over the pairs."""
    campaigns = env["customer.merge.campaign"]
    start = time.perf_counter()
    one = campaigns._start("benchmark", [(kept, [gone]) for kept, gone in pairs])
    env.cr.commit()
    prepared = time.perf_counter() - start
    start = time.perf_counter()
    campaigns._cron_run(batch=batch)
    env.cr.commit()
    ran = time.perf_counter() - start
    one.invalidate_recordset()
    if one.done_count != len(pairs):
        raise SystemExit(f"merged {one.done_count}, blocked {one.blocked_count}")
    return prepared, ran, one


def snapshot_size(env):
    env.cr.execute(
        """SELECT COUNT(*), SUM(row_count),
                  pg_size_pretty(pg_total_relation_size('customer_merge_row'))
             FROM customer_merge_row"""
    )
    return env.cr.fetchone()


def undo(env, merges):
    """Return the seconds of each undo, rolled back each time."""
    seconds = []
    for merge in merges:
        start = time.perf_counter()
        merge.action_undo()
        env.flush_all()
        seconds.append(time.perf_counter() - start)
        if merge.conflict_count:
            raise SystemExit(f"conflicts: {merge.conflict_ids.mapped('description')}")
        env.cr.rollback()
        env.invalidate_all(flush=False)
    return seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", required=True)
    parser.add_argument("--pairs", type=int, default=4000)
    parser.add_argument("--wizard", type=int, default=20, help="pairs for the baseline")
    parser.add_argument("--batch", type=int, default=500)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as data_dir:
        env = environment(arguments.database, data_dir)
        pairs = pick_pairs(env, arguments.pairs + arguments.wizard)
        env.cr.execute("SELECT COUNT(*) FROM res_partner")
        print(f"partners: {env.cr.fetchone()[0]}, pairs: {arguments.pairs}")
        baseline = core_wizard(env, pairs[: arguments.wizard])
        per_pair = statistics.median(baseline)
        print(
            f"wizard: {per_pair:.3f} s per pair (median of {len(baseline)}, "
            f"{min(baseline):.3f} to {max(baseline):.3f})",
            flush=True,
        )
        prepared, ran, one = campaign(env, pairs[arguments.wizard :], arguments.batch)
        ours = (prepared + ran) / arguments.pairs
        print(
            f"campaign: {ran:.1f} s and {prepared:.1f} s to queue, "
            f"{1000 * ours:.1f} ms per pair, {per_pair / ours:.0f} x the wizard"
        )
        print("snapshot: {} records, {} rows, {}".format(*snapshot_size(env)))
        back = undo(env, one.merge_ids[:10])
        print(f"undo: {statistics.median(back):.3f} s per merge (median of 10)")


if __name__ == "__main__":
    main()
