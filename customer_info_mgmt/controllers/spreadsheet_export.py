from odoo.addons.web.controllers.export import (
    CSVExport,
    ExcelExport,
    ExportXlsxWriter,
    GroupExportXlsxWriter,
)

from ..tools.spreadsheet import guard_text, is_risky

# Beginnings before which core itself sets an apostrophe.
GUARDED_BY_CORE = ("=", "-", "+")


class TextWriter(ExportXlsxWriter):
    """Core's writer guesses: text that begins like a formula becomes one, and runs when
    somebody opens the file. Text stays text."""

    def write(self, row, column, cell_value, style=None):
        if isinstance(cell_value, str):
            return self.worksheet.write_string(row, column, cell_value, style)
        return super().write(row, column, cell_value, style)


class GroupTextWriter(TextWriter, GroupExportXlsxWriter):
    """The same for grouped lists."""


class TextExcelExport(ExcelExport):
    def from_data(self, fields, columns_headers, rows):
        with TextWriter(fields, columns_headers, len(rows)) as writer:
            for number, row in enumerate(rows, 1):
                for place, value in enumerate(row):
                    writer.write_cell(number, place, value)
        return writer.value

    def from_group_data(self, fields, columns_headers, groups):
        with GroupTextWriter(fields, columns_headers, groups.count) as writer:
            row, column = 1, 0
            for name, group in groups.children.items():
                row, column = writer.write_group(row, column, name, group)
        return writer.value


class TextCsvExport(CSVExport):
    def from_data(self, fields, columns_headers, rows):
        guarded = ([self._guard(value) for value in row] for row in rows)
        return super().from_data(fields, columns_headers, guarded)

    @staticmethod
    def _guard(value):
        if isinstance(value, str) and is_risky(value):
            return value if value.startswith(GUARDED_BY_CORE) else guard_text(value)
        return value
