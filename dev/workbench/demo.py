"""``make demo``: a running Odoo with the addon and data that looks like life."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from workbench.cache import (
    ADDONS,
    REPOSITORY,
    checkout_id,
    content_hash,
    short_hash,
)
from workbench.console import Failure, known_cause, plain, say, step
from workbench.environment import MODULE, MODULES, manifest
from workbench.postgres import wait_until

HOST = "127.0.0.1"
GENERATOR = REPOSITORY / "dev" / "demo_data"
DATA_SETS = ("life", "retail")
RECIPE = 1
LANGUAGES = ("zh_CN", "zh_TW")
TEMPLATE_MB = 2500
START_SECONDS = 180
# Runs in Odoo's shell. A database without Odoo's own demo data has no chart of
# accounts, without which nothing can be invoiced.
PREPARE = """
from odoo.tools.convert import convert_file
chart = env["account.chart.template"]
if not env.company.chart_template:
    chart.try_loading("generic_coa", company=env.company, install_demo=False)
for code in {languages!r}:
    env["res.lang"]._activate_lang(code)
modules = env["ir.module.module"].search([("state", "=", "installed")])
modules._update_translations({languages!r})
for name in {files!r}:
    convert_file(env, {module!r}, name, {{}}, mode="init", noupdate=True)
"""
# The robot's greeting would cover the screen at everybody's first log-in.
WARM = """
env["res.users"].with_context(active_test=False).search([]).odoobot_state = "disabled"
env["ir.qweb"]._pregenerate_assets_bundles()
"""


class Demo:
    """The demo of this checkout.

    :param environment: the environment that it runs in
    :param data: the data set, ``life`` or ``retail``
    """

    def __init__(self, environment, data="life"):
        self.environment = environment
        self.data = data
        self.database = environment.own_database(f"demo_{data}")
        self.state = State(environment.cache)
        self.log = environment.cache.folder("logs") / f"demo-{checkout_id()}.log"

    def run(self, port):
        """Make sure that the demo serves, and print where and for whom."""
        self.environment.prepare(pdf=True)
        self._stop_when_other(port)
        if not self.state.running():
            require_free_port(port)
            self._prepare_database()
            self._start(port)
        self._print_logins(port)

    def _served(self):
        ignored = ("tests", ".md", ".rst")
        key = short_hash(*(content_hash(addon, ignored) for addon in ADDONS))
        return {"database": self.database, "addon": key}

    def _stop_when_other(self, port):
        state = self.state.running()
        wanted = {**self._served(), "port": port}
        if state and any(state.get(name) != value for name, value in wanted.items()):
            say("stopping the running demo, which serves something else by now")
            self.state.stop()

    def _prepare_database(self):
        environment, name = self.environment, self.database
        with environment.cache.lock(name):
            if environment.databases.exists(name):
                self._upgrade()
                return
            template = self._template()
            with step(f"demo database: copying {self.data}"):
                environment.databases.copy(template, name)
            environment.databases.set_note(
                name, base=environment.base_key, addon=environment.addon_key
            )

    def _upgrade(self):
        environment, name = self.environment, self.database
        note = environment.databases.note(name)
        if note.get("base") != environment.base_key:
            with step("demo database: upgrading to another Odoo or other modules"):
                environment.runner.modules(
                    name,
                    *["-i", ",".join(environment.base_modules)],
                    *["-u", "all"],
                    what="upgrading the demo database",
                )
            environment.databases.set_note(
                name, base=environment.base_key, addon=environment.addon_key
            )
        elif note.get("addon") != environment.addon_key:
            environment.upgrade_addon(name)

    def template_key(self):
        """Return a text that changes with what the demo's template is made from."""
        environment = self.environment
        generator = content_hash(GENERATOR) if GENERATOR.exists() else ""
        ignored = ("tests", "static", ".md", ".rst")
        ours = [content_hash(addon, ignored) for addon in ADDONS]
        return short_hash(RECIPE, environment.base_key, *ours, generator)

    def _template(self):
        environment, prefix = self.environment, f"cim_data_{self.data}_"
        name = prefix + self.template_key()
        if environment.databases.exists(name):
            return name
        base = environment.base_template()
        with environment.cache.lock(f"data-{self.data}"):
            environment.cache.require_space(TEMPLATE_MB, "the demo data")
            environment.databases.build(name, lambda b: self._fill(base, b))
            environment.databases.prune(prefix, 2, "demo data template")
        return name

    def _fill(self, base, building):
        environment = self.environment
        environment.databases.copy(base, building)
        with step(f"demo data: installing {MODULE}"):
            environment.runner.modules(building, "-i", MODULES, what="installing")
        files = manifest().get("demo", [])
        code = PREPARE.format(languages=LANGUAGES, files=files, module=MODULE)
        what = "demo data: chart of accounts, languages, the addon's demo files"
        with step(what, ticks=True):
            environment.runner.script(building, code, "preparing the demo data")
        self._generate(building)
        with step("demo data: preparing the web pages", ticks=True):
            environment.runner.script(building, WARM, "preparing the web pages")

    def _generate(self, building):
        program = GENERATOR / "generate.py"
        if not program.exists():
            say("demo data: no generator here, so the addon's demo files are all")
            return
        runner = self.environment.runner
        packages = self._extra_packages()
        variables = runner.environment()
        variables["PYTHONPATH"] = os.pathsep.join([variables["PYTHONPATH"], *packages])
        command = [runner.python, program, "--database", building, "--data", self.data]
        with step(f"demo data: generating {self.data}"):
            done = subprocess.run(
                list(map(str, command)), env=variables, stdin=subprocess.DEVNULL
            )
        if done.returncode:
            raise Failure(
                f"generating the demo data {self.data} failed: mend what the text "
                "above says and run make demo again"
            )

    def _extra_packages(self):
        from workbench import python_env

        pins = REPOSITORY / "dev" / f"requirements-{self.data}.txt"
        if not pins.exists():
            return []
        return [str(python_env.extra(self.environment, pins))]

    def _start(self, port):
        environment = self.environment
        command = environment.runner.command(
            f"--database={self.database}",
            f"--db-filter=^{self.database}$",
            "--no-database-list",
            f"--http-interface={HOST}",
            f"--http-port={port}",
            "--max-cron-threads=1",
            "--limit-time-real-cron=3600",
        )
        users = environment.server.users
        with open(self.log, "w") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environment.runner.environment(),
                start_new_session=True,
                # The lock says "in use" as long as this server runs.
                pass_fds=[users.fileno()] if users else [],
            )
        self.state.write(pid=process.pid, port=port, **self._served())
        with step("Odoo: starting the server"):
            wait_until(
                lambda: process.poll() is not None or answers(port), START_SECONDS
            )
        if process.poll() is not None or not answers(port):
            self.state.stop()
            raise Failure(self._why())

    def _why(self):
        text = self.log.read_text(errors="replace")
        plain("\n".join(text.splitlines()[-20:]))
        cause = (
            known_cause(text) or f"mend what {self.log} says and run make demo again"
        )
        return f"starting Odoo failed: {cause}"

    def _print_logins(self, port):
        plain()
        plain(f"Odoo with the customer file:  http://{HOST}:{port}")
        plain()
        rows = [("login", "password", "who"), *logins()]
        for login, password, role in rows:
            plain(f"  {login:<14}{password:<14}{role}")
        plain()
        plain("It keeps serving in the background; make stop ends it.")


