"""The commands of the Makefile and of ``dev/odoo``."""

import sys

from workbench.console import Failure, plain, sentence_of


def command_odoo(arguments):
    """Run Odoo's own command line."""
    from workbench.environment import Environment
    from workbench.odoo_cli import run_odoo

    return run_odoo(Environment(), arguments)


def command_python(arguments):
    """Run the environment's Python with Odoo importable and the server reachable."""
    from workbench.environment import Environment
    from workbench.odoo_cli import run_python

    return run_python(Environment(), arguments)


def command_test(arguments):
    """Run all tests, or the part that the argument names."""
    from workbench import testing
    from workbench.environment import Environment

    part = " ".join(arguments).strip()
    if part:
        return testing.run_part(Environment(), part)
    return testing.run_all(Environment())


def command_lint(arguments):
    """Run the linters that need no database."""
    from workbench import lint
    from workbench.environment import Environment

    return lint.run(Environment())


COMMANDS = {
    "odoo": command_odoo,
    "python": command_python,
    "test": command_test,
    "lint": command_lint,
}


def run(arguments):
    """Run one command; return the exit code of the process."""
    if not arguments or arguments[0] not in COMMANDS:
        plain("commands: " + ", ".join(sorted(COMMANDS)))
        return 2
    name, *rest = arguments
    try:
        return COMMANDS[name](rest) or 0
    except KeyboardInterrupt:
        sys.stderr.write("stopped by the user\n")
        return 130
    except (Failure, OSError) as error:
        sys.stdout.flush()
        sys.stderr.write(f"make {name} stopped: {sentence_of(error)}.\n")
        return 1
