import io
import logging
import tempfile

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import osutil

from ....tools import spreadsheet
from ..exchange import columns as catalogue
from .export_reader import ExportReader

_logger = logging.getLogger(__name__)
MIMETYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv;charset=utf-8",
}
FIGURE_KINDS = {
    "integer": spreadsheet.INTEGER,
    "float": spreadsheet.NUMBER,
    "monetary": spreadsheet.MONEY,
    "date": spreadsheet.DATE,
    "datetime": spreadsheet.DATETIME,
}
WIDTHS = {
    "id": 9, "external_id": 18, "name": 32, "street": 32, "comment": 40, "zip": 10,
    "email": 28, "category_id": 28, "company_type": 12, "lang": 16,
}  # fmt: skip


class CustomerExport(models.Model):
    """The file itself."""

    _inherit = "customer.export"

    def _reader_env(self):
        """Environment of who asked, in the companies and language of that moment."""
        context = {**self.env.context, **(self.sudo().context_values or {})}
        return self.env(user=self.user_id.id, su=False, context=context)

    def _chosen(self, env):
        """What was chosen and may still be read: columns of the catalogue, and names of
        further fields."""
        columns = {c.key: c for c in catalogue.customer_columns(env) if c.exported}
        figures = set(env[self._name]._figures())
        found = []
        for key in self.sudo().column_ids.filtered("chosen").mapped("key"):
            if key in columns:
                found.append(columns[key])
            elif key in figures:
                found.append(key)
        return found

    def _write_file(self, stream):
        """Write the file with the rights of who asked, and note it.

        :param stream: in binary mode
        :return: number of rows
        """
        env = self._reader_env()
        env[self._name]._check_exporter()
        chosen = self._chosen(env)
        partner_ids = self.with_env(env)._partner_ids()
        columns = [self._sheet_column(env, column) for column in chosen]
        rows = ExportReader(env, chosen).rows(partner_ids)
        write = self._write_csv if self.file_format == "csv" else self._write_xlsx
        count = write(env, stream, columns, rows)
        names = [column.heading for column in columns]
        self.sudo().write(
            {
                "state": "done",
                "row_count": count,
                "column_names": ", ".join(names),
                "date_done": fields.Datetime.now(),
            }
        )
        env[self._name]._log_export(count, names)
        return count

    def _write_xlsx(self, env, stream, columns, rows):
        title = env._("Customers")
        with spreadsheet.Workbook(stream, title) as book:
            sheet = book.sheet(title, columns)
            for row in rows:
                sheet.add_row(row)
            return sheet.row_count

    def _write_csv(self, env, stream, columns, rows):
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
        writer = spreadsheet.CsvWriter(text, [column.heading for column in columns])
        count = 0
        for row in rows:
            writer.add_row(row)
            count += 1
        text.flush()
        text.detach()
        return count

    @api.model
    def _sheet_column(self, env, column):
        if isinstance(column, str):
            field = env["res.partner"]._fields[column]
            heading = field._description_string(env)
            if field.type == "monetary":
                heading = f"{heading} ({env.company.currency_id.name})"
            kind = FIGURE_KINDS.get(field.type, spreadsheet.TEXT)
            return spreadsheet.Column(heading, kind)
        choices = tuple(catalogue.labels(env, column).values())
        is_number = column.kind == catalogue.RECORD_ID
        return spreadsheet.Column(
            column.heading(env),
            spreadsheet.INTEGER if is_number else spreadsheet.TEXT,
            width=WIDTHS.get(column.key, 18),
            choices=choices,
        )

    def _file_name(self):
        env = self._reader_env()
        day = fields.Date.to_string(fields.Date.context_today(self.with_env(env)))
        name = f"{env._('Customers')} {day}.{self.file_format}"
        return osutil.clean_filename(name)

    # === In the background === #

    @api.model
    def _cron_prepare(self):
        """Prepare the files that somebody waits for, one per transaction."""
        progress = self.env["ir.cron"]
        domain = [("state", "=", "waiting")]
        progress._commit_progress(remaining=self.search_count(domain))
        while waiting := self.search(domain, order="id").try_lock_for_update(limit=1):
            waiting._prepare()
            if not progress._commit_progress(1):
                break

    def _prepare(self):
        try:
            with self.env.cr.savepoint(), tempfile.TemporaryFile() as stream:
                self._write_file(stream)
                stream.seek(0)
                self._attach(stream.read())
        except (AccessError, UserError, ValueError) as error:
            _logger.info("The export %s was refused: %s", self.id, error)
            self.write({"state": "failed", "reason": str(error)})
        self._tell()

    def _attach(self, content):
        self.attachment_id = self.env["ir.attachment"].create(
            {
                "name": self._file_name(),
                "raw": content,
                "mimetype": MIMETYPES[self.file_format],
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _tell(self):
        """Tell who asked that the file is ready, or why there is none."""
        env = self._reader_env()
        if self.state == "done":
            message = env._("Your export is ready: see Customers, Exports.")
        else:
            message = env._("Your export failed: %s", self.reason)
        self.user_id._bus_send(
            "simple_notification",
            {"type": "info", "title": env._("Export"), "message": message},
        )
