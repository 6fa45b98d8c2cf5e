"""Rows in every table that refers to a partner, made from what the catalogue says."""

import itertools
import json
import re
from collections import Counter

import psycopg2

from odoo.tools import SQL, mute_logger

from ...models.quality.merge.merge_catalogue import (
    MergeCatalogue,
    _companion,
)

# Written by Odoo at every change of a row, whatever the change: not its content.
AUDIT_COLUMNS = {"write_date", "write_uid"}
# The merge's own book-keeping, and queues that only ever grow.
OWN_TABLES = (
    "customer_merge",
    "customer_match_key",
    "customer_profile_mark",
    "ir_cron_trigger",
)


class MergeWorld:
    """Gives a source and a destination rows in every table, clashing where possible."""

    def __init__(self, env, source, destination):
        self.env = env
        self.cr = env.cr
        self.source = source
        self.destination = destination
        self.catalogue = MergeCatalogue(env)
        self.made = Counter()
        self.clashes = Counter()
        self.failed = {}
        self._numbers = itertools.count(1_000_000)
        self._described = {}

    @mute_logger("odoo.sql_db")
    def build(self):
        self.env.flush_all()
        for column in self.catalogue.foreign_keys("res_partner"):
            self._column(column, {column.column: self.source.id}, self.destination.id)
        for column in self.catalogue.references("res.partner"):
            values, other = self._reference_values(column)
            self._column(column, values, other)
        self.env.invalidate_all(flush=False)

    def _reference_values(self, column):
        if column.kind == "reference":
            values = {column.column: f"res.partner,{self.source.id}"}
            return values, f"res.partner,{self.destination.id}"
        if column.kind == "text":
            field = self.env["ir.model.fields"]._get("sale.order", "partner_id")
            values = {"field_id": field.id, "json_value": str(self.source.id)}
            return values, str(self.destination.id)
        model = self.env[self.catalogue.models[column.table]]
        field = model._fields[column.column]
        companion = getattr(field, "model_field", None) or _companion(
            model, column.column
        )
        many2one = model._fields[companion].type == "many2one"
        name = (
            self.env["ir.model"]._get_id("res.partner") if many2one else "res.partner"
        )
        return {column.column: self.source.id, companion: name}, self.destination.id

    def _column(self, column, values, other):
        """A row for the source, and one that is equal but for the destination."""
        table = column.table
        try:
            with self.cr.savepoint(flush=False):
                row = self._insert(table, self._row(table, values))
        except psycopg2.Error as error:
            # Odoo may have made the row when it made the partners, on both sides.
            if self._are_there(column):
                self.made[table] += 1
                self.clashes[table] += 1
            else:
                self.failed[f"{table}.{column.column}"] = error.diag.message_primary
            return
        self.made[table] += 1
        for key in self.catalogue.unique_keys(column):
            twin = {**row, column.column: other}
            in_key = " ".join((*key.expressions, key.predicate))
            for name, (kind, *_rest) in self._describe(table).items():
                if name == "id" or (name not in in_key and "char" in kind):
                    twin.pop(name, None)
            self._insert_twin(table, key, row, twin)

    def _are_there(self, column):
        self.cr.execute(
            SQL(
                """SELECT COUNT(DISTINCT %(col)s) FROM %(table)s t
                    WHERE %(col)s IN %(ids)s""",
                col=column.sql,
                table=SQL.identifier(column.table),
                ids=(self.source.id, self.destination.id),
            )
        )
        return self.cr.fetchone()[0] == 2

    def _insert_twin(self, table, key, row, twin):
        if key.predicate == "res_field IS NOT NULL":
            self.cr.execute(
                "UPDATE ir_attachment SET res_field = 'image_128' WHERE id = %s",
                [row["id"]],
            )
            twin["res_field"] = "image_128"
        try:
            with self.cr.savepoint(flush=False):
                self._insert(table, self._row(table, twin))
            self.clashes[table] += 1
        except psycopg2.Error as error:
            self.failed[f"{table}: {key.name}"] = error.diag.message_primary

    # -- one row ----------------------------------------------------------------------

    def _describe(self, table):
        """``{column: (type, required, table referred to)}``"""
        if table not in self._described:
            self.cr.execute(
                """
                SELECT attname, format_type(atttypid, atttypmod),
                       attnotnull AND NOT atthasdef,
                       (SELECT c.confrelid::regclass::text FROM pg_constraint c
                         WHERE c.contype = 'f' AND c.conrelid = attrelid
                           AND c.conkey = ARRAY[attnum] LIMIT 1)
                  FROM pg_attribute
                 WHERE attrelid = to_regclass(quote_ident(%s)) AND attnum > 0
                   AND NOT attisdropped
                """,
                [table],
            )
            self._described[table] = {
                name: tuple(rest) for name, *rest in self.cr.fetchall()
            }
        return self._described[table]

    def _row(self, table, values):
        """The values, and something allowed in all others that must be filled."""
        row = dict(values)
        for name, (kind, required, target) in self._describe(table).items():
            wanted = (
                required or name == "name" or name in REQUIRED_BY_CHECKS.get(table, ())
            )
            if name not in row and wanted:
                row[name] = self._value(table, name, kind, target)
        return row

    def _value(self, table, name, kind, target):
        if target:
            return self._any_row(target)
        model = self.catalogue.models.get(table)
        field = self.env[model]._fields.get(name) if model else None
        if field is not None and field.type == "selection":
            return field.get_values(self.env)[0]
        number = next(self._numbers)
        if kind == "jsonb":
            text = {"en_US": f"made_{number}"}
            return json.dumps(text if field is not None and field.translate else {})
        if kind.startswith(("character", "text")):
            length = re.search(r"\((\d+)\)", kind)
            return f"made_{number}"[-int(length[1]) :] if length else f"made_{number}"
        if kind.startswith("timestamp") or kind == "date":
            return "2026-01-15"
        return {"boolean": False}.get(kind, number)

    def _any_row(self, table):
        # Partners that exist already are neither the source nor the destination.
        which = SQL("MIN(id)" if table == "res_partner" else "MAX(id)")
        self.cr.execute(SQL("SELECT %s FROM %s", which, SQL.identifier(table)))
        (found,) = self.cr.fetchone()
        return found or self._insert(table, self._row(table, {}))["id"]

    def _insert(self, table, row):
        if not row:
            return self._insert(table, {"id": next(self._numbers)})
        self.cr.execute(
            SQL(
                "INSERT INTO %s AS t (%s) VALUES (%s) RETURNING to_jsonb(t)",
                SQL.identifier(table),
                SQL(", ").join(SQL.identifier(name) for name in row),
                SQL(", ").join(
                    SQL("%s", json.dumps(value) if isinstance(value, dict) else value)
                    for value in row.values()
                ),
            )
        )
        return self.cr.fetchone()[0]


# Columns that a CHECK asks for, although they may be empty by themselves.
REQUIRED_BY_CHECKS = {
    "account_move_line": ("account_id",),
    "ir_embedded_actions": ("python_method",),
    "mail_notification": ("res_partner_id",),
}


def dump(cr):
    """``{table: Counter of rows}``, the audit columns left out."""
    cr.execute(
        """SELECT relname FROM pg_class
            WHERE relkind = 'r' AND relnamespace = current_schema::regnamespace"""
    )
    tables = [name for (name,) in cr.fetchall() if not name.startswith(OWN_TABLES)]
    content = {}
    for table in tables:
        cr.execute(
            SQL(
                "SELECT (to_jsonb(t) - %s::text[])::text FROM %s t",
                list(AUDIT_COLUMNS),
                SQL.identifier(table),
            )
        )
        content[table] = Counter(row for (row,) in cr.fetchall())
    return content


def differences(before, after):
    """``{table: (rows only before, rows only after)}``"""
    return {
        table: (
            list((rows - after[table]).elements()),
            list((after[table] - rows).elements()),
        )
        for table, rows in before.items()
        if rows != after[table]
    }
