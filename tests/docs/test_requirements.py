"""The table in docs/requirements.md says what is true: who is named there, tests it."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "requirements.md"
ROW = re.compile(
    r"^\| ([A-L]\d\d) \| (.+?) \| (\w+) \| (.*?) \| (.*?) \|$", re.MULTILINE
)
LAST_OF_SECTION = {
    "A": 38, "B": 27, "C": 16, "D": 12, "E": 12, "F": 28,
    "G": 6, "H": 8, "I": 18, "J": 10, "K": 7, "L": 30,
}  # fmt: skip
ROWS = ROW.findall(TABLE.read_text(encoding="utf-8"))
CLAIMED = [row for row in ROWS if row[2] in ("done", "partly")]


def test_every_requirement_stands_there_once():
    expected = {
        f"{section}{number:02}"
        for section, last in LAST_OF_SECTION.items()
        for number in range(1, last + 1)
    }
    counted = Counter(row[0] for row in ROWS)
    assert set(counted) == expected
    assert [name for name, times in counted.items() if times > 1] == []


def test_states_are_known():
    assert {row[2] for row in ROWS} <= {"done", "partly", "open"}


@pytest.mark.parametrize("row", CLAIMED, ids=lambda row: row[0])
def test_claim_is_tested(row):
    requirement, _title, _state, place, tests = row
    assert place, "no place named"
    paths = re.findall(r"`([^`]+)`", tests)
    assert paths, "no test named"
    for path in paths:
        text = (ROOT / path).read_text(encoding="utf-8")
        assert requirement in text, f"{path} does not cite {requirement}"
