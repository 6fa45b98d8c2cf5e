"""What the user sees: progress lines, and one sentence when something fails."""

import errno
import re
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

_started = time.monotonic()
_lock = threading.Lock()

# What other programs print when the machine is the cause, and what mends it.
KNOWN_CAUSES = (
    (
        r"No space left on device|Disk quota exceeded",
        "the disk is full: free some space or set CIM_CACHE to a folder on a "
        "larger disk",
    ),
    (
        r"Temporary failure (in name resolution|resolving)|Could not resolve|"
        r"Failed to establish a new connection|Network is unreachable|"
        r"(Could not|Unable to) connect to|NameResolutionError|"
        r"Name or service not known|Connection timed out",
        "the package index could not be reached: connect this machine to the "
        "network once and run the same command again",
    ),
    (
        r"No matching distribution found for ([^\s]+)",
        "the Python index has no {0} for this Python: use Python 3.10 to 3.13 "
        "with make PYTHON=/path/to/python3",
    ),
    (
        r"Cannot allocate memory|MemoryError|out of memory",
        "the memory is used up: close other programs and run the same command again",
    ),
    (
        r"too many clients|remaining connection slots",
        "the database server has no connection left: stop other Odoo servers "
        "with make stop",
    ),
)


class Failure(Exception):
    """A failure whose text is the one sentence shown to the user.

    The text says what failed and names the command or package that mends it.
    """


def say(text):
    """Print one progress line with the minutes and seconds since the start."""
    seconds = int(time.monotonic() - _started)
    with _lock:
        print(f"[{seconds // 60:02d}:{seconds % 60:02d}] {text}", flush=True)


def plain(text=""):
    """Print a line that is a result, without the clock."""
    with _lock:
        print(text, flush=True)


@contextmanager
def step(text, ticks=False):
    """Announce a piece of work and say how long it took when it is done.

    :param ticks: whether to say every 15 seconds that it goes on, for work that
        does not tell itself how far it is
    """
    say(f"{text} ...")
    before, done = time.monotonic(), threading.Event()

    def tick():
        while not done.wait(15):
            say(f"  {text}: at it for {time.monotonic() - before:.0f} s")

    if ticks:
        threading.Thread(target=tick, daemon=True).start()
    try:
        yield
    finally:
        done.set()
    say(f"{text}: done in {time.monotonic() - before:.0f} s")


def known_cause(output):
    """Return the mending sentence for a program's output, or None."""
    for pattern, sentence in KNOWN_CAUSES:
        found = re.search(pattern, output)
        if found:
            return sentence.format(*found.groups())
    return None


def failure_from(what, output, otherwise):
    """Build the failure of ``what`` from a program's output.

    ``otherwise`` is the mending sentence when the output names no known cause.
    """
    return Failure(f"{what} failed: {known_cause(output) or otherwise}")


def run(command, what, otherwise, **options):
    """Run a program quietly and return its output.

    :raises Failure: when it ends with an error, naming its cause
    """
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
        **options,
    )
    if done.returncode:
        sys.stderr.write(done.stdout[-4000:])
        raise failure_from(what, done.stdout, otherwise)
    return done.stdout


def sentence_of(error):
    """Return the one sentence for an exception that ended a command."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return KNOWN_CAUSES[0][1]
    if isinstance(error, PermissionError):
        return (
            f"{error.filename} may not be written by this user: change its owner "
            "or set CIM_CACHE to a folder of your own"
        )
    return str(error)
