"""Results: what was measured, beside what, and whether that is good enough."""

import time
from pathlib import Path
from statistics import median


class Table:
    """Results: one row per measurement, printed as it comes."""

    def __init__(self):
        self.rows = []

    def add(self, name, value, unit="s", baseline=None, target=None, note=""):
        """Add a result.

        :param value: what was measured, in ``unit``
        :param baseline: what it is measured against, in the same unit; with it the
            target is a ratio, without it a value
        :param target: the largest good ratio or value
        """
        ratio = value / baseline if baseline else None
        judged = value if baseline is None else ratio
        passed = None if target is None else judged <= target
        row = {
            "name": name,
            "value": round(value, 5),
            "unit": unit,
            "baseline": baseline and round(baseline, 5),
            "ratio": ratio and round(ratio, 3),
            "target": target,
            "passed": passed,
            "note": note,
        }
        self.rows.append(row)
        print(self.line(row), flush=True)

    @staticmethod
    def line(row):
        """One printed line of a result."""

        def number(value):
            return "" if value is None else f"{value:.3f}"

        verdict = {None: "", True: "pass", False: "FAIL"}[row["passed"]]
        return (
            f"{row['name']:<50}{number(row['value']):>10} {row['unit']:<7}"
            f"{number(row['baseline']):>10}{number(row['ratio']):>9}"
            f"{number(row['target']):>9}  {verdict:<5}{row['note']}"
        )


HEAD = f"{'what':<50}{'measured':>10} {'':<7}{'baseline':>10}{'ratio':>9}{'target':>9}"


class Clock:
    """Seconds, of the wall or of the processor.

    Where other programs want the processors too, the wall clock measures them. Then the
    time that the processors spent on this process and on its database server's one
    counts instead; statements run on one processor, so that none of it is missed.

    :param cr: cursor whose server process is meant
    :param processor: whether to count processor time
    """

    def __init__(self, cr, processor):
        self.processes = ()
        if not processor:
            return
        cr.execute("SELECT pg_backend_pid()")
        statistics = Path(f"/proc/{cr.fetchone()[0]}/schedstat")
        if statistics.exists():
            self.processes = (statistics, Path("/proc/self/schedstat"))
            cr.execute("SET max_parallel_workers_per_gather = 0")

    @property
    def kind(self):
        """What is measured: ``processor`` or ``wall``."""
        return "processor" if self.processes else "wall"

    def now(self):
        """Seconds since some moment."""
        if not self.processes:
            return time.perf_counter()
        return sum(int(path.read_text().split()[0]) for path in self.processes) / 1e9

    def seconds(self, work, repeat=3):
        """Median duration of ``work``, in seconds."""
        durations = []
        for _time in range(repeat):
            begin = self.now()
            work()
            durations.append(self.now() - begin)
        return median(durations)


def percentile_95(durations):
    """The duration that 95 of 100 do not exceed."""
    return sorted(durations)[max(0, round(0.95 * len(durations)) - 1)]
