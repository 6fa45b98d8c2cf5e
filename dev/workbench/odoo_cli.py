"""``dev/odoo`` and the environment's Python in the foreground."""

import subprocess


def run_odoo(environment, arguments):
    """Run Odoo in the foreground and return its exit code."""
    runner = environment.runner
    return _foreground(runner.command(*arguments), runner.environment())


def run_python(environment, arguments):
    """Run the environment's Python in the foreground and return its exit code.

    Odoo is importable and the database server reachable.
    """
    runner = environment.runner
    return _foreground([str(runner.python), *arguments], runner.environment())


def _foreground(command, variables):
    process = subprocess.Popen(command, env=variables)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # The interrupt reached the child too, which ends in its own time.
            continue
