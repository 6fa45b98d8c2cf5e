"""``make test``: one pytest run over everything, the linters included."""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from workbench.cache import ADDON, ADDONS, REPOSITORY
from workbench.console import plain, say

OUR_TESTS = ADDON / "tests"
ALL_TESTS = tuple(addon / "tests" for addon in ADDONS)
LINTERS = REPOSITORY / "tests" / "lint"
LIFECYCLE = REPOSITORY / "tests" / "lifecycle"
NO_DATABASE = (OUR_TESTS / "pure", REPOSITORY / "tests")
# Odoo's own linters that read the registry or the addons: ours must pass them.
ODOO_LINTERS = {
    "test_index.py": ["TestIndex"],
    "test_override_signatures.py": ["TestLintOverrideSignatures"],
    "test_test_holes.py": ["TestTestHoles"],
    "test_dunderinit.py": ["TestDunderinit"],
    "test_manifests.py": ["ManifestLinter"],
    "test_naming.py": ["TestNaming"],
    "test_routes.py": ["RoutesLinter"],
    "test_docstring.py": ["TestDocstring"],
    "test_onchange_domains.py": ["TestOnchangeDomains"],
}
TAG = re.compile(r"^(/\w+)?(:(?P<cls>\w+)(\.(?P<method>\w+))?)?$")


def selection(part):
    """Return pytest's arguments for what the user wrote after ``T=``.

    A path or file (also below the addon's ``tests``), ``file::Class::test``, an
    expression such as ``-k name``, an Odoo tag such as ``/module:Class.method``,
    or any part of a test's name.
    """
    if part.startswith("-"):
        return [*shlex.split(part), *map(str, ALL_TESTS)]
    words = part.split()
    paths = [_path(word) for word in words]
    if all(paths):
        return paths
    tag = TAG.match(part)
    if tag:
        names = [tag[name] for name in ("cls", "method") if tag[name]]
        chosen = ["-k", " and ".join(names)] if names else []
        return [*map(str, ALL_TESTS), *chosen]
    return [*map(str, ALL_TESTS), str(REPOSITORY / "tests"), "-k", part]


def _path(word):
    name, *rest = word.split("::")
    for start in (*ALL_TESTS, REPOSITORY / "tests", Path.cwd(), REPOSITORY):
        path = (start / name).resolve()
        if path.exists() and REPOSITORY in [path, *path.parents]:
            return "::".join([str(path), *rest])
    return None


def needs_database(arguments):
    """Tell whether any of the chosen tests needs an Odoo database."""
    paths = [Path(a.split("::")[0]) for a in arguments if a.startswith("/")]
    free = [p for p in paths if any(f in [p, *p.parents] for f in NO_DATABASE)]
    return len(free) < len(paths)


def needs_lifecycle(arguments):
    """Tell whether any of the chosen tests judges the addon's life cycle."""
    paths = [Path(a.split("::")[0]) for a in arguments if a.startswith("/")]
    return any(path in [LIFECYCLE, *LIFECYCLE.parents] for path in paths)


def run_part(environment, part):
    """Run a part of the tests on the kept database; return the exit code."""
    arguments = selection(part)
    named = needs_lifecycle(arguments) and "-k" not in arguments
    with ExitStack() as stack:
        database = None
        if needs_database(arguments):
            environment.prepare(browser=True)
            run = environment.own_database("run")
            stack.enter_context(environment.cache.lock(run))
            database = environment.current_database("test")
        result = stack.enter_context(life_of_the_addon(environment, wanted=named))
        return _pytest(environment, database, arguments, result)


def run_all(environment):
    """Run everything in one pytest run; return the exit code.

    It has a database of its own, made afresh, so that a part can be run meanwhile.
    """
    environment.prepare(browser=True)
    environment.base_template()
    database = environment.own_database("full")
    arguments = [str(LINTERS), *odoo_linters(environment), *map(str, ALL_TESTS)]
    arguments += [str(REPOSITORY / "tests"), "--durations=15"]
    with environment.cache.lock(database):
        with life_of_the_addon(environment, wanted=True) as result:
            environment.fresh_database(database)
            environment.install_addon(database)
            code = _pytest(environment, database, arguments, result)
        environment.databases.drop(database)
    return code


@contextmanager
def life_of_the_addon(environment, wanted):
    """Run the life cycle beside the tests; give the file of its result, or None."""
    if not wanted:
        yield None
        return
    result = environment.cache.folder("logs") / f"lifecycle-{os.getpid()}.json"
    process = subprocess.Popen(
        [sys.executable, "-m", "workbench", "lifecycle", str(result)],
        stdin=subprocess.DEVNULL,
        stdout=open(result.with_suffix(".log"), "w"),
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield result
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()
        result.unlink(missing_ok=True)


def odoo_linters(environment):
    """Return the node ids of Odoo's own linter classes."""
    folder = environment.source.addons / "test_lint" / "tests"
    return [
        f"{folder / name}::{cls}"
        for name, classes in ODOO_LINTERS.items()
        for cls in classes
    ]


def _pytest(environment, database, arguments, lifecycle=None):
    runner = environment.runner
    command = [str(runner.python), "-m", "pytest", f"--rootdir={REPOSITORY}"]
    command += [f"--config-file={REPOSITORY / 'pyproject.toml'}"]
    variables = runner.environment(CIM_CACHE=environment.cache.root)
    if lifecycle:
        variables["CIM_LIFECYCLE"] = str(lifecycle)
    if database:
        say(f"tests on the database {database}")
        command += [f"--odoo-database={database}", "--odoo-http"]
        command += ["--odoo-log-level=warn"]
    else:
        variables["CIM_NO_DATABASE"] = "1"
        variables["CIM_ODOO_RC"] = variables.pop("ODOO_RC")
    sys.stdout.flush()
    done = subprocess.run([*command, *arguments], cwd=REPOSITORY, env=variables)
    if done.returncode == 5:
        plain("no test has that name: give T= a file below tests, or a part of a name")
    return done.returncode


def free_port():
    """Return a port that nobody listens on at the moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
