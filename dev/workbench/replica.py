"""A PostgreSQL primary and its streaming replica, for as long as they are needed.

Both are servers of their own on this machine, apart from the one that the tests run
on: what a report reads on the replica, the replica's own statistics show.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg2

from workbench import postgres
from workbench.console import Failure

SETTINGS = """
listen_addresses = ''
wal_level = replica
max_wal_senders = 4
hot_standby = on
hot_standby_feedback = on
max_connections = 60
shared_buffers = 128MB
fsync = off
dynamic_shared_memory_type = mmap
timezone = 'UTC'
"""
START_SECONDS = 60


class Server:
    """One of the two.

    :param programs: folder of PostgreSQL's programs
    :param folder: folder that holds the data and the socket
    """

    def __init__(self, programs, folder):
        self.programs = programs
        self.folder = folder
        self.data = folder / "data"

    @property
    def address(self):
        """The libpq variables that lead to the server."""
        return {
            "PGHOST": str(self.folder),
            "PGPORT": postgres.PORT,
            "PGUSER": postgres.ROLE,
        }

    def start(self):
        """Start the server and wait until it answers."""
        options = f"-p {postgres.PORT} -k {self.folder}"
        log = self.folder / "server.log"
        self.call(
            *["pg_ctl", "start", "-w", "-t", str(START_SECONDS), "-D", self.data],
            *["-o", options, "-l", log],
        )

    def stop(self):
        """Stop the server at once; nothing of it is kept."""
        self.call("pg_ctl", "stop", "-m", "immediate", "-D", self.data)

    def call(self, program, *arguments):
        """Run one of PostgreSQL's programs as the user of the server.

        :raises Failure: when it ends with an error
        """
        done = subprocess.run(
            [str(self.programs / program), *map(str, arguments)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **postgres.as_server_user(),
        )
        if done.returncode:
            log = self.folder / "server.log"
            text = log.read_text(errors="replace")[-2000:] if log.exists() else ""
            raise Failure(f"{program} ended with {done.returncode}\n{text}")

    def query(self, sql, parameters=(), name="postgres"):
        """Run a statement on the server and return its rows."""
        connection = psycopg2.connect(
            dbname=name,
            host=str(self.folder),
            port=postgres.PORT,
            user=postgres.ROLE,
        )
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql, parameters)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()


class Pair:
    """A primary with a copy of a database, and a replica that follows it.

    Used as a context manager; both are gone afterwards.

    :param source: libpq variables of the server that has the database
    :param database: name of the database, the same on the pair
    """

    def __init__(self, source, database):
        self.source = source
        self.database = database

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="cim-pair-"))
        programs = postgres.binaries()[1]
        self.primary = Server(programs, self.folder / "primary")
        self.replica = Server(programs, self.folder / "replica")
        self._running = []
        try:
            self._make_primary()
            self._make_replica()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error):
        for server in reversed(self._running):
            server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make_primary(self):
        self._hand_over()
        self.primary.call(
            *["initdb", "-D", self.primary.data, "-U", postgres.ROLE, "-A", "trust"],
            *["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
        )
        with open(self.primary.data / "postgresql.conf", "a") as handle:
            handle.write(SETTINGS)
        self._start(self.primary)
        self._copy_database()

    def _hand_over(self):
        for folder in (self.folder, self.primary.folder, self.replica.folder):
            folder.mkdir(exist_ok=True)
            owner = postgres.server_account()
            shutil.chown(folder, owner.pw_uid, owner.pw_gid)

    def _start(self, server):
        server.start()
        self._running.append(server)

    def _copy_database(self):
        self.primary.query(f'CREATE DATABASE "{self.database}" TEMPLATE template0')
        dump = subprocess.Popen(
            [str(self.primary.programs / "pg_dump"), "--no-owner", self.database],
            stdout=subprocess.PIPE,
            env=self.source,
        )
        restored = subprocess.run(
            [str(self.primary.programs / "psql"), "-q", "-X", "-v", "ON_ERROR_STOP=1"]
            + ["-d", self.database],
            stdin=dump.stdout,
            stdout=subprocess.DEVNULL,
            env=self.primary.address,
        )
        if dump.wait() or restored.returncode:
            raise Failure(f"{self.database} could not be copied to the primary")

    def _make_replica(self):
        self.replica.call(
            *["pg_basebackup", "-R", "-X", "stream", "-c", "fast"],
            *["-D", self.replica.data, "-h", self.primary.folder],
            *["-p", postgres.PORT, "-U", postgres.ROLE],
        )
        self._start(self.replica)
        if not self.caught_up():
            raise Failure("the replica does not follow the primary")

    def caught_up(self):
        """Wait until the replica has replayed all that the primary has written."""
        (position,) = self.primary.query("SELECT pg_current_wal_lsn()")[0]
        asked = "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn"
        return postgres.wait_until(
            lambda: self.replica.query(asked, [position])[0][0], START_SECONDS
        )
