"""The addon comes and goes without a trace and without a warning.

What is judged here was done by ``dev/workbench/lifecycle.py``, which runs beside the
tests on a database of its own.
"""

import json
import os
import time
from pathlib import Path

import pytest

PATIENCE_SECONDS = 1500


@pytest.fixture(scope="module")
def seen():
    """Wait for the life cycle's end and return what it saw."""
    named = os.environ.get("CIM_LIFECYCLE")
    if not named:
        pytest.fail("the life cycle was not started: make test T=lifecycle")
    path, log = Path(named), Path(named).with_suffix(".log")
    end = time.monotonic() + PATIENCE_SECONDS
    while not path.exists():
        if time.monotonic() > end or "stopped:" in log.read_text():
            pytest.fail(f"the life cycle did not end:\n{log.read_text()[-3000:]}")
        time.sleep(1)
    result = json.loads(path.read_text())
    if result["error"]:
        pytest.fail(f"{result['error']}\n{log.read_text()[-3000:]}")
    return result


@pytest.mark.parametrize(
    "step",
    [
        "install",
        "upgrade",
        "uninstall",
        "reinstall",
        "uninstall with data",
        "install for demo",
        "demo files",
    ],
)
def test_log_has_no_warning(seen, step):
    assert seen["warnings"][step] == []


def test_upgrade_changes_nothing(seen):
    assert seen["differences"]["upgrade"] == {"left": [], "lost": []}


def test_uninstall_leaves_nothing_behind(seen):
    assert seen["differences"]["uninstall"]["left"] == []


def test_uninstall_takes_nothing_of_others(seen):
    assert seen["differences"]["uninstall"]["lost"] == []


def test_reinstall_is_like_the_first_install(seen):
    assert seen["differences"]["reinstall"] == {"left": [], "lost": []}


def test_uninstall_with_documents_restores_the_schema(seen):
    assert seen["differences"]["uninstall with data"] == {"left": [], "lost": []}
