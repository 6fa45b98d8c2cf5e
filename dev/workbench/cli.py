"""The commands of the Makefile and of ``dev/odoo``."""

import argparse
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


def command_demo(arguments):
    """Make the demo serve."""
    from workbench.demo import DATA_SETS, Demo
    from workbench.environment import Environment

    parser = argparse.ArgumentParser(prog="make demo")
    parser.add_argument("--data", choices=DATA_SETS, default="life")
    parser.add_argument("--port", type=int, default=8069)
    options = parser.parse_args(arguments)
    Demo(Environment(), options.data).run(options.port)


def command_shot(arguments):
    """Take a picture of a page of the demo."""
    from workbench import shot
    from workbench.environment import Environment

    parser = argparse.ArgumentParser(prog="make shot")
    for name in ("url", "out", "locale", "script"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--login", default="admin")
    parser.add_argument("--size", default="1400x900")
    parser.add_argument("--port", type=int, default=8069)
    return shot.take(Environment(), parser.parse_args(arguments))


def command_bench(arguments):
    """Run the measurements."""
    from workbench import bench
    from workbench.environment import Environment

    return bench.run(Environment(), arguments)


def command_test_core(_arguments):
    """Compare Odoo's own tests with and without the addon."""
    from workbench import core_tests
    from workbench.environment import Environment

    return core_tests.run(Environment())


def command_stop(_arguments):
    """Stop the demo and the database server."""
    from workbench import stopping

    return stopping.stop()


def command_clean(_arguments):
    """Remove the cache."""
    from workbench import stopping

    return stopping.clean()


def command_lifecycle(arguments):
    """Run through the life of the addon and write what was seen to a file."""
    from workbench.environment import Environment
    from workbench.lifecycle import LifeCycle

    LifeCycle(Environment()).run(arguments[0])


COMMANDS = {
    "bench": command_bench,
    "clean": command_clean,
    "demo": command_demo,
    "shot": command_shot,
    "stop": command_stop,
    "odoo": command_odoo,
    "python": command_python,
    "test": command_test,
    "test-core": command_test_core,
    "lifecycle": command_lifecycle,
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
