"""What a merge would do, counted before anything happens."""

from functools import cached_property

from odoo.tools import SQL

from .merge_catalogue import Column
from .merge_clash import clashing_rows
from .merge_engine import MergeEngine

# So many clashing rows are named one by one; the rest is counted.
NAMED_CLASHES = 20
COUNTED_ANEW = ("customer_profile", "customer_profile_mark")


class MergePreview(MergeEngine):
    """Counts what the engine would move and finds the rows that would clash.

    Reads only; its list of partners is a temporary table.
    """

    def lines(self):
        """The lines of the preview of all groups together.

        :return: list of values for ``customer.merge.line`` without ``merge_id``
        """
        self.env.flush_all()
        mapping = self._create_map(
            (merge_id, source, destination)
            for merge_id, (destination, sources) in self.groups.items()
            for source in sources
        )
        moves, clashes = [], []
        columns = [
            *self.catalogue.foreign_keys("res_partner"),
            *self.catalogue.references("res.partner"),
        ]
        for column in columns:
            if self._is_passing(column.table):
                continue
            count = self._count(column, mapping)
            if count:
                moves.append(self._move_line(column, count))
                clashes += self._clash_lines(column, mapping)
        return moves + clashes

    def _is_passing(self, table):
        """Rows of wizards, and figures that are counted anew after the merge."""
        if table in COUNTED_ANEW:
            return True
        model = self.catalogue.models.get(table)
        return model is not None and self.env[model]._transient

    def _count(self, column, mapping):
        own = SQL("TRUE")
        if column.table == "res_partner":
            own = SQL("t.id NOT IN (SELECT src FROM %s)", mapping)
        self.cr.execute(
            SQL(
                """SELECT COUNT(*) FROM %(table)s t JOIN %(mapping)s m
                       ON %(column)s = %(src)s
                    WHERE %(where)s AND %(own)s""",
                table=SQL.identifier(column.table),
                mapping=mapping,
                column=column.sql,
                src=column.value(SQL("m.src")),
                where=column.where,
                own=own,
            )
        )
        return self.cr.fetchone()[0]

    def _move_line(self, column: Column, count):
        model = self.catalogue.models.get(column.table)
        label, field_label = column.table, column.column
        if model:
            label = self.env["ir.model"]._get(model).name
            definition = self.env[model]._fields.get(column.column)
            if definition:
                field_label = definition._description_string(self.env)
        else:
            label = self._relation_label(column)
        return {
            "kind": "move",
            "name": label,
            "model_name": model or column.table,
            "column_name": column.column,
            "row_count": count,
            "description": field_label,
        }

    def _relation_label(self, column):
        """A name for a relation table: the field that it belongs to."""
        model, definition = self._relations.get(column.table, (None, None))
        if model is None:
            return column.table
        return self.env._(
            "%(model)s: %(field)s",
            model=self.env["ir.model"]._get(model).name,
            field=definition._description_string(self.env),
        )

    @cached_property
    def _relations(self):
        return {
            definition.relation: (name, definition)
            for name, model in self.env.registry.items()
            if not model._abstract
            for definition in model._fields.values()
            if definition.type == "many2many" and definition.store
        }

    def _clash_lines(self, column, mapping):
        lines = []
        for key in self.catalogue.unique_keys(column):
            query = clashing_rows(self.catalogue, column, key, mapping)
            self.cr.execute(SQL("SELECT src::text, dst::text FROM (%s) c", query))
            rows = self.cr.fetchall()
            for row, keeper in rows[:NAMED_CLASHES]:
                lines.append(self._clash_line(column, row, keeper))
            if len(rows) > NAMED_CLASHES:
                more = len(rows) - NAMED_CLASHES
                lines.append(
                    {
                        **self._move_line(column, more),
                        "kind": "clash",
                        "description": self.env._("%(count)s more rows", count=more),
                    }
                )
        return lines

    def _clash_line(self, column, row, keeper):
        line = {**self._move_line(column, 1), "kind": "clash"}
        if not self.catalogue.has_id(column.table):
            line["description"] = self.env._(
                "Both records have the same link; one of the two is enough."
            )
            return line
        line["description"] = self.env._(
            "%(row)s is there already as %(keeper)s; what refers to it moves there, "
            "and the row goes into the snapshot.",
            row=self._row_label(line["model_name"], row),
            keeper=self._row_label(line["model_name"], keeper),
        )
        return line

    def _row_label(self, model, row):
        """Name of a row where the user may read it, else its number."""
        number = self.env._("row %(number)s", number=row)
        if model not in self.env:
            return number
        record = self.env[model].with_user(self.env.uid).browse(int(row))
        if not record.has_access("read"):
            return number
        return f"{record.display_name} ({row})"
