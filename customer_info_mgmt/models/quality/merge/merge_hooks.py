"""What other addons do when partners are merged, let to be done, and noted.

An addon that has to do more than change a number (add up the points of two loyalty
cards) overrides the steps of core's wizard. Those overrides run here, without core's
own part, before the engine moves anything. What they write is not known beforehand, so
it is found by comparing: PostgreSQL counts which tables a transaction has written to.
"""

import json
from contextlib import closing

from odoo.tools import SQL

# Steps of core's wizard that other addons override, with core's own part cut out (see
# ``base_partner_merge.py``). Values are the engine's alone.
STEPS = ("_update_foreign_keys", "_update_reference_fields")
# Their overrides do nothing that the engine does not do better.
KNOWN = ("base", "mail", "account", "customer_info_mgmt")
HOOKS_ONLY = "customer_merge_hooks_only"
# Rows up to which a table is compared whole. In larger ones, the rows are compared that
# refer to the partners, through any number of tables that were written to.
COMPARED_WHOLE = 5_000


def is_overridden(wizard):
    """Whether an addon besides the known ones takes part in merges."""
    functions = [
        vars(cls)[step]
        for cls in type(wizard).__mro__
        for step in STEPS
        if step in vars(cls)
    ]
    addons = {function.__module__.split(".")[2] for function in functions}
    return not addons.issubset(KNOWN)


