"""The cache outside the repository: downloads, prepared databases, locks, state.

It is shared by all checkouts of one user. Everything in it can be made again,
except the demo databases, which only ``make clean`` removes.
"""

import fcntl
import hashlib
import os
import shutil
import time
from contextlib import contextmanager
from pathlib import Path

from workbench.console import Failure, say

REPOSITORY = Path(__file__).resolve().parents[2]
ADDON = REPOSITORY / "customer_info_mgmt"
# The addon, and those that join it with another optional app; each names what it needs.
ADDONS = (
    ADDON,
    *sorted(
        found.parent for found in REPOSITORY.glob(f"{ADDON.name}_*/__manifest__.py")
    ),
)
DONE = ".complete"


def default_root():
    """Return the cache folder: CIM_CACHE, root's, or the user's."""
    named = os.environ.get("CIM_CACHE")
    if named:
        return Path(named).expanduser().resolve()
    if os.geteuid() == 0:
        return Path("/var/cache/customer-info-mgmt")
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "customer-info-mgmt"


class Cache:
    """A folder with locks.

    :param root: the folder, made when missing
    """

    def __init__(self, root=None):
        self.root = Path(root or default_root())
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Failure(
                f"the cache folder {self.root} cannot be made ({error.strerror}): "
                "set CIM_CACHE to a folder of your own"
            ) from error

    def folder(self, *parts):
        """Return a folder below the root, made when missing."""
        path = self.root.joinpath(*parts)
        path.mkdir(parents=True, exist_ok=True)
        return path

    @contextmanager
    def lock(self, name):
        """Hold the named lock: one holder at a time over all checkouts."""
        with open(self.folder("locks") / f"{name}.lock", "w") as handle:
            wait_for_lock(handle, name)
            yield

    def shared_lock(self, name):
        """Take a lock that many may hold; return the open file that holds it."""
        handle = open(self.folder("locks") / f"{name}.lock", "w")
        fcntl.flock(handle, fcntl.LOCK_SH)
        return handle

    def try_lock(self, name):
        """Return the open file that holds the lock alone, or None when in use."""
        handle = open(self.folder("locks") / f"{name}.lock", "w")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            return None
        return handle

    def require_space(self, megabytes, what):
        """Stop before a piece of work that the disk has no room for.

        :raises Failure: when less than ``megabytes`` are free
        """
        free = shutil.disk_usage(self.root).free // 2**20
        if free < megabytes:
            raise Failure(
                f"{what} needs {megabytes} MB and the disk of {self.root} has {free}: "
                "free some space or set CIM_CACHE to a folder on a larger disk"
            )


def wait_for_lock(handle, name):
    """Take an exclusive lock, saying so when another run holds it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say(f"waiting: another run is working on '{name}' in the same cache")
        fcntl.flock(handle, fcntl.LOCK_EX)


def build_folder(target, build):
    """Make a folder whole or not at all, and return it.

    ``build(folder)`` fills a neighbour that is renamed when it is complete, so
    a run that was cut off leaves nothing that looks finished. The caller holds
    the lock of what it builds.
    """
    if (target / DONE).exists():
        return target
    shutil.rmtree(target, ignore_errors=True)
    staging = target.with_name(f"{target.name}.part")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    build(staging)
    (staging / DONE).write_text(time.strftime("%Y-%m-%d %H:%M:%S\n"))
    staging.rename(target)
    return target


def short_hash(*parts):
    """Return 12 hexadecimal digits that change with any of the texts."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(str(part).encode())
        digest.update(b"\0")
    return digest.hexdigest()[:12]


def content_hash(folder, ignore=()):
    """Return 12 hexadecimal digits over the names and contents below a folder.

    :param ignore: names of folders and endings of files to leave out
    """
    digest = hashlib.sha256()
    for path in sorted(_files(folder, ignore)):
        digest.update(str(path.relative_to(folder)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _files(folder, ignore):
    for base, folders, names in os.walk(folder):
        folders[:] = [n for n in folders if n != "__pycache__" and n not in ignore]
        for name in names:
            if not name.endswith((".pyc", *[i for i in ignore if i.startswith(".")])):
                yield Path(base) / name


def checkout_id():
    """Return six hexadecimal digits that tell this checkout from the others."""
    return short_hash(REPOSITORY)[:6]
