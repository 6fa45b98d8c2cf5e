"""The linters of ``make lint``, one test each, so that a test run names them too."""

import sys
from pathlib import Path

import pytest

from workbench import lint

LINTERS = {name: rest for name, *rest in lint.commands(Path(sys.executable))}


@pytest.mark.parametrize("name", LINTERS)
def test_finds_nothing(name):
    command, mend = LINTERS[name]
    code, output = lint.call(command)
    assert code == 0, f"{output}\n{mend}"