def logins():
    """Return ``(login, password, role)`` of the demo's users."""
    try:
        entries = json.loads((GENERATOR / "logins.json").read_text())
    except OSError:
        entries = []
    found = [(e["login"], e["password"], e["role"]) for e in entries]
    if "admin" not in [login for login, _password, _role in found]:
        found.append(("admin", "admin", "administrator"))
    return found


def answers(port):
    """Tell whether an Odoo on the port is ready to serve."""
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/web/health", timeout=5):
            return True
    except (OSError, urllib.error.URLError):
        return False


def require_free_port(port):
    """Stop when another program listens on the port.

    :raises Failure: naming a port that is free
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            return
        except PermissionError as error:
            raise Failure(
                f"port {port} may not be used by this user: make demo PORT=8069"
            ) from error
        except OSError:
            pass
    free = next(p for p in range(port + 1, port + 100) if not _listens(p))
    raise Failure(f"port {port} is taken by another program: make demo PORT={free}")


def _listens(port):
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


class State:
    """What is known about the running demo server of a checkout."""

    def __init__(self, cache, checkout=None):
        name = f"demo-{checkout or checkout_id()}.json"
        self.path = cache.folder("state") / name

    def write(self, **values):
        """Remember the running server."""
        self.path.write_text(json.dumps({**values, "checkout": str(REPOSITORY)}))

    def running(self):
        """Return what was remembered, or None when that server is gone."""
        try:
            values = json.loads(self.path.read_text())
            with open(f"/proc/{values['pid']}/cmdline") as handle:
                served = values["database"] in handle.read()
        except (OSError, ValueError, KeyError):
            return None
        return values if served else None

    def stop(self):
        """Stop the server; return whether there was one."""
        values = self.running()
        if values:
            _end(values["pid"], lambda: not self.running())
        self.path.unlink(missing_ok=True)
        return bool(values)


def _end(pid, ended):
    for number, seconds in ((signal.SIGTERM, 20), (signal.SIGKILL, 10)):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        if wait_until(lambda: _reaped(pid) or ended(), seconds):
            return
    time.sleep(0.1)


def _reaped(pid):
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return False
