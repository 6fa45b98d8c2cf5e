"""The merge itself: set-based, one statement per referring column for a whole batch."""

import json

import psycopg2

from odoo.exceptions import UserError
from odoo.tools import SQL, mute_logger

from .merge_catalogue import MergeCatalogue
from .merge_clash import clashing_rows
from .merge_hooks import MergeHooks
from .merge_json import JsonReferences
from .merge_profile import TABLE as PROFILES
from .merge_profile import fill_profile_gaps, take_out_profiles_of_contacts
from .merge_settle import PartnerSettlement


class MergeEngine:
    """Puts one partner in the place of others, and notes every row that it touches.

    Source partners are deleted, not hidden. Everything in Odoo, and every other system,
    then sees one customer; no search, unique key or address book has to know of ghosts.
    Their rows are kept whole in the snapshot and come back with the same ids, which no
    sequence gives out twice.

    A row that would break a unique key cannot move. It has an equal row that stays, so
    the same work is done one level down: what refers to the row is pointed at the equal
    one, then the row goes into the snapshot. That way the second copy of a bank account
    loses neither its payments nor its attachments.

    :param env: environment; the engine is superuser, the caller has checked rights
    :param groups: ``{merge id: (destination id, [source ids])}``; no partner twice
    :param choices: ``{merge id: {column: partner id}}`` where somebody chose a value
    """

    def __init__(self, env, groups, choices=None):
        self.env = env(su=True)
        self.cr = env.cr
        self.groups = groups
        self.choices = choices or {}
        self.catalogue = MergeCatalogue(self.env)
        self.touched = set()
        self._maps = 0

    def run(self):
        """Merge all groups.

        :raise UserError: when a rule of the database forbids it; names the rule
        """
        self.env.flush_all()
        try:
            with mute_logger("odoo.sql_db"):
                self._run()
        except psycopg2.IntegrityError as error:
            raise UserError(
                self.env._(
                    "The database refuses this merge. The rule %(rule)s of the table "
                    "%(table)s is broken: %(detail)s",
                    rule=error.diag.constraint_name,
                    table=error.diag.table_name,
                    detail=error.diag.message_detail or error.diag.message_primary,
                )
            ) from error
        self.env.invalidate_all(flush=False)
        # External ids, defaults and users' partners are remembered by every server.
        if self.touched & {"ir_model_data", "ir_default", "res_users", "res_company"}:
            self.env.registry.clear_cache()

    def _run(self):
        mapping = self._create_map(
            (merge_id, source, destination)
            for merge_id, (destination, sources) in self.groups.items()
            for source in sources
        )
        self._lock(mapping)
        MergeHooks(self).run()
        self._repoint("res_partner", mapping)
        self.env.invalidate_all(flush=False)
        PartnerSettlement(self, mapping).run()
        take_out_profiles_of_contacts(self, mapping)
        self._take_out("res_partner", mapping)

    # -- maps ---------------

    def _create_map(self, rows):
        """Temporary table of what takes the place of what."""
        mapping = self._empty_map()
        columns = [list(column) for column in zip(*rows, strict=True)]
        self.cr.execute(
            SQL(
                "INSERT INTO %s SELECT * FROM unnest(%s::int[], %s::int[], %s::int[])",
                mapping,
                *columns,
            )
        )
        self.cr.execute(SQL("ANALYZE %s", mapping))
        return mapping

    def _empty_map(self):
        self._maps += 1
        mapping = SQL.identifier(f"customer_merge_map_{self._maps}")
        self.cr.execute(SQL("DROP TABLE IF EXISTS pg_temp.%s", mapping))
        self.cr.execute(
            SQL(
                """CREATE TEMPORARY TABLE %s (merge_id int, src int, dst int)
                   ON COMMIT DROP""",
                mapping,
            )
        )
        return mapping

    def _lock(self, mapping):
        """Let nobody refer to a source any more until this transaction has ended."""
        self.cr.execute(
            SQL(
                """SELECT id FROM res_partner
                    WHERE id IN (SELECT src FROM %(map)s UNION SELECT dst FROM %(map)s)
                    ORDER BY id FOR UPDATE""",
                map=mapping,
            )
        )

    # -- one level ---------------

    def _repoint(self, table, mapping):
        """Point everything that refers to a source at the destination."""
        columns = list(self.catalogue.foreign_keys(table))
        model = self.catalogue.models.get(table)
        if model:
            columns += self.catalogue.references(model)
        for column in columns:
            self._make_room(column, mapping)
            self._move(column, mapping)
        if model:
            JsonReferences(self, model, mapping).run()

    def _make_room(self, column, mapping):
        """Take rows out of the way that would break a unique key of the column."""
        for key in self.catalogue.unique_keys(column):
            query = clashing_rows(self.catalogue, column, key, mapping)
            if column.table == "ir_attachment":
                self._park_files(query)
            elif self.catalogue.has_id(column.table):
                self._fold(column.table, query)
            else:
                self._take_out_pairs(column.table, query)

    def _fold(self, table, query):
        """Merge clashing rows into the equal rows that stay."""
        mapping = self._empty_map()
        self.cr.execute(
            SQL(
                "INSERT INTO %s SELECT merge_id, src, dst FROM (%s) clash",
                mapping,
                query,
            )
        )
        if self.cr.rowcount:
            self.cr.execute(SQL("ANALYZE %s", mapping))
            if table == PROFILES:
                fill_profile_gaps(self, mapping)
            self._repoint(table, mapping)
            self._take_out(table, mapping)

    def _move(self, column, mapping):
        """Point one column of all rows at the destinations, with one statement."""
        has_id = self.catalogue.has_id(column.table)
        row = (
            "id" if has_id else self.catalogue.other_column(column.table, column.column)
        )
        self.cr.execute(
            SQL(
                """
                WITH moved AS (
                    UPDATE %(table)s t SET %(name)s = %(dst)s
                      FROM %(mapping)s m
                     WHERE %(column)s = %(src)s AND %(where)s
                 RETURNING m.merge_id, m.src, m.dst, t.%(row)s AS row)
                INSERT INTO customer_merge_row
                    (merge_id, kind, table_name, column_name, row_column,
                     old_value, new_value, payload, row_count)
                SELECT merge_id, 'move', %(table_text)s, %(name_text)s, %(row_text)s,
                       %(src)s::text, %(dst)s::text,
                       jsonb_agg(row ORDER BY row), COUNT(*)
                  FROM moved m GROUP BY merge_id, src, dst
                """,
                table=SQL.identifier(column.table),
                name=SQL.identifier(column.column),
                column=column.sql,
                src=column.value(SQL("m.src")),
                dst=column.value(SQL("m.dst")),
                where=column.where,
                mapping=mapping,
                row=SQL.identifier(row),
                table_text=column.table,
                name_text=column.column,
                row_text=row,
            )
        )
        if self.cr.rowcount:
            self.touched.add(column.table)

    # -- into the snapshot ---------------

    def _take_out(self, table, mapping):
        """Keep the whole rows of the sources in the snapshot and delete them."""
        self.take_out_rows(table, SQL("SELECT merge_id, src FROM %s", mapping))

    def take_out_rows(self, table, query):
        """The same for the rows of a query ``(merge_id, src)``."""
        self._delete(table, query, SQL("t.id"))

    def _take_out_pairs(self, table, query):
        self._delete(table, query, SQL("t.ctid"))

    def _delete(self, table, query, row):
        self.cr.execute(
            SQL(
                """
                WITH gone AS (
                    DELETE FROM %(table)s t USING (%(query)s) c WHERE %(row)s = c.src
                 RETURNING c.merge_id, to_jsonb(t) AS row)
                INSERT INTO customer_merge_row
                    (merge_id, kind, table_name, payload, row_count)
                SELECT merge_id, 'gone', %(table_text)s, jsonb_agg(row), COUNT(*)
                  FROM gone GROUP BY merge_id
                """,
                table=SQL.identifier(table),
                query=query,
                row=row,
                table_text=table,
            )
        )
        if self.cr.rowcount:
            self.touched.add(table)

    def _park_files(self, query):
        """Hang files of fields that the destination has already under the merge.

        A deleted attachment would lose its file to the garbage collector.
        """
        self.cr.execute(
            SQL(
                """SELECT c.merge_id, t.id, t.res_model, t.res_id, t.res_field
                     FROM ir_attachment t JOIN (%s) c ON c.src = t.id""",
                query,
            )
        )
        for merge_id, row_id, *old in self.cr.fetchall():
            parked = ("customer.merge", merge_id, None)
            names = ("res_model", "res_id", "res_field")
            pairs = zip(old, parked, strict=True)
            cells = dict(zip(names, pairs, strict=True))
            self.rewrite("ir_attachment", [(merge_id, row_id, cells)])

    def rewrite(self, table, changes):
        """Change single values and note what they were.

        :param changes: list of ``(merge id, row id, {column: (old, new)})``, raw
            values, the same columns for all rows
        """
        if not changes:
            return
        names = list(changes[0][2])
        rows = [
            {"id": row_id, **{name: new for name, (_old, new) in cells.items()}}
            for _merge_id, row_id, cells in changes
        ]
        update_rows(self.cr, table, names, rows)
        self.note_cells(table, changes)

    def note_cells(self, table, changes):
        """Keep values that have changed: what ``rewrite`` does after changing them."""
        by_merge = {}
        for merge_id, row_id, cells in changes:
            changed = {name: pair for name, pair in cells.items() if pair[0] != pair[1]}
            if changed:
                by_merge.setdefault(merge_id, {})[row_id] = changed
        if by_merge:
            self.cr.execute_values(
                """INSERT INTO customer_merge_row
                   (merge_id, kind, table_name, payload, row_count) VALUES %s""",
                [
                    (merge_id, "cells", table, json.dumps(cells), len(cells))
                    for merge_id, cells in by_merge.items()
                ],
            )
            self.touched.add(table)

    def note_rows(self, merge_id, kind, table, rows):
        """Keep rows that something else has deleted (whole) or created (ids)."""
        if not rows:
            return
        self.cr.execute(
            """INSERT INTO customer_merge_row
                   (merge_id, kind, table_name, payload, row_count)
               VALUES (%s, %s, %s, %s, %s)""",
            [merge_id, kind, table, json.dumps(rows), len(rows)],
        )
        self.touched.add(table)


def update_rows(cr, table, names, rows):
    """Write raw values into rows of a table with one statement.

    :param names: the columns to write
    :param rows: dicts with ``id`` and every column of ``names``, as JSON can hold them
    """
    cr.execute(
        SQL(
            """UPDATE %(table)s t SET %(cells)s
                 FROM jsonb_populate_recordset(NULL::%(table)s, %(rows)s::jsonb) n
                WHERE t.id = n.id""",
            table=SQL.identifier(table),
            cells=SQL(", ").join(
                SQL("%s = n.%s", SQL.identifier(name), SQL.identifier(name))
                for name in names
            ),
            rows=json.dumps(rows),
        )
    )
