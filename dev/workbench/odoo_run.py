"""Starting Odoo: its environment, its arguments, its log."""

import os
import re
import subprocess
import threading
import time

from workbench.cache import REPOSITORY, short_hash
from workbench.console import Failure, known_cause, say

LOG_LINE = re.compile(
    r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (?P<level>[A-Z]+) \S+ (?P<logger>[\w.]+): "
    r"(?P<message>.*)$"
)


class OdooRunner:
    """An Odoo, its interpreter and its database server, ready to be started.

    :param python: the interpreter
    :param source: an ``OdooSource``
    :param server: a ``postgres.Server``
    :param data_dir: Odoo's data folder
    """

    def __init__(self, python, source, server, data_dir):
        self.python = python
        self.source = source
        self.server = server
        self.data_dir = data_dir

    def environment(self, with_ours=True, **more):
        """Return the variables that a child process needs.

        :param with_ours: whether this checkout's addons can be found
        """
        values = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTHON", "PG", "CIM_", "ODOO_"))
        }
        values.update(self.server.environment if self.server else {})
        values["ODOO_RC"] = str(self.configuration(with_ours))
        values["PYTHONPATH"] = str(self.source.home)
        values["PYTHONDONTWRITEBYTECODE"] = "1"
        values["PYTHONUNBUFFERED"] = "1"
        values["PATH"] = f"{self.python.parent}:{values.get('PATH', '/usr/bin:/bin')}"
        values.update({name: str(value) for name, value in more.items()})
        return values

    def configuration(self, with_ours=True):
        """Return the configuration file that names the addons and the data folder.

        :param with_ours: whether this checkout's addons can be found
        """
        folders = [REPOSITORY] if with_ours else []
        paths = ",".join(map(str, [*folders, *self.source.addons_paths]))
        name = f"odoo-{short_hash(paths, self.data_dir)}.conf"
        path = self.data_dir.parent / "configuration" / name
        text = "\n".join(
            [
                "[options]",
                f"data_dir = {self.data_dir}",
                f"addons_path = {paths}",
                "http_interface = 127.0.0.1",
                "",
            ]
        )
        if not path.exists() or path.read_text() != text:
            path.parent.mkdir(exist_ok=True)
            staging = path.with_suffix(f".{os.getpid()}")
            staging.write_text(text)
            staging.rename(path)
        return path

    def command(self, *arguments):
        """Return the command line of Odoo."""
        return [str(self.python), "-m", "odoo", *map(str, arguments)]

    def modules(self, database, *arguments, what, with_ours=True, log=None):
        """Install, upgrade or load modules, saying how far it is.

        :param arguments: Odoo's, such as ``-i`` and a module's name
        :param what: the piece of work, for the progress and the failure
        :param log: a file that takes the log
        :return: the log as text
        :raises Failure: when Odoo ends with an error
        """
        command = self.command(
            "-d",
            database,
            "--stop-after-init",
            "--no-http",
            "--max-cron-threads=0",
            *arguments,
        )
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            env=self.environment(with_ours=with_ours),
        )
        text = _follow(process, what)
        if log:
            log.write_text(text)
        # Odoo ends with 0 although a module's data could not be loaded.
        if process.wait() or re.search(r" CRITICAL \S+ odoo\.modules", text):
            raise Failure(why(what, text))
        return text

    def script(self, database, code, what, **variables):
        """Run Python in Odoo's shell (``env`` is there) and commit.

        :raises Failure: when the code raises
        """
        done = subprocess.run(
            self.command("shell", "-d", database, "--no-http", "--log-level=warn"),
            input=f"{code}\nenv.cr.commit()\nprint('finished' + ' well')\n",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self.environment(**variables),
        )
        if "finished well" not in done.stdout:
            raise Failure(why(what, done.stdout))
        return done.stdout


def _follow(process, what):
    lines, spoken = [], time.monotonic()
    for line in process.stdout:
        lines.append(line)
        found = re.search(r"[Ll]oading module (\S+) \((\d+)/(\d+)\)", line)
        if found and time.monotonic() - spoken > 8:
            spoken = time.monotonic()
            say(f"  {what}: {found[2]} of {found[3]}, {found[1]}")
    return "".join(lines)


def why(what, text):
    """Print the errors of a log and return the sentence of the failure."""
    errors = [
        line
        for line in text.splitlines()
        if re.search(
            r" (ERROR|CRITICAL) |^\w*(Error|Exception|Warning)\b.*:|\.xml:", line
        )
    ]
    print("\n".join(errors[-30:] or text.splitlines()[-30:]))
    cause = known_cause(text)
    if cause:
        return f"{what} failed: {cause}"
    return f"{what} failed: mend the error above and run the same command again"


def in_parallel(*jobs):
    """Run functions side by side and return their results in order.

    The first failure is raised after all have ended.
    """
    results, failures = [None] * len(jobs), []

    def call(index, job):
        try:
            results[index] = job()
        except BaseException as error:
            failures.append(error)

    threads = [
        threading.Thread(target=call, args=(index, job))
        for index, job in enumerate(jobs)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return results
