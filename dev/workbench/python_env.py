"""The private Python environment, made from pinned versions."""

import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

from workbench.cache import DONE, REPOSITORY, build_folder, short_hash
from workbench.console import failure_from, say

PINS = ("requirements.txt", "requirements-lint.txt")
SPACE_MB = 900
VENV = "apt-get install python3-venv"


class PythonEnv:
    """A virtual environment.

    :param folder: where it lives
    :param key: a text that changes with its interpreter and its pins
    """

    def __init__(self, folder, key):
        self.folder = folder
        self.key = key

    @property
    def python(self):
        """Return the interpreter's path."""
        return self.folder / "bin" / "python"

    @property
    def site_packages(self):
        """Return the folder with the installed packages."""
        major, minor = sys.version_info[:2]
        return self.folder / "lib" / f"python{major}.{minor}" / "site-packages"

    def activate(self):
        """Make the installed packages importable in this process."""
        if str(self.site_packages) not in sys.path:
            sys.path.insert(0, str(self.site_packages))

    @property
    def complete(self):
        """Tell whether it was made to the end and its interpreter is still there."""
        return (self.folder / DONE).exists() and os.access(self.python, os.X_OK)


def pin_files():
    """Return the files with the pinned versions."""
    return [REPOSITORY / "dev" / name for name in PINS]


def described(cache):
    """Return the environment for this interpreter and these pins, made or not."""
    version = "{}.{}".format(*sys.version_info[:2])
    base = os.path.realpath(sys.executable)
    key = short_hash(version, base, *(p.read_text() for p in pin_files()))
    return PythonEnv(cache.folder("python") / f"{version}-{key}", key)


def ensure(cache):
    """Return the environment, made when missing or cut off."""
    env = described(cache)
    if env.complete:
        return env
    with cache.lock("python"):
        if not env.complete:
            cache.require_space(SPACE_MB, "the Python environment")
            _make(env)
    return env


def _make(env):
    # Built in place, since a virtual environment cannot be moved: the mark
    # written last says that it is whole.
    shutil.rmtree(env.folder, ignore_errors=True)
    done = subprocess.run(
        [sys.executable, "-m", "venv", str(env.folder)], capture_output=True, text=True
    )
    if done.returncode:
        output = done.stdout + done.stderr
        raise failure_from("making the Python environment", output, VENV)
    before = time.monotonic()
    pip_install(env.python, pin_files())
    (env.folder / DONE).write_text(env.key + "\n")
    say(f"Python: environment ready in {time.monotonic() - before:.0f} s")


def pip_install(python, files=(), packages=(), target=None):
    """Install pinned packages with pip, saying how far it is.

    :param target: a folder beside the environment to install into, without what
        the packages would pull in
    """
    command = [str(python), "-m", "pip", "install", "--no-input", "--progress-bar=off"]
    command += ["--use-pep517"]
    command += ["--disable-pip-version-check", "--root-user-action=ignore"]
    command += ["--no-deps", "--target", str(target)] if target else []
    command += [part for path in files for part in ("-r", str(path))]
    process = subprocess.Popen(
        command + list(packages),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    wanted = sum(_pins_in(path) for path in files) + len(packages)
    lines = _follow(process, wanted)
    if process.wait():
        otherwise = "look at the text above and at the machine's pip configuration"
        text = "".join(lines)
        print(text[-3000:], file=sys.stderr)
        raise failure_from("installing Python packages", text, otherwise)


def _pins_in(path):
    lines = Path(path).read_text().splitlines()
    pins = [line for line in lines if "==" in line and not line.startswith("#")]
    return len({pin.split("==")[0] for pin in pins})


def _follow(process, wanted):
    lines, seen, finished = [], set(), threading.Event()

    def report():
        while not finished.wait(10):
            say(f"  Python: {min(len(seen), wanted)} of {wanted} packages")

    threading.Thread(target=report, daemon=True).start()
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Collecting "):
            seen.add(line.split()[1])
        elif line.startswith("Installing collected"):
            say("  Python: unpacking the packages")
    finished.set()
    return lines


def extra(environment, pins):
    """Return a folder with packages that only one data set needs.

    :param pins: the file with their versions
    """
    env, cache = environment.python_env, environment.cache
    target = (
        cache.folder("extra") / f"{pins.stem}-{short_hash(env.key, pins.read_text())}"
    )
    with cache.lock("extra"):
        return build_folder(
            target, lambda folder: pip_install(env.python, [pins], target=folder)
        )
