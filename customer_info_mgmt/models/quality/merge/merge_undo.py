"""Putting a merge back, step by step, the last step first."""

import json
from collections import defaultdict

import psycopg2

from odoo.exceptions import UserError
from odoo.tools import SQL, mute_logger

from .merge_catalogue import MergeCatalogue
from .merge_engine import update_rows


class MergeUndo:
    """Reverses the steps in the snapshot of one merge.

    What somebody changed or deleted since is left as it is now and reported; all the
    rest is put back. The snapshot keeps what could not be put back.

    :param env: environment; works as superuser, the caller has checked rights
    :param merge_id: id of the ``customer.merge``
    :param catalogue: ``MergeCatalogue`` that several undos share
    """

    def __init__(self, env, merge_id, catalogue=None):
        self.env = env(su=True)
        self.cr = env.cr
        self.merge_id = merge_id
        self.catalogue = catalogue or MergeCatalogue(self.env)
        self.conflicts = []
        self.step_id = None

    def run(self):
        """Undo the merge.

        :return: what could not be put back: list of ``(table, column, ids, reason)``
        """
        self.env.flush_all()
        self.cr.execute(
            """SELECT id, kind, table_name, column_name, row_column, old_value,
                      new_value, payload
                 FROM customer_merge_row WHERE merge_id = %s ORDER BY id DESC""",
            [self.merge_id],
        )
        for step_id, kind, table, *step in self.cr.fetchall():
            self.step_id = step_id
            if not self.catalogue.columns(table):
                reason = self.env._("The addon that had this table is gone.")
                self._report(table, None, [], reason)
                continue
            getattr(self, f"_undo_{kind}")(table, *step)
        self.env.invalidate_all(flush=False)
        self.env.registry.clear_cache()
        return self.conflicts

    def _report(self, table, column, ids, reason):
        self.conflicts.append((table, column, list(ids), reason))

    # -- moved rows ---------------

    def _undo_move(self, table, column, row_column, old, new, rows):
        names = (SQL.identifier(table), SQL.identifier(column))
        row = SQL.identifier(row_column)
        # The text is cast by the column itself: it may be a number or a reference.
        try:
            with mute_logger("odoo.sql_db"), self.cr.savepoint(flush=False):
                done = self._move_back(names, row, old, new, rows)
        except psycopg2.IntegrityError:
            done = self._one_by_one(
                rows, lambda some: self._move_back(names, row, old, new, some)
            )
        missing = set(rows) - set(done)
        if missing:
            self._report_moved(table, column, row, missing)

    def _move_back(self, names, row, old, new, rows):
        self.cr.execute(
            SQL(
                """UPDATE %(table)s SET %(column)s = %(old)s
                    WHERE %(row)s = ANY(%(rows)s) AND %(column)s = %(new)s
                RETURNING %(row)s""",
                table=names[0],
                column=names[1],
                row=row,
                rows=rows,
                old=old,
                new=new,
            )
        )
        return [row_id for (row_id,) in self.cr.fetchall()]

    def _report_moved(self, table, column, row, missing):
        there = set()
        if self.catalogue.has_id(table):
            self.cr.execute(
                SQL(
                    "SELECT %(row)s FROM %(table)s WHERE %(row)s = ANY(%(ids)s)",
                    row=row,
                    table=SQL.identifier(table),
                    ids=list(missing),
                )
            )
            there = {row_id for (row_id,) in self.cr.fetchall()}
        if there:
            reason = self.env._("Changed since the merge; left as it is now.")
            self._report(table, column, sorted(there), reason)
        if missing - there:
            reason = self.env._("Deleted since the merge.")
            self._report(table, column, sorted(missing - there), reason)

    # -- changed values ---------------

    def _undo_cells(self, table, _column, _row_column, _old, _new, cells):
        self.cr.execute(
            SQL(
                "SELECT id, to_jsonb(t) FROM %s t WHERE id = ANY(%s) FOR UPDATE",
                SQL.identifier(table),
                [int(row_id) for row_id in cells],
            )
        )
        now = dict(self.cr.fetchall())
        batches = defaultdict(list)
        for row_id, changed in cells.items():
            row = now.get(int(row_id))
            if row is None:
                reason = self.env._("Deleted since the merge.")
                self._report(table, None, [int(row_id)], reason)
                continue
            back = self._values_to_put_back(table, row, changed)
            batches[tuple(back)].append({"id": row["id"], **back})
        for names, rows in batches.items():
            if names:
                update_rows(self.cr, table, names, rows)

    def _values_to_put_back(self, table, row, changed):
        back = {}
        for name, (old, new) in changed.items():
            if name not in row:
                continue
            if row[name] == new:
                back[name] = old
            elif row[name] != old:
                reason = self.env._("Changed since the merge; left as it is now.")
                self._report(table, name, [row["id"]], reason)
        return back

    # -- deleted rows ---------------

    def _undo_gone(self, table, _column, _row_column, _old, _new, rows):
        complete = self._without_lost_links(table, rows)
        try:
            with mute_logger("odoo.sql_db"), self.cr.savepoint(flush=False):
                if complete:
                    self._insert_snapshot(table, rows)
                else:
                    self._insert(table, rows)
        except psycopg2.IntegrityError:
            self._one_by_one(rows, lambda some: self._insert(table, some), table)

    def _insert_snapshot(self, table, rows):
        """Insert from the snapshot itself, where a number keeps all its digits."""
        payload = SQL(
            "(SELECT payload FROM customer_merge_row WHERE id = %s)", self.step_id
        )
        return self._insert(table, rows, payload)

    def _insert(self, table, rows, payload=None):
        known = [name for name in self.catalogue.columns(table) if name in rows[0]]
        self.cr.execute(
            SQL(
                """INSERT INTO %(table)s (%(names)s)
                   SELECT %(names)s
                     FROM jsonb_populate_recordset(NULL::%(table)s, %(rows)s)""",
                table=SQL.identifier(table),
                names=SQL(", ").join(SQL.identifier(name) for name in known),
                rows=payload or SQL("%s::jsonb", json.dumps(rows)),
            )
        )
        return rows

    def _without_lost_links(self, table, rows):
        """Empty links to records that were deleted since, and say so.

        :return: whether all links are there, so that ``rows`` is as in the snapshot
        """
        complete = True
        own_ids = {row.get("id") for row in rows}
        for column, target in self.catalogue.outgoing_keys(table):
            linked = {row[column] for row in rows if row.get(column)}
            if target == table:
                linked -= own_ids
            lost = linked - self._existing(target, linked)
            for row in rows:
                if row.get(column) in lost:
                    reason = self.env._(
                        "The record that it refers to was deleted since the merge."
                    )
                    self._report(table, column, [row.get("id")], reason)
                    row[column] = None
                    complete = False
        return complete

    def _existing(self, table, ids):
        if not ids:
            return set()
        self.cr.execute(
            SQL(
                "SELECT id FROM %s WHERE id = ANY(%s)", SQL.identifier(table), list(ids)
            )
        )
        return {row_id for (row_id,) in self.cr.fetchall()}

    def _one_by_one(self, rows, put_back, table=None):
        """Put rows back singly; those that the database refuses are reported."""
        done = []
        for row in rows:
            try:
                with mute_logger("odoo.sql_db"), self.cr.savepoint(flush=False):
                    done += put_back([row])
            except psycopg2.IntegrityError as error:
                if table:
                    reason = self.env._(
                        "The database refuses it now (%(rule)s); kept in the snapshot.",
                        rule=error.diag.constraint_name or error.diag.message_primary,
                    )
                    self._report(table, None, [row.get("id")], reason)
        return done

    # -- rows that the merge made ---------------

    def _undo_made(self, table, _column, _row_column, _old, _new, ids):
        if table not in self.catalogue.models:
            self._remove_links(table, ids)
            return
        model = self.env[self.catalogue.models[table]]
        try:
            with self.cr.savepoint():
                model.browse(ids).exists().unlink()
        except UserError as error:
            # A company with a restrictive audit trail keeps every note.
            self._report(table, None, ids, str(error))

    def _remove_links(self, table, rows):
        """Take out rows of a relation table that the steps of an addon have made."""
        for row in rows:
            self.cr.execute(
                SQL(
                    "DELETE FROM %s t WHERE to_jsonb(t) = %s::jsonb",
                    SQL.identifier(table),
                    json.dumps(row),
                )
            )
