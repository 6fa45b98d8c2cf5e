import json
import logging

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL

_logger = logging.getLogger(__name__)
BATCH = 200
WAITING = ("waiting", "to_undo")
# What a field brings along when it is written; an undo puts it back, too.
IMPLIED = {
    "grade_id": "specific_property_product_pricelist",
    "customer_group_id": "customer_properties",
}


class CustomerBulkEditLine(models.Model):
    """Changing and taking back, a batch per transaction.

    Everything goes through ``write`` of the partner, as the user who asked: cleaning,
    owner rules, tracking and marks are those of any other change.
    """

    _inherit = "customer.bulk.edit.line"

    @api.model
    def _cron_work_off(self, batch=BATCH):
        """Work off the bulk edits that are running."""
        progress = self.env["ir.cron"]
        domain = [("edit_id.state", "=", "running"), ("state", "in", WAITING)]
        progress._commit_progress(remaining=self.search_count(domain))
        while waiting := self.search(domain, limit=batch, order="edit_id, id"):
            first = waiting[0].edit_id
            lines = waiting.filtered(lambda line, first=first: line.edit_id == first)
            lines = lines.try_lock_for_update()
            if not lines:
                break
            lines._work_off()
            first._finish()
            if not progress._commit_progress(len(lines)):
                break

    def _work_off(self):
        """Do what the lines, all of one edit, wait for."""
        edit = self.edit_id
        editor = edit.user_id
        lines = self.with_context(lang=editor.lang).with_company(edit.company_id)
        lines.filtered(lambda line: line.state == "waiting")._in_one_go(
            editor, "_change"
        )
        lines.filtered(lambda line: line.state == "to_undo")._in_one_go(editor, "_undo")

    def _in_one_go(self, editor, method):
        """Call ``method`` for all; when that fails, one by one, to find the culprit."""
        lines = self._without_busy()
        try:
            with self.env.cr.savepoint():
                getattr(lines, method)(editor)
        except (AccessError, UserError):
            _logger.info("A batch of a bulk edit failed as a whole; going one by one.")
            for line in lines:
                try:
                    with self.env.cr.savepoint():
                        getattr(line, method)(editor)
                except (AccessError, UserError) as error:
                    line._refuse(str(error))

    def _refuse(self, reason):
        """Leave the customers as they are."""
        for state, lines in self.grouped("state").items():
            new_state = "done" if state == "to_undo" else "refused"
            lines.write({"state": new_state, "reason": reason})

    def _without_busy(self):
        """Lock the customers; those that somebody else is writing are refused."""
        free = self.partner_id.try_lock_for_update(allow_referencing=True)
        busy = self.filtered(lambda line: line.partner_id not in free)
        busy._refuse(self.env._("Somebody was working on the customer at this moment."))
        return self - busy

    # === Change === #

    def _change(self, editor):
        by_change = {}
        for line in self:
            values = line._differing_values()
            if not values:
                line._settle_unchanged()
                continue
            by_change.setdefault(json.dumps(values, sort_keys=True), []).append(line)
        for text, lines in by_change.items():
            values = json.loads(text)
            self.browse().union(*lines)._write_values(editor, values)

    def _settle_unchanged(self):
        edit = self.edit_id
        if set(edit._new_values()) & self._fields_of_company():
            self._refuse(
                self.env._("This is kept at the company that the contact belongs to.")
            )
        else:
            self.state = "same"

    def _fields_of_company(self):
        """Fields that a contact has from its company."""
        partner = self.partner_id
        if partner.commercial_partner_id == partner:
            return set()
        return set(partner._commercial_fields())

    def _differing_values(self):
        """``{field: new value}`` of what would change; tags as their new list."""
        partner, edit = self.partner_id.sudo(), self.edit_id
        values = {
            fname: value
            for fname, value in edit._new_values().items()
            if fname not in self._fields_of_company()
            and self._plain(partner, fname) != (value or False)
        }
        if values.get("country_id") and "state_id" not in edit._new_values():
            if (
                partner.state_id
                and partner.state_id.country_id.id != values["country_id"]
            ):
                values["state_id"] = False
        tags = (partner.category_id | edit.add_tag_ids) - edit.remove_tag_ids
        if tags != partner.category_id:
            values["category_id"] = sorted(tags.ids)
        return values

    @api.model
    def _plain(self, partner, fname):
        """Return the value of a field as JSON holds it."""
        field = partner._fields[fname]
        if field.type == "many2one":
            return partner[fname].id or False
        if field.type == "many2many":
            return sorted(partner[fname].ids)
        if field.type == "properties":
            partner.flush_recordset([fname])
            self.env.cr.execute(
                SQL(
                    "SELECT %s FROM res_partner WHERE id = %s",
                    SQL.identifier(fname),
                    partner.id,
                )
            )
            return self.env.cr.fetchone()[0] or {}
        return partner[fname] or False

    def _snapshot(self, fnames):
        return {fname: self._plain(self.partner_id.sudo(), fname) for fname in fnames}

    def _write_values(self, editor, values):
        """Write the same values on all lines, and note what they were and became."""
        noted = [*values, *(IMPLIED[f] for f in values if f in IMPLIED)]
        before = {line.id: line._snapshot(noted) for line in self}
        self._write_partners(editor, values)
        for line in self:
            after = line._snapshot(noted)
            line.write(
                {
                    "state": "done",
                    "before": before[line.id],
                    "after": after,
                    **line._what_waits(values, after),
                }
            )

    def _what_waits(self, values, after):
        """Say which values did not come about: key fields become a proposal."""
        waiting = [name for name in values if after[name] != (values[name] or False)]
        if not waiting:
            return {}
        labels = [
            self.partner_id._fields[name]._description_string(self.env)
            for name in waiting
        ]
        reason = self.env._("Waits for approval: %s.", ", ".join(labels))
        return {
            "reason": reason,
            **({"state": "refused"} if len(waiting) == len(values) else {}),
        }

    def _write_partners(self, editor, values):
        values = dict(values)
        if "category_id" in values:
            values["category_id"] = [Command.set(values["category_id"])]
        partners = self.partner_id.with_user(editor).with_company(
            self.edit_id.company_id
        )
        partners.write(values)

    # === Undo === #

    def _undo(self, editor):
        for line in self:
            values = line._values_to_restore()
            for fname in [f for f in values if f in IMPLIED.values()]:
                # after the field that brings them along
                values[fname] = values.pop(fname)
            for fname, value in values.items():
                line._write_partners(editor, {fname: value})
            kept = [
                line.partner_id._fields[fname]._description_string(self.env)
                for fname in line.after or {}
                if fname not in values and fname not in IMPLIED.values()
            ]
            line.write({"state": "undone" if values else "done", "reason": False})
            if kept:
                line.reason = self.env._("Changed since, left: %s.", ", ".join(kept))

    def _values_to_restore(self):
        """``{field: old value}`` where the value is still the one that was written."""
        before, after = self.before or {}, self.after or {}
        partner = self.partner_id.sudo()
        values = {
            fname: before[fname]
            for fname in before
            if fname != "category_id"
            and self._plain(partner, fname) == after[fname]
            and self._is_there(fname, before[fname])
        }
        if "category_id" in before:
            values.update(self._tags_to_restore(before, after))
        return values

    @api.model
    def _is_there(self, fname, value):
        """Tell whether what a field led to has not been deleted since."""
        field = self.env["res.partner"]._fields[fname]
        if field.type != "many2one" or not value:
            return True
        return bool(self.env[field.comodel_name].sudo().browse(value).exists())

    def _tags_to_restore(self, before, after):
        """Only what the edit added or removed; tags that came since stay."""
        now = set(self.partner_id.sudo().category_id.ids)
        old, new = set(before["category_id"]), set(after["category_id"])
        tags = self.env["res.partner.category"].browse(old - new).exists()
        restored = (now - (new - old)) | set(tags.ids)
        return {} if restored == now else {"category_id": sorted(restored)}
