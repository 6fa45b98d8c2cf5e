"""PostgreSQL: the server that PGHOST names, or a private cluster in the cache.

The private cluster listens on a Unix socket only. It runs without fsync: all
of it can be made again, a stop flushes it properly, and creating databases from
templates, which tests do all the time, is several times faster. Only a crash of
the whole machine can damage it; ``make clean`` then starts afresh.
"""

import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
import time
from pathlib import Path

from workbench import debian
from workbench.cache import short_hash
from workbench.console import Failure, failure_from, say

DEBIAN_FOLDER = Path("/usr/lib/postgresql")
OLDEST = 13
ROLE = "odoo"
# Names the socket's file; said everywhere, since a PGPORT of the user's counts too.
PORT = "5432"
ACTIONS = {
    "start": "starting the database server",
    "stop": "stopping the database server",
}
SERVER_USER = "postgres"
# A socket address holds 107 bytes, and PostgreSQL appends its file name.
SOCKET_LIMIT = 107 - len("/.s.PGSQL.5432.lock")
SETTINGS = """
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = {shared_buffers}MB
work_mem = 32MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
checkpoint_timeout = 30min
fsync = off
synchronous_commit = off
full_page_writes = off
jit = off
random_page_cost = 1.1
log_min_messages = warning
timezone = 'UTC'
log_timezone = 'UTC'
dynamic_shared_memory_type = {shared_memory}
"""


class Server:
    """A running database server.

    :param environment: the libpq variables that lead to it
    :param users: an open lock file that says "in use" while it is open
    """

    def __init__(self, environment, users=None):
        self.environment = environment
        self.users = users


def ensure(cache):
    """Return the server to use, started when it is the private one."""
    if os.environ.get("PGHOST"):
        named = {n: v for n, v in os.environ.items() if n.startswith("PG")}
        return Server(named)
    cluster = Cluster(cache)
    users = cache.shared_lock("postgres-users")
    with cache.lock("postgres"):
        cluster.start()
    return Server(cluster.address, users)


def binaries(wanted=None):
    """Return ``(version, folder)`` of the newest PostgreSQL server, or None.

    :param wanted: the major version that a cluster was made with
    """
    candidates = [Path(p) for p in DEBIAN_FOLDER.glob("*/bin")]
    found_on_path = shutil.which("initdb")
    if found_on_path:
        candidates.append(Path(found_on_path).resolve().parent)
    found = []
    for folder in candidates:
        version = _version(folder / "postgres")
        if version and version >= OLDEST and wanted in (None, version):
            found.append((version, folder))
    return max(found, default=None)


def _version(program):
    try:
        text = subprocess.run(
            [program, "--version"], capture_output=True, text=True
        ).stdout
    except OSError:
        return None
    match = re.search(r"\) (\d+)", text)
    return int(match[1]) if match else None


