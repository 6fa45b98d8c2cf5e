"""The values of the surviving partner, and what Odoo computes from them."""

from collections import defaultdict

from odoo.tools import SQL

from .merge_values import MergeValues

# Written by Odoo for itself, or computed: never taken over from a source.
NEVER_TAKEN = {
    "id",
    "create_uid",
    "create_date",
    "write_uid",
    "write_date",
    "signup_type",
    "calendar_last_notif_ack",
    "message_bounce",
    "color",
}


def column_kinds(env):
    """Columns of a partner that a merge decides on, and how (see ``MergeValues``)."""
    summable = env["base.partner.merge.automatic.wizard"]._get_summable_fields()
    kinds = {}
    for name, definition in env["res.partner"]._fields.items():
        if not (definition.store and definition.column_type) or name in NEVER_TAKEN:
            continue
        if definition.company_dependent:
            kinds[name] = "company"
        elif definition.type == "properties":
            kinds[name] = "keys"
        elif definition.compute and definition.readonly:
            continue
        elif name in summable:
            kinds[name] = "sum"
        elif definition.type == "boolean":
            kinds[name] = "flag"
        elif name != "company_id":
            kinds[name] = "plain"
    return kinds


class PartnerSettlement:
    """Gives the destinations their values and lets Odoo compute what follows from them.

    :param engine: ``MergeEngine`` whose references have moved already
    :param mapping: SQL name of the table ``(merge_id, src, dst)``
    """

    def __init__(self, engine, mapping):
        self.engine = engine
        self.env = engine.env
        self.cr = engine.cr
        self.mapping = mapping
        self.merge_of = {dst: merge for merge, (dst, _src) in engine.groups.items()}

    def run(self):
        changes = self._decide()
        self._write(changes)
        self.env.invalidate_all(flush=False)
        self._recompute(changes)

    def _decide(self):
        """``{destination id: (old row, {column: new value})}``, changed rows only."""
        values = MergeValues(column_kinds(self.env))
        rows = self._read_rows()
        changes = {}
        for merge_id, (destination, sources) in self.engine.groups.items():
            changed = values.decide(
                rows[destination],
                [rows[source] for source in sources],
                self.engine.choices.get(merge_id) or {},
            )
            if (
                rows[destination].get("is_company")
                and not rows[destination]["parent_id"]
            ):
                changed.pop("parent_id", None)
            if changed:
                changes[destination] = (rows[destination], changed)
        return self._without_circles(changes)

    def _read_rows(self):
        self.cr.execute(
            SQL(
                """SELECT id, to_jsonb(p) FROM res_partner p
                    WHERE id IN (SELECT src FROM %(map)s
                                 UNION SELECT dst FROM %(map)s)""",
                map=self.mapping,
            )
        )
        return dict(self.cr.fetchall())

    def _without_circles(self, changes):
        """Leave out a new parent that would stand below its own child."""
        wanted = {
            partner: changed["parent_id"]
            for partner, (_row, changed) in changes.items()
            if changed.get("parent_id")
        }
        if not wanted:
            return changes
        parents = {**read_parents(self.cr, wanted.values())}
        for partner, parent in wanted.items():
            seen, above = {partner}, parent
            while above and above not in seen:
                seen.add(above)
                above = parents.get(above)
            if above:
                changes[partner][1].pop("parent_id")
            else:
                parents[partner] = parent
        return changes

    def _write(self, changes):
        names = sorted({name for _row, changed in changes.values() for name in changed})
        self.engine.rewrite(
            "res_partner",
            [
                (
                    self.merge_of[partner],
                    partner,
                    {name: (row[name], changed.get(name, row[name])) for name in names},
                )
                for partner, (row, changed) in changes.items()
                if changed
            ],
        )

    # -- what Odoo computes ---------------

    def _recompute(self, changes):
        """Let Odoo compute what depends on the changes, and note what that changed."""
        partners = self.env["res.partner"]
        by_name = defaultdict(list)
        for partner, (_row, changed) in changes.items():
            for name in changed:
                by_name[name].append(partner)
        for name, partner_ids in by_name.items():
            partners.browse(partner_ids).modified([name])
        moved = self._moved_children()
        if moved:
            partners.browse(moved).modified(["parent_id"])
        if "res_users" in self.engine.touched:
            share = partners._fields["partner_share"]
            self.env.add_to_compute(share, partners.browse(self.merge_of))
        if by_name.get("parent_id"):
            self._follow_new_parents(by_name["parent_id"])
        watched = self._pending()
        before = self._read_cells(watched)
        self.env.flush_all()
        self._note_differences(before, self._read_cells(watched))
        self.env.invalidate_all(flush=False)

    def _moved_children(self):
        self.cr.execute(
            SQL(
                """SELECT id FROM res_partner
                    WHERE parent_id IN (SELECT dst FROM %(map)s)
                      AND id NOT IN (SELECT src FROM %(map)s)""",
                map=self.mapping,
            )
        )
        return [partner_id for (partner_id,) in self.cr.fetchall()]

    def _follow_new_parents(self, partner_ids):
        """Copy what a contact shares with its company, as when it is typed."""
        for partner in self.env["res.partner"].browse(partner_ids):
            row = self._read_cells({("res.partner", None): {partner.id}})
            partner._commercial_sync_from_company()
            partner.flush_recordset()
            self._note_differences(
                row, self._read_cells({("res.partner", None): {partner.id}})
            )

    def _pending(self):
        """``{(model, column): ids}`` of what Odoo is about to compute."""
        return {
            (definition.model_name, definition.name): set(filter(None, ids))
            for definition, ids in self.env.transaction.tocompute.items()
            if definition.store and definition.column_type and ids
        }

    def _read_cells(self, watched):
        """``{(table, id): {column: raw value}}``; column ``None``: whole rows."""
        by_table = defaultdict(lambda: (set(), set()))
        for (model, name), ids in watched.items():
            names, row_ids = by_table[self.env[model]._table]
            names.update([name] if name else self._columns_of(model))
            row_ids.update(ids)
        cells = {}
        for table, (names, row_ids) in by_table.items():
            self.cr.execute(
                SQL(
                    "SELECT id, to_jsonb(t) FROM %s t WHERE id = ANY(%s)",
                    SQL.identifier(table),
                    list(row_ids),
                )
            )
            for row_id, row in self.cr.fetchall():
                cells[table, row_id] = {name: row[name] for name in names}
        return cells

    def _columns_of(self, model):
        table = self.env[model]._table
        return set(self.engine.catalogue.columns(table)) - {"write_date", "write_uid"}

    def _note_differences(self, before, after):
        by_table = defaultdict(dict)
        for (table, row_id), row in after.items():
            old = before.get((table, row_id), row)
            if old != row:
                by_table[table][row_id] = {name: (old[name], row[name]) for name in row}
        for table, rows in by_table.items():
            causes = self._causes(table, list(rows))
            self.engine.note_cells(
                table,
                [(causes[row_id], row_id, cells) for row_id, cells in rows.items()],
            )

    def _causes(self, table, row_ids):
        """Which merge made Odoo compute these rows: the one whose partner they name."""
        fallback = next(iter(self.engine.groups))
        causes = dict.fromkeys(row_ids, fallback)
        if len(self.engine.groups) == 1:
            return causes
        columns = [
            key.column
            for key in self.engine.catalogue.foreign_keys("res_partner")
            if key.table == table
        ]
        if table == "res_partner":
            columns.insert(0, "id")
        for column in reversed(columns):
            self.cr.execute(
                SQL(
                    "SELECT id, %(col)s FROM %(table)s WHERE id = ANY(%(ids)s)",
                    col=SQL.identifier(column),
                    table=SQL.identifier(table),
                    ids=row_ids,
                )
            )
            for row_id, partner in self.cr.fetchall():
                if partner in self.merge_of:
                    causes[row_id] = self.merge_of[partner]
        return causes


def read_parents(cr, partner_ids):
    """``{partner id: parent id}`` of these partners and everything above them."""
    cr.execute(
        """
        WITH RECURSIVE above AS (
            SELECT id, parent_id FROM res_partner WHERE id = ANY(%s)
             UNION
            SELECT p.id, p.parent_id FROM res_partner p
              JOIN above ON above.parent_id = p.id)
        SELECT id, parent_id FROM above
        """,
        [list(partner_ids)],
    )
    return dict(cr.fetchall())
