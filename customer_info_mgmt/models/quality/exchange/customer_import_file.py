import base64
import io

from odoo import fields, models
from odoo.exceptions import UserError

from ....tools.sheet_reader import cell_text
from ....tools.spreadsheet import Column, Workbook
from . import columns as catalogue

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Longer lists are no help in a cell.
CHOICES = 100
OPENED = 5000


class CustomerImport(models.Model):
    """Files that an import gives out: the template, and the rows that are wrong."""

    _inherit = "customer.import"

    def action_download_template(self):
        """Return a file to fill in, in the language of the user."""
        self._check_steward()
        title = self.env._("Customers to import")
        stream = io.BytesIO()
        with Workbook(stream, title) as book:
            book.sheet(title, [self._template_column(one) for one in self._catalogue()])
        return self._download(f"{title}.xlsx", stream.getvalue())

    def _template_column(self, column):
        kinds = {
            catalogue.DATE: "date",
            catalogue.NUMBER: "number",
            catalogue.INTEGER: "integer",
        }
        return Column(
            column.heading(self.env),
            kinds.get(column.kind, "text"),
            choices=tuple(self._template_choices(column)),
            note=self.env._(column.hint) if column.hint else "",
            required=column.key in ("name", "partner", "date"),
        )

    def _template_choices(self, column):
        """Return the texts to choose from in the cells of a column."""
        if column.kind in (catalogue.BOOLEAN, catalogue.SELECTION):
            return catalogue.labels(self.env, column).values()
        offered = ("customer_group_id", "category_id", "grade_id", "user_id")
        if column.key in offered:
            domain = [("share", "=", False)] if column.key == "user_id" else []
            found = self.env[column.comodel].search(domain, limit=CHOICES)
            return [name for name in found.mapped("name") if name]
        return ()

    def action_download_bad_rows(self):
        """Return the rows that were left out, with the reason; to correct and import.

        Cells that are wrong are marked; the added column is passed over by an import.
        """
        self._check_steward()
        bad = {
            row.number: row
            for row in self.env["customer.import.row"].search(
                [
                    ("import_id", "=", self.id),
                    ("action", "in", ("error", "duplicate")),
                    ("state", "=", "none"),
                ]
            )
        }
        if not bad:
            raise UserError(self.env._("No row was left out."))
        stream = io.BytesIO()
        self._write_bad_rows(stream, bad)
        name = (self.file_name or "").rpartition(".")[0] or self.env._("import")
        return self._download(
            self.env._("%s - to correct.xlsx", name), stream.getvalue()
        )

    def _write_bad_rows(self, stream, bad):
        sheet = self._open_sheet()
        columns = [Column(heading) for heading in sheet.headings]
        columns.append(Column(self.env._("Reason"), width=60))
        with Workbook(stream, self.file_name or "") as book:
            page = book.sheet(self.env._("To correct"), columns)
            for number, cells in sheet.rows():
                if row := bad.get(number):
                    marks = dict.fromkeys(row.bad or (), "wrong")
                    marks = {
                        place: mark
                        for place, mark in marks.items()
                        if place is not None
                    }
                    texts = [cell_text(value) for value in cells]
                    page.add_row([*texts, row.reason or ""], marks)

    def _download(self, name, content):
        """Return the action by which the browser gets a file."""
        attachment = self.env["ir.attachment"].create(
            {
                "name": name,
                "datas": base64.b64encode(content),
                "mimetype": XLSX,
                "res_model": self._name,
                "res_id": self.id,
                "description": fields.Datetime.now().isoformat(),
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "self",
        }

    def action_open_rows(self):
        """Open all rows with the decision that the button names."""
        self.ensure_one()
        action = self.env.context.get("import_action")
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "customer.import.row",
            "view_mode": "list",
            "domain": [
                ("import_id", "=", self.id),
                *([("action", "=", action)] if action else []),
            ],
        }

    def action_open_customers(self):
        """Open the customers that the import added or changed."""
        self.ensure_one()
        action = self.env["res.partner"]._get_customer_action()
        rows = self.env["customer.import.row"].search_fetch(
            [("import_id", "=", self.id), ("state", "=", "done")],
            ["partner_id"],
            limit=OPENED,
        )
        action["domain"] = [("id", "in", rows.partner_id.ids)]
        return action
