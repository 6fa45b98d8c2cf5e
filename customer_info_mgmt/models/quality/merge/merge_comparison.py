"""The records of a merge side by side, for the screen."""

from odoo.tools import html2plaintext, split_every
from odoo.tools.misc import formatLang

from ....tools.values import folded_value
from .merge_settle import column_kinds
from .merge_values import BLOCKS, MergeValues, is_empty, most_complete_first

# Book-keeping that nobody chooses: the rule decides.
NOT_SHOWN = {
    "active",
    "company_id",
    "customer_rank",
    "supplier_rank",
    "properties",
    "autopost_bills",
    "tz",
    "type",
}
# What tells one customer from another comes first, then as the model has it.
FIRST = (
    "name",
    "vat",
    "ref",
    "phone",
    "email",
    "street",
    "user_id",
    "parent_id",
    "birth_year",
    "website",
    "comment",
)
SHORT = 160


class MergeComparison:
    """A table of fields by records, with the record that each value comes from.

    :param merge: ``customer.merge`` record; read with the rights of its environment
    """

    def __init__(self, merge):
        self.merge = merge
        self.env = merge.env

    def table(self):
        """Plain data for the browser, or ``False`` when there is nothing to compare."""
        partners = self.merge.with_context(active_test=False).partner_ids._origin
        destination = self.merge.destination_id._origin
        if len(partners) < 2 or self.merge.state in ("done", "undone"):
            return False
        partners = destination + (partners - destination)
        return {
            "records": [self._head(partner, destination) for partner in partners],
            "rows": self._rows(partners, destination),
        }

    def completeness(self, partners):
        """``{partner id: number of filled columns}``"""
        kinds = column_kinds(self.env)
        counts = {}
        # Whole rows are some kilobytes each: a campaign may have a hundred thousand.
        for some in split_every(2000, partners.ids):
            for row in self._raw(partners.browse(some)):
                counts[row["id"]] = sum(not is_empty(row.get(name)) for name in kinds)
        return counts

    def _head(self, partner, destination):
        return {
            "id": partner.id,
            "name": partner.display_name,
            "stays": partner == destination,
            "archived": not partner.active,
            "date": str(partner.create_date.date()) if partner.create_date else "",
        }

    def _raw(self, partners):
        self.env["res.partner"].flush_model()
        self.env.cr.execute(
            "SELECT to_jsonb(p) FROM res_partner p WHERE id = ANY(%s)", [partners.ids]
        )
        return [row for (row,) in self.env.cr.fetchall()]

    def _rows(self, partners, destination):
        kinds = column_kinds(self.env)
        values = MergeValues(kinds)
        raw = {row["id"]: row for row in self._raw(partners)}
        kept = raw.get(destination.id) or next(iter(raw.values()))
        sources = most_complete_first(
            [row for row in raw.values() if row is not kept], kinds
        )
        choices = self.merge._known_choices()
        rows = []
        for key in self._keys(kinds):
            cells = [self._text(partner, key) for partner in partners]
            if len({folded_value(key, cell) for cell in cells}) == 1:
                # nothing to choose, nothing to take over
                continue
            chosen = values.chosen_row(key, kept, sources, choices)["id"]
            rows.append(
                {
                    "key": key,
                    "label": self._label(key),
                    "cells": cells,
                    "chosen": chosen,
                    "differs": len({cell for cell in cells if cell}) > 1,
                }
            )
        place = {name: number for number, name in enumerate(FIRST)}
        rows.sort(key=lambda row: place.get(row["key"], len(FIRST)))
        return sorted(rows, key=lambda row: not row["differs"])

    def _keys(self, kinds):
        """Fields to show, in the order of the model; a block once, by its key."""
        partner = self.env["res.partner"]
        in_blocks = {name for names in BLOCKS.values() for name in names}
        for name in kinds:
            if name in NOT_SHOWN or (name in in_blocks and name not in BLOCKS):
                continue
            field = partner._fields[name]
            if partner._has_field_access(field, "read"):
                yield name

    def _label(self, key):
        if key == "street":
            return self.env._("Address")
        if key == "birth_year":
            return self.env._("Birthday")
        return self.env["res.partner"]._fields[key]._description_string(self.env)

    def _text(self, partner, key):
        """What a person reads for this value; empty text for no value."""
        names = [name for name in BLOCKS.get(key, (key,)) if name in partner._fields]
        if key == "street":
            names = [name for name in names if not name.startswith("partner_l")]
        parts = [self._value_text(partner, name) for name in names]
        return ", ".join(part for part in parts if part)[:SHORT]

    def _value_text(self, partner, name):
        field, value = partner._fields[name], partner[name]
        if not value:
            return ""
        if field.type == "many2one":
            # A payment term or an account may be hidden from who merges.
            return value.sudo().display_name or ""
        if field.type == "boolean":
            return self.env._("Yes")
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "html":
            return html2plaintext(value).strip()
        if field.type in ("float", "monetary"):
            return formatLang(self.env, value)
        return str(value)