class MergeHooks:
    """Runs the steps of other addons for the groups of an engine.

    :param engine: the ``MergeEngine`` that notes the changes
    """

    def __init__(self, engine):
        self.engine = engine
        self.env = engine.env
        self.cr = engine.cr
        self.catalogue = engine.catalogue
        # What happens to the rows is in the snapshot; a note of it would stay for ever.
        self.wizard = self.env["base.partner.merge.automatic.wizard"].with_context(
            tracking_disable=True, **{HOOKS_ONLY: True}
        )

    def run(self):
        if not is_overridden(self.wizard):
            return
        if not self._rehearse(self.engine.groups):
            return
        for merge_id, group in self.engine.groups.items():
            written = self._rehearse({merge_id: group})
            if written:
                self._run_noted(merge_id, group, written)

    def _call(self, groups):
        partners = self.env["res.partner"]
        for destination, sources in groups.values():
            for step in STEPS:
                getattr(self.wizard, step)(
                    partners.browse(sources), partners.browse(destination)
                )
        self.env.flush_all()

    def _rehearse(self, groups):
        """Run the steps and take them back.

        :return: ``{table: whether rows were changed or deleted, not only added}``
        """
        with closing(self.cr.savepoint()):
            before = self._counters()
            self._call(groups)
            after = self._counters()
        self.env.invalidate_all(flush=False)
        return {
            table: counts[1:] != before.get(table, (0, 0, 0))[1:]
            for table, counts in after.items()
            if counts != before.get(table)
        }

    def _counters(self):
        """``{table: (rows inserted, updated, deleted)}`` of this transaction so far."""
        self.cr.execute(
            """SELECT relname, n_tup_ins, n_tup_upd, n_tup_del
                 FROM pg_stat_xact_user_tables
                WHERE schemaname = current_schema()
                  AND n_tup_ins + n_tup_upd + n_tup_del > 0"""
        )
        return {table: tuple(counts) for table, *counts in self.cr.fetchall()}

    # -- before and after ---------------

    def _run_noted(self, merge_id, group, written):
        scope = self._scope(group, written)
        before = {table: self._rows(table, scope[table]) for table in written}
        highest = {table: self._highest_id(table) for table in written}
        self._call({merge_id: group})
        changes = []
        for table in self._parents_last(written):
            after = self._rows(table, scope[table], before[table], highest[table])
            changes.append((table, *self._compare(before[table], after)))
        # The undo goes backwards: created rows go first, the lower ones before those
        # that they refer to; then deleted ones come back the other way round.
        for table, cells, _gone, _made in changes:
            noted = [(merge_id, row_id, changed) for row_id, changed in cells.items()]
            self.engine.note_cells(table, noted)
        for table, _cells, gone, _made in changes:
            self.engine.note_rows(merge_id, "gone", table, gone)
        for table, _cells, _gone, made in reversed(changes):
            if self.catalogue.has_id(table):
                made = [row["id"] for row in made]
            self.engine.note_rows(merge_id, "made", table, made)

    @staticmethod
    def _compare(before, after):
        """``({row id: {column: (old, new)}}, rows deleted, rows created)``"""
        cells = {}
        for key in before.keys() & after.keys():
            if before[key] != after[key]:
                cells[key] = {
                    name: (old, after[key][name])
                    for name, old in before[key].items()
                    if name not in ("write_date", "write_uid")
                }
        gone = [row for key, row in before.items() if key not in after]
        made = [row for key, row in after.items() if key not in before]
        return cells, gone, made

    def _rows(self, table, scope, known=(), highest=None):
        """Rows in question by id, or by their text where they have none."""
        if scope is None:
            condition = SQL("TRUE")
        elif self.catalogue.has_id(table):
            condition = SQL("t.id = ANY(%s)", list({*scope, *known}))
            if highest is not None:
                condition = SQL("%s OR t.id > %s", condition, highest)
        else:
            condition = scope
        self.cr.execute(
            SQL(
                "SELECT to_jsonb(t) FROM %s t WHERE %s",
                SQL.identifier(table),
                condition,
            )
        )
        return {
            row["id"] if "id" in row else json.dumps(row, sort_keys=True): row
            for (row,) in self.cr.fetchall()
        }

    def _highest_id(self, table):
        if not self.catalogue.has_id(table):
            return None
        self.cr.execute(
            SQL("SELECT COALESCE(MAX(id), 0) FROM %s", SQL.identifier(table))
        )
        return self.cr.fetchone()[0]

    # -- which rows ---------------

    def _scope(self, group, written):
        """``{table: ids to compare}``; ``None`` for a table that is compared whole.

        A table without ids has a condition in place of ids. A table in which rows were
        only added needs none.
        """
        destination, sources = group
        has_id = self.catalogue.has_id
        scope = {
            table: None if changed or not has_id(table) else set()
            for table, changed in written.items()
            if not changed and has_id(table) or self._is_small(table)
        }
        found = {"res_partner": {destination, *sources}}
        waiting = ["res_partner"]
        while waiting:
            table = waiting.pop()
            for column in self._references(table):
                if column.table not in written or column.table in scope:
                    continue
                if not has_id(column.table):
                    continue
                new = self._ids_referring(column, found[table])
                if new - found.get(column.table, set()):
                    found.setdefault(column.table, set()).update(new)
                    waiting.append(column.table)
        for table in written.keys() - scope.keys():
            if has_id(table):
                scope[table] = found.get(table, set())
            else:
                scope[table] = self._link_condition(table, found)
        return scope

    def _is_small(self, table):
        self.cr.execute(
            SQL(
                "SELECT COUNT(*) FROM (SELECT FROM %s LIMIT %s) first_rows",
                SQL.identifier(table),
                COMPARED_WHOLE + 1,
            )
        )
        return self.cr.fetchone()[0] <= COMPARED_WHOLE

    def _references(self, table):
        columns = list(self.catalogue.foreign_keys(table))
        model = self.catalogue.models.get(table)
        return columns + self.catalogue.references(model) if model else columns

    def _ids_referring(self, column, ids):
        self.cr.execute(
            SQL(
                """SELECT t.id FROM %(table)s t
                     JOIN unnest(%(ids)s::int[]) AS m (id) ON %(column)s = %(value)s
                    WHERE %(where)s""",
                table=SQL.identifier(column.table),
                ids=list(ids),
                column=column.sql,
                value=column.value(SQL("m.id")),
                where=column.where,
            )
        )
        return {row_id for (row_id,) in self.cr.fetchall()}

    def _link_condition(self, table, found):
        """Links of the rows found, in a relation table."""
        conditions = [
            SQL("t.%s = ANY(%s)", SQL.identifier(column), list(found[target]))
            for column, target in self.catalogue.outgoing_keys(table)
            if target in found
        ]
        return SQL(" OR ").join(conditions) if conditions else SQL("FALSE")

    def _parents_last(self, tables):
        """Tables that refer to others of them come before those."""
        ordered, waiting = [], sorted(tables)
        while waiting:
            free = [
                table
                for table in waiting
                if not any(
                    target == table
                    for other in waiting
                    if other != table
                    for _column, target in self.catalogue.outgoing_keys(other)
                )
            ]
            # Two tables that refer to each other: no order is the right one.
            ordered += free or waiting
            waiting = [table for table in waiting if table not in ordered]
        return ordered
