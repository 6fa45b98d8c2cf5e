import json

from odoo import models

from .import_lineage import ImportLineage

# Beside what a row made: what it noted about who says what.
SOURCES = "_sources"


class CustomerImport(models.Model):
    """Who gave which value: noted with a row, put back when it is taken back."""

    _inherit = "customer.import"

    def _note_origins(self, rows, created):
        """Note which channel gave the values of new customers."""
        lineage = ImportLineage(self)
        if lineage.is_staff or not lineage.channel:
            return
        lineage.note(
            [
                lineage.said_of(created[row["id"]], row["vals"], action="created")
                for row in rows
                if row["vals"].get("name")
            ]
        )

    def _note_sources(self, lineage, items):
        """Note what rows said of customers who were there.

        :param items: dict of id of the row to what it says
        :return: dict of id of the row to what its ``made`` keeps of that
        """
        row_of = {item.partner.id: number for number, item in items.items()}
        noted = {}
        for (partner_id, name, channel, raw, _shown, state), before in lineage.note(
            list(items.values())
        ):
            lines = noted.setdefault(row_of[partner_id], {SOURCES: []})[SOURCES]
            lines.append([name, channel, raw, state, *(before or (None, None))])
        return noted

    def _restore_sources(self, row):
        """Put back who said what, unless somebody has said something since."""
        lines = (row["made"] or {}).get(SOURCES, ())
        partner = self.env["res.partner"].browse(row["partner_id"]).exists()
        if not lines or not partner:
            return
        sources = self.env["customer.value.source"].sudo()
        for name, channel, raw, state, before_raw, before_state in lines:
            known = sources.search(
                [
                    ("partner_id", "=", partner.id),
                    ("field_name", "=", name),
                    ("channel_id", "=", channel),
                ]
            )
            if not known or (known.raw, known.state) != (raw, state):
                continue
            if before_state is None:
                known.unlink()
                continue
            shown = sources._shown(partner, name, json.loads(before_raw) or None)
            known.write({"raw": before_raw, "state": before_state, "value": shown})
