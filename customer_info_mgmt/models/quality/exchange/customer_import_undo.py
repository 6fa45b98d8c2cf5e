import psycopg2

from odoo import models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import SQL

from ..merge.merge_catalogue import MergeCatalogue
from .customer_import_commit import QUIET

# What follows a customer wherever it goes: a row of these says nothing of whether
# anybody has worked with the customer.
FOLLOWERS = {
    "customer_match_key",
    "customer_profile",
    "customer_profile_mark",
    "customer_import_row",
    "customer_import_change",
    "customer_typed_value",
    "customer_value_source",
    "customer_data_issue",
    "customer_duplicate",
    "customer_duplicate_candidate",
    "mail_followers",
    "ir_model_data",
    "res_partner",
    "res_partner_res_partner_category_rel",
}
# What an import makes beside the customer; what came later, somebody else has made.
MADE = ("customer.alias", "customer.contact.point", "customer.identity")


class CustomerImport(models.Model):
    """Takes an import back: what it created goes, what it changed is as before.

    What somebody has worked with since stays, and is listed.
    """

    _inherit = "customer.import"

    def _undo_rows(self, rows):
        """Take locked rows back."""
        getattr(self, f"_undo_rows_{self.kind}")(rows)
        self.env.flush_all()
        self._update_rows([{"id": row["id"], "state": "undone"} for row in rows])

    def _undo_rows_customers(self, rows):
        self = self.with_context(**QUIET)
        for row in rows:
            if row["old"]:
                self._restore(row)
            self._restore_sources(row)
        self._unmake_parts(rows)
        self._unmake_partners(rows)

    # === Values === #

    def _restore(self, row):
        """Put back what the row replaced, unless it was changed since."""
        changes = row["changes"] or {}
        for number, old in row["old"].items():
            partner = self.env["res.partner"].browse(int(number)).exists()
            if not partner or not old:
                continue
            is_own = partner.id == row["partner_id"]
            new = changes if is_own else changes.get("_contact", {})
            new = {**self._plain_values(new)} if is_own else new
            current = partner.read(list(old), load=None)[0]
            vals = {}
            for name, value in old.items():
                if not self._same_value(name, current[name], new.get(name)):
                    self._note_change(row, partner, name, new.get(name), current[name])
                elif partner._fields[name].type == "many2many":
                    vals[name] = [Command.set(value or [])]
                else:
                    vals[name] = value
            if vals:
                partner.write(vals)

    def _same_value(self, name, current, imported):
        if isinstance(imported, list):
            commands = [command for command in imported if isinstance(command, list)]
            commands += [command for command in imported if isinstance(command, tuple)]
            ids = commands[0][2] if commands else imported
            return set(current or ()) == set(ids)
        return (current or False) == (imported or False)

    def _note_change(self, row, partner, name, imported, current, note=""):
        """List a value that was not put back."""
        field = partner._fields.get(name)
        shown = self.env["customer.import.row"]._shown
        self.env["customer.import.change"].sudo().create(
            {
                "import_id": self.id,
                "row_number": row["number"],
                "partner_id": partner.id,
                "name": partner.display_name,
                "field_label": field._description_string(self.env) if field else False,
                "imported": shown(field, imported) if field and imported else False,
                "current": shown(field, current) if field and current else False,
                "user_id": partner.write_uid.id,
                "date": partner.write_date,
                "note": note or self.env._("Left as it is: it was changed since."),
            }
        )

    def _unmake_parts(self, rows):
        """Delete what rows added to records that were there."""
        for model in MADE:
            ids = [
                number for row in rows for number in (row["made"] or {}).get(model, ())
            ]
            self.env[model].browse(ids).exists().unlink()

    # === Records === #

    def _unmake_partners(self, rows):
        """Delete the customers that these rows made, or archive them."""
        row_of = {
            number: row
            for row in rows
            for number in (row["made"] or {}).get("res.partner", ())
        }
        partners = self.env["res.partner"].with_context(active_test=False)
        partners = partners.browse(row_of).exists()
        changed = self._changed_partners(partners, row_of)
        used = self._used_ids(partners)
        keep = partners.browse([*changed, *(used - changed.keys())])
        # A company stays as long as one of its contacts does.
        keep |= (keep.parent_id & partners) - keep
        self._delete(partners - keep, row_of)
        for partner in keep:
            if partner.id not in changed:
                self._note_kept(row_of[partner.id], partner)
        keep.exists().action_archive()

    def _changed_partners(self, partners, row_of):
        """Return ``{id: names of fields}`` of those that differ from the file."""
        changed = {}
        for partner in partners:
            row = row_of[partner.id]
            values = row["vals"] or {}
            first = row["partner_id"] == partner.id
            own = values if first and values.get("name") else values.get("_contact", {})
            plain = {
                name: value for name, value in own.items() if not name.startswith("_")
            }
            plain.pop("category_id", None)
            # Asked for no field, ``read`` gives all.
            current = partner.read(list(plain), load=None)[0] if plain else {}
            different = [
                name
                for name, value in plain.items()
                if not self._same_value(name, current[name], value)
            ]
            if different:
                changed[partner.id] = different
                for name in different:
                    self._note_change(
                        row,
                        partner,
                        name,
                        plain[name],
                        current[name],
                        self.env._("Archived and not deleted: it was changed since."),
                    )
        return changed

    def _note_kept(self, row, partner):
        self._note_change(
            row,
            partner,
            "",
            None,
            None,
            self.env._("Archived and not deleted: other documents refer to it."),
        )

    def _used_ids(self, partners):
        """Return the ids that something refers to, by any column of any table."""
        if not partners:
            return set()
        catalogue = MergeCatalogue(self.env)
        columns = [
            *catalogue.foreign_keys("res_partner"),
            *catalogue.references("res.partner"),
        ]
        used = set()
        for column in columns:
            if column.kind in ("reference", "text") or column.table in FOLLOWERS:
                continue
            used.update(self._using(column, partners))
        return used

    def _using(self, column, partners):
        where = column.where
        if column.table in {self.env[model]._table for model in MADE}:
            where = SQL("%s AND t.create_date > %s", where, self.done_date)
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT %s FROM %s t WHERE %s = ANY(%s) AND %s",
                column.sql,
                SQL.identifier(column.table),
                column.sql,
                partners.ids,
                where,
            )
        )
        return (row[0] for row in rows)

    def _delete(self, partners, row_of):
        """Delete records; where something is in the way, archive that one."""
        if not partners:
            return
        try:
            with self.env.cr.savepoint():
                # Contacts first: a company with contacts is not deleted.
                partners.filtered("parent_id").unlink()
                partners.exists().unlink()
            return
        except (UserError, ValidationError, psycopg2.IntegrityError):
            self.env.invalidate_all()
            if len(partners) == 1:
                self._note_kept(row_of[partners.id], partners)
                partners.action_archive()
                return
        middle = len(partners) // 2
        self._delete(partners[:middle], row_of)
        self._delete(partners[middle:], row_of)

    def _finish_undo(self):
        self.env["customer.import.change"].invalidate_model()
        self._set(state="undone")
