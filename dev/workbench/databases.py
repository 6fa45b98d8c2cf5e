"""Databases: templates that are whole or absent, and copies made from them.

A template carries in its name the hash of what it was made from; a working
database says in its comment which addon it holds. Their attachments lie in the
cache's filestore and are hard-linked, since Odoo never changes a stored file.
"""

import json
import os
import shutil
from contextlib import closing

from workbench.console import Failure, failure_from, known_cause, say

BUILDING = "_building"


class Databases:
    """The databases of one server.

    :param server: a ``postgres.Server``
    :param data_dir: Odoo's data folder
    """

    def __init__(self, server, data_dir):
        self.server = server
        self.data_dir = data_dir

    def connect(self, name="postgres"):
        """Return an autocommitting connection.

        :raises Failure: when the server does not answer
        """
        import psycopg2

        names = {"PGHOST": "host", "PGUSER": "user"}
        names.update(PGPORT="port", PGPASSWORD="password")
        given = self.server.environment
        options = {names[n]: given[n] for n in names if n in given}
        try:
            connection = psycopg2.connect(dbname=name, **options)
        except psycopg2.OperationalError as error:
            where = given.get("PGHOST")
            cause = known_cause(str(error)) or "start it, or correct PGHOST and PGUSER"
            message = str(error).strip().splitlines()[-1]
            raise Failure(
                f"the database server at {where} does not answer ({message}): {cause}"
            ) from error
        connection.autocommit = True
        return connection

    def query(self, sql, parameters=(), name="postgres"):
        """Run a statement and return its rows, an empty list when it has none.

        :raises Failure: when the server refuses it
        """
        import psycopg2

        with closing(self.connect(name)) as connection:
            with connection.cursor() as cursor:
                try:
                    cursor.execute(sql, parameters)
                except psycopg2.Error as error:
                    text = str(error).strip()
                    otherwise = "run the same command again, or make clean"
                    what = f"the database server's work ({text.splitlines()[0]})"
                    raise failure_from(what, text, otherwise) from error
                return cursor.fetchall() if cursor.description else []

    def require_rights(self):
        """Check a server that the user named: version, rights and extension.

        :raises Failure: when it cannot serve
        """
        version, allowed, trigram = self.query(
            """SELECT current_setting('server_version_num')::int / 10000,
                      (SELECT rolcreatedb OR rolsuper FROM pg_roles
                        WHERE rolname = current_user),
                      EXISTS (SELECT FROM pg_available_extensions
                               WHERE name = 'pg_trgm')"""
        )[0]
        if version < 13:
            raise Failure(
                f"the server of PGHOST is PostgreSQL {version}: use 13 or newer"
            )
        if not allowed:
            raise Failure(
                "the user of PGUSER may not create databases: "
                "ALTER ROLE ... CREATEDB, or unset PGHOST"
            )
        if not trigram:
            raise Failure(
                "the server of PGHOST lacks the extension pg_trgm: "
                "apt-get install postgresql-contrib"
            )

    def exists(self, name):
        """Tell whether a database is there."""
        return bool(self.query("SELECT 1 FROM pg_database WHERE datname = %s", [name]))

    def names(self, prefix):
        """Return the names of the databases that start with a text."""
        rows = self.query(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY 1",
            [prefix],
        )
        return [row[0] for row in rows]

    def note(self, name):
        """Return what is written down about a database, an empty dict if nothing."""
        rows = self.query(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE datname = %s",
            [name],
        )
        try:
            return json.loads(rows[0][0]) if rows and rows[0][0] else {}
        except ValueError:
            return {}

    def set_note(self, name, **values):
        """Write down facts about a database, replacing those written before."""
        self.query(f'COMMENT ON DATABASE "{name}" IS %s', [json.dumps(values)])

    def create_empty(self, name):
        """Create a database as Odoo does itself, with the trigram extension."""
        self.query(
            f"CREATE DATABASE \"{name}\" ENCODING 'unicode' LC_COLLATE 'C'"
            " TEMPLATE template0"
        )
        self.query("CREATE EXTENSION IF NOT EXISTS pg_trgm", name=name)

    def copy(self, source, target):
        """Create ``target`` from ``source``, attachments included."""
        # PostgreSQL copies only a database that nobody is looking at.
        self.disconnect(source)
        self.query(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
        _link_tree(self.filestore(source), self.filestore(target))

    def drop(self, name):
        """Drop a database and its attachments, when it is there."""
        self.disconnect(name)
        self.query(f'DROP DATABASE IF EXISTS "{name}"')
        shutil.rmtree(self.filestore(name), ignore_errors=True)

    def disconnect(self, name):
        """End the sessions of a database."""
        self.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> pg_backend_pid()",
            [name],
        )

    def rename(self, old, new):
        """Give a database another name."""
        self.disconnect(old)
        shutil.rmtree(self.filestore(new), ignore_errors=True)
        if self.filestore(old).exists():
            self.filestore(old).rename(self.filestore(new))
        self.query(f'ALTER DATABASE "{old}" RENAME TO "{new}"')

    def filestore(self, name):
        """Return the folder of a database's attachments."""
        return self.data_dir / "filestore" / name

    def build(self, name, make, note=None):
        """Make a template whole or not at all.

        ``make(building)`` creates and fills the database of that name, which is
        renamed when it is complete. The caller holds the lock of what it builds.
        """
        if self.exists(name):
            return
        building = name + BUILDING
        self.drop(building)
        try:
            make(building)
        except BaseException:
            self.drop(building)
            raise
        self.rename(building, name)
        self.set_note(name, **(note or {}))

    def prune(self, prefix, keep, what):
        """Drop the oldest templates of a kind, leaving ``keep`` of them."""
        rows = self.query(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
            " AND datname NOT LIKE %s ORDER BY oid DESC",
            [prefix, "%" + BUILDING],
        )
        for (name,) in rows[keep:]:
            say(f"removing an outdated {what}")
            self.drop(name)


def _link_tree(source, target):
    shutil.rmtree(target, ignore_errors=True)
    if source.exists():
        shutil.copytree(source, target, copy_function=_link)


def _link(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
