"""``make lint``: the linters that need no database, side by side."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

from workbench.cache import ADDONS, REPOSITORY
from workbench.console import Failure, plain, say

# Every room extends the same models in files of its own, so that one room can become
# an addon of its own: merging those classes is not wanted.
PYLINT = ("--rcfile=.pylintrc", "--disable=consider-merging-classes-inherited")
OURS = tuple(addon.name for addon in ADDONS)
PYTHON_FOLDERS = (*OURS, "dev", "tests", "benchmarks", "conftest.py")


def commands(python):
    """Return ``(name, command, mending sentence)`` of every linter.

    :param python: the environment's interpreter
    """
    folders = [name for name in PYTHON_FOLDERS if (REPOSITORY / name).exists()]
    tool = str(python.parent)
    return [
        (
            "ruff check",
            [f"{tool}/ruff", "check", "--no-cache", *folders],
            "dev/python -m ruff check --fix mends most of it",
        ),
        (
            "ruff format",
            [f"{tool}/ruff", "format", "--no-cache", "--check", *folders],
            "dev/python -m ruff format mends it",
        ),
        (
            "pylint-odoo",
            [str(python), "-m", "pylint", *PYLINT, *OURS],
            "mend the lines above",
        ),
        (
            "OCA module checks",
            [f"{tool}/oca-checks-odoo-module", "--config=.oca_hooks.cfg", *OURS],
            "mend the lines above",
        ),
    ]


def run(environment):
    """Run every linter and return 0.

    :raises Failure: naming the linters that found something
    """
    say("lint: ruff, pylint-odoo, OCA checks")
    found = commands(environment.python_env.python)
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        results = list(pool.map(call, [command for _n, command, _m in found]))
    failed = []
    for (name, _command, mend), (code, output) in zip(found, results, strict=True):
        if code:
            plain(f"--- {name}\n{output.rstrip()}")
            failed.append(f"{name} ({mend})")
    if failed:
        raise Failure("lint found something: " + "; ".join(failed))
    say("lint: clean")
    return 0


def call(command):
    """Run a linter in the repository; return its exit code and output."""
    done = subprocess.run(
        command,
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    return done.returncode, done.stdout