class Cluster:
    """The private cluster of a cache."""

    def __init__(self, cache):
        self.cache = cache
        self.folder = cache.root / "postgres"
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"

    @property
    def socket_folder(self):
        """Return the folder of the socket, elsewhere when the path is too long."""
        if len(str(self.folder / "socket")) <= SOCKET_LIMIT:
            return self.folder / "socket"
        name = f"cim-{os.geteuid()}-{short_hash(self.folder)}"
        return Path(tempfile.gettempdir()) / name

    @property
    def address(self):
        """Return the libpq variables that lead to the cluster."""
        folder = str(self.socket_folder)
        return {"PGHOST": folder, "PGPORT": PORT, "PGUSER": ROLE}

    def start(self):
        """Make the cluster when it is missing and start it when it stands."""
        programs = self._programs()
        self._make_folders()
        if not (self.data / "PG_VERSION").exists():
            self._initialise(programs)
        if self.running(programs):
            return
        say("PostgreSQL: starting the private server")
        self._pg_ctl(programs, "start", "-w", "-t", "120", "-l", str(self.log))

    def stop(self):
        """Stop the server; return whether it was running."""
        if not (self.data / "PG_VERSION").exists():
            return False
        programs = binaries(self._made_with())
        if not programs or not self.running(programs[1]):
            return False
        self._pg_ctl(programs[1], "stop", "-w", "-m", "fast", "-t", "120")
        return True

    def _made_with(self):
        try:
            return int((self.data / "PG_VERSION").read_text())
        except (OSError, ValueError):
            return None

    def _programs(self):
        version = self._made_with()
        found = binaries(version)
        if found:
            return found[1]
        if version:
            raise Failure(
                f"the databases were made by PostgreSQL {version}, which is gone: "
                f"apt-get install postgresql-{version}, or make clean to start afresh"
            )
        debian.install(["postgresql"], f"PostgreSQL {OLDEST} or newer")
        found = binaries()
        if not found:
            raise Failure(
                f"Debian's postgresql is older than {OLDEST}: set PGHOST to a newer "
                "server"
            )
        return found[1]

    def _make_folders(self):
        for folder in (self.folder, self.socket_folder):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            owner = server_account()
            if os.geteuid() == 0:
                os.chown(folder, owner.pw_uid, owner.pw_gid)
            if folder.stat().st_uid != owner.pw_uid:
                raise Failure(
                    f"{folder} belongs to another user: remove it or set CIM_CACHE to "
                    "a folder of your own"
                )
            folder.chmod(0o700)
        self._require_way_in()

    def _require_way_in(self):
        check = subprocess.run(["test", "-w", str(self.folder)], **as_server_user())
        if check.returncode:
            raise Failure(
                f"the user {SERVER_USER} cannot enter {self.cache.root}, where "
                "PostgreSQL keeps its data: set CIM_CACHE to a folder that others "
                "may enter"
            )

    def _initialise(self, programs):
        self.cache.require_space(1500, "the database server")
        say("PostgreSQL: making a private cluster")
        staging = self.folder / "data.part"
        shutil.rmtree(staging, ignore_errors=True)
        command = [programs / "initdb", "-D", staging, "-U", ROLE, "-A", "trust"]
        command += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        self._call(command, "making the database cluster")
        with open(staging / "postgresql.conf", "a") as handle:
            handle.write(_settings())
        staging.rename(self.data)

    def running(self, programs):
        """Tell whether the server runs, asking the programs of its version."""
        command = [str(programs / "pg_ctl"), "status", "-D", str(self.data)]
        done = subprocess.run(command, capture_output=True, **as_server_user())
        return done.returncode == 0

    def _pg_ctl(self, programs, action, *arguments):
        command = [programs / "pg_ctl", action, "-D", self.data, *arguments]
        if action == "start":
            command += ["-o", f"-p {PORT} -k {self.socket_folder}"]
        self._call(command, ACTIONS[action])

    def _call(self, command, what):
        # A file takes the output: the server inherits it and would keep a pipe open.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [str(part) for part in command],
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                **as_server_user(),
            )
            output.seek(0)
            text = output.read() + self._log_tail()
        if done.returncode:
            raise failure_from(
                what, text, f"look at {self.log}, or start afresh with make clean"
            )

    def _log_tail(self):
        try:
            return self.log.read_text(errors="replace")[-2000:]
        except OSError:
            return ""


def server_account():
    """Return the account that a server runs as: PostgreSQL refuses to be root's."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        raise Failure(
            f"PostgreSQL refuses to run as root and there is no user {SERVER_USER}: "
            f"adduser --system {SERVER_USER}"
        ) from None


def as_server_user():
    """Return what lets ``subprocess`` run a program as that account."""
    options = {"cwd": "/"}
    if os.geteuid() == 0:
        owner = server_account()
        options.update(user=owner.pw_uid, group=owner.pw_gid, extra_groups=[])
    return options


def _settings():
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return SETTINGS.format(
        shared_buffers=max(128, min(1024, memory // 8)),
        shared_memory="posix" if _shared_memory_serves() else "mmap",
    )


def _shared_memory_serves(folder="/dev/shm", megabytes=200):
    # Containers often have little of it, or keep other users out.
    if not os.path.isdir(folder) or not os.stat(folder).st_mode & stat.S_IWOTH:
        return False
    size = os.statvfs(folder)
    return size.f_blocks * size.f_frsize >= megabytes * 2**20


def wait_until(condition, seconds, pause=0.2):
    """Call ``condition`` until it is true; return whether it came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(pause)
    return False
