"""``splink`` on the same records as the addon's scan, for comparison.

    python benchmarks/splink_baseline.py RECORDS.csv

Run with a Python that has ``splink`` (the project does not need it otherwise). The file
is one of ``duplicates.write_csv``: records whose
``unique_id`` differs in an ending b alone are one customer. Prints one line of JSON.
"""

import json
import logging
import sys
import time

import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

logging.getLogger("splink").setLevel(logging.ERROR)
THRESHOLDS = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
# Legal forms: under the end of a name all companies would meet.
FORMS = (
    r"(?:股份|有限|责任|公司|集团)|\b(?:co|ltd|limited|inc|llc|gmbh|corp|sa|bv|srl)\b"
)


def prepared(path):
    """Read the records; what a practitioner would clean first is cleaned."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    lowered = frame["name"].str.lower().str.replace(r"[^\w]+", " ", regex=True)
    frame["name"] = lowered.str.strip()
    frame["phone"] = frame["phone"].str.replace(r"\D", "", regex=True).str[-8:]
    frame["email"] = frame["email"].str.lower().str.strip()
    frame["street"] = frame["street"].str.lower().str.strip()
    core = frame["name"].str.replace(FORMS, "", regex=True).str.strip()
    frame["name_begin"], frame["name_end"] = core.str[:4], core.str[-4:]
    return frame.replace("", None)


def settings():
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.75]),
            cl.LevenshteinAtThresholds("phone", 1),
            cl.LevenshteinAtThresholds("email", 1),
            cl.LevenshteinAtThresholds("tax_id", 1),
            cl.JaroWinklerAtThresholds("street", [0.95, 0.8]),
            cl.ExactMatch("city"),
            cl.LevenshteinAtThresholds("birthday", 1),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("phone"),
            block_on("email"),
            block_on("tax_id"),
            block_on("name_begin", "city"),
            block_on("name_end", "city"),
            block_on("street", "city"),
            block_on("birthday", "name_begin"),
        ],
    )


def predicted(frame):
    linker = Linker(frame, settings(), DuckDBAPI())
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("email"), block_on("phone", "name_begin")], recall=0.7
    )
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    training.estimate_parameters_using_expectation_maximisation(block_on("phone"))
    training.estimate_parameters_using_expectation_maximisation(block_on("email"))
    pairs = linker.inference.predict(threshold_match_probability=min(THRESHOLDS))
    return pairs.as_pandas_dataframe()


def main():
    frame = prepared(sys.argv[1])
    start, cpu = time.perf_counter(), time.process_time()
    pairs = predicted(frame)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    ids = set(frame["unique_id"])
    true = {frozenset((one, f"{one}b")) for one in ids if f"{one}b" in ids}
    rows = [
        (frozenset(pair), value)
        for *pair, value in zip(
            pairs["unique_id_l"],
            pairs["unique_id_r"],
            pairs["match_probability"],
            strict=True,
        )
    ]
    best = (0.0, 0.0)
    for threshold in THRESHOLDS:
        found = {pair for pair, value in rows if value >= threshold}
        right = len(found & true)
        f1 = 2 * right / ((len(found) + len(true)) or 1)
        best = max(best, (f1, threshold))
    print(json.dumps({"f1": best[0], "threshold": best[1], "s": seconds, "cpu_s": cpu}))


if __name__ == "__main__":
    main()
