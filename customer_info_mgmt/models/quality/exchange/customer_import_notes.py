from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, plaintext2html

from .history_columns import NOTE_COLUMNS
from .history_reader import HistoryMatcher, HistoryReader, author_of

MARK = "<%s@customer-import>"


class CustomerImport(models.Model):
    """Follow-up history becomes notes, with their own dates and authors."""

    _inherit = "customer.import"

    @api.model
    def _catalogue_notes(self):
        return NOTE_COLUMNS

    def _check_mapping_notes(self, keys):
        self._check_history(keys, ("notes.date", "notes.text"))

    def _check_history(self, keys, required):
        whose = {f"{self.kind}.{name}" for name in ("ref", "name", "phone", "email")}
        if not keys & whose:
            raise UserError(
                self.env._(
                    "Say which column tells the customer: code, name, phone or e-mail."
                )
            )
        labels = dict(self.column_ids._fields["key"]._description_selection(self.env))
        for key in required:
            if key not in keys:
                raise UserError(self.env._("Say which column holds “%s”.", labels[key]))

    def _reader_and_matcher_notes(self):
        options = {"date_order": self.date_order}
        reader = HistoryReader(self.env, self._mapping(), options, ("date", "text"))
        said = ("date", "author", "subject", "text")
        return reader, HistoryMatcher(self, said, self._known_notes, counted=False)

    def _known_notes(self, keys):
        rows = self.env.execute_query(
            SQL(
                "SELECT message_id FROM mail_message WHERE message_id = ANY(%s)",
                [MARK % key for key in keys],
            )
        )
        return {mark[1:].partition("@")[0] for (mark,) in rows}

    def _commit_rows_notes(self, rows):
        partners = self.env["res.partner"].browse({row["partner_id"] for row in rows})
        partners.check_access("write")
        authors = {}
        for row in rows:
            text = row["vals"].get("author")
            if text not in authors:
                authors[text] = author_of(self.env, text)
        # The author is somebody else than the user: only the system may write that.
        messages = (
            self.env["mail.message"]
            .sudo()
            .create([self._prepare_note(row, authors) for row in rows])
        )
        self._set_done(rows, messages)

    def _prepare_note(self, row, authors):
        values = row["vals"]
        author = authors[values.get("author")]
        moment = values["date"]
        return {
            "model": "res.partner",
            "res_id": row["partner_id"],
            "message_type": "comment",
            "subtype_id": self.env.ref("mail.mt_note").id,
            "date": moment if len(moment) > 10 else f"{moment} 12:00:00",
            "author_id": author.partner_id.id,
            "email_from": author.email_formatted or values.get("author") or False,
            "subject": values.get("subject"),
            "body": plaintext2html(values["text"]),
            "message_id": MARK % values["_key"],
        }

    def _set_done(self, rows, records):
        """Note that each of the rows created one of the records."""
        self._update_rows(
            [
                {
                    "id": row["id"],
                    "state": "done",
                    "made": f'{{"{record._name}": [{record.id}]}}',
                }
                for row, record in zip(rows, records, strict=True)
            ]
        )

    def _undo_rows_notes(self, rows):
        """Delete the notes, but for those that somebody has rewritten."""
        marks = {MARK % row["vals"]["_key"]: row for row in rows}
        messages = (
            self.env["mail.message"]
            .sudo()
            .search([("message_id", "in", list(marks)), ("model", "=", "res.partner")])
        )
        for message in messages:
            row = marks[message.message_id]
            if message.write_date > message.create_date:
                partner = self.env["res.partner"].browse(message.res_id)
                self._note_change(
                    row, partner, "", None, None,
                    self.env._("Left as it is: the note was changed since."),
                )  # fmt: skip
                messages -= message
        messages.unlink()
