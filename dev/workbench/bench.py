"""``make bench``: the measurements, on a database with the addon."""

import subprocess

from workbench.cache import REPOSITORY
from workbench.console import Failure

PROGRAM = REPOSITORY / "benchmarks" / "run.py"


def run(environment, arguments):
    """Run the measurements with the environment's Python; return the exit code.

    The database with the addon to copy from is named in ``CIM_TEMPLATE``.
    :raises Failure: when this checkout has none
    """
    if not PROGRAM.exists():
        raise Failure(f"{PROGRAM} is missing: git checkout benchmarks")
    template = environment.current_database("bench")
    runner = environment.runner
    variables = runner.environment(CIM_TEMPLATE=template)
    command = [str(runner.python), str(PROGRAM), *arguments]
    return subprocess.run(command, env=variables, cwd=REPOSITORY).returncode
