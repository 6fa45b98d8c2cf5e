"""``make stop`` and ``make clean``."""

import os
import shutil
from pathlib import Path

from workbench.cache import Cache
from workbench.console import Failure, say
from workbench.demo import State
from workbench.environment import Environment
from workbench.postgres import Cluster, wait_until

# What the environment puts into its cache; nothing else is ever removed.
FOLDERS = (
    "apt",
    "configuration",
    "data",
    "extra",
    "logs",
    "odoo",
    "postgres",
    "python",
    "state",
)


def stop(cache=None):
    """Stop this checkout's demo, and the database server unless others use it."""
    cache = cache or Cache()
    stopped = State(cache).stop()
    say("the demo is stopped" if stopped else "no demo was running")
    if not _stop_server(cache):
        say("the database server keeps running for another checkout or command")
    return 0


def _stop_server(cache):
    # A server that was ended a moment ago gives its lock back a moment later.
    wait_until(lambda: _unused(cache), 3)
    alone = cache.try_lock("postgres-users")
    if not alone:
        return False
    with alone, cache.lock("postgres"):
        if Cluster(cache).stop():
            say("the database server is stopped")
    return True


def _unused(cache):
    handle = cache.try_lock("postgres-users")
    if handle:
        handle.close()
    return bool(handle)


def clean(cache=None):
    """Remove everything in the cache, demo databases included.

    On a server of the user's own, the databases that were made there.
    """
    cache = cache or Cache()
    for path in cache.folder("state").glob("demo-*.json"):
        State(cache, path.stem.removeprefix("demo-")).stop()
    if not _stop_server(cache):
        raise Failure(
            f"another command is using {cache.root}: wait for its end and run "
            "make clean again"
        )
    if os.environ.get("PGHOST"):
        _drop_databases(cache)
    for name in FOLDERS:
        if (cache.root / name).exists():
            say(f"removing {cache.root / name}")
            shutil.rmtree(cache.root / name)
    _remove_socket_folder(cache)
    say("the next make demo or make test starts from nothing")
    return 0


def _drop_databases(cache):
    databases = Environment(cache).databases
    for name in databases.names("cim_"):
        say(f"dropping the database {name}")
        databases.drop(name)


def _remove_socket_folder(cache):
    folder = Path(Cluster(cache).socket_folder)
    if folder.exists():
        shutil.rmtree(folder)
