from contextlib import closing

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import format_date, formatLang

from ....tools.spreadsheet import (
    DATE,
    INTEGER,
    MONEY,
    NUMBER,
    PERCENT,
    TEXT,
    Column,
    Workbook,
)

# Rows of a table that go on paper; the workbook has all of them.
PAPER_ROWS = 40
# From this width on a column of text gets room on paper.
WIDE = 30


class CustomerReport(models.TransientModel):
    """The way of a report out of the house: as a workbook, on paper."""

    _inherit = "customer.report"

    def _check_export(self):
        """Refuse the workbook to whom lists may not be exported.

        :raise AccessError: in words that say what to do
        """
        if not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(
                self.env._(
                    "Spreadsheets are for users who may export. Print the report, or "
                    "ask for the access right Export."
                )
            )

    def _file_name(self):
        return f"{self._title()} {self._default_date_to():%Y-%m-%d}.xlsx"

    # === Workbook === #

    def _write_workbook(self, stream):
        """Write the workbook; the export is noted where all exports are.

        :param stream: binary stream; rows go there as they are read
        """
        self._check_export()
        paper = self._paper()
        exports = self.env["customer.export"]
        with Workbook(stream, paper.title) as book:
            self._summary_sheet(book, paper)
            for section in paper.sections:
                sheet = book.sheet(section.title, section.columns)
                for row in section.rows():
                    sheet.add_row(row)
                if section.is_list:
                    headings = [column.heading for column in section.columns]
                    exports._log_export(sheet.row_count, headings, way="report")

    def _summary_sheet(self, book, paper):
        """Figures in columns of their kind, so that each is a number to count with."""
        sheet = book.sheet(
            paper.title,
            [
                Column(self.env._("Figure"), TEXT, 34),
                Column(self.env._("Number"), INTEGER),
                Column(
                    self.env._("Amount (%s)", self.company_id.currency_id.name), MONEY
                ),
                Column(self.env._("Share"), PERCENT, 10),
                Column(self.env._("Explanation"), TEXT, 70),
            ],
        )
        for label, text in self._about():
            sheet.add_row([label, None, None, None, text])
        for figure in paper.figures:
            sheet.add_row(
                [
                    figure.label,
                    figure.value if figure.kind in (INTEGER, NUMBER) else None,
                    figure.value if figure.kind == MONEY else None,
                    figure.value if figure.kind == PERCENT else None,
                    figure.hint,
                ]
            )
        for note in paper.notes:
            sheet.add_row([self.env._("Note"), None, None, None, note])

    # === Paper === #

    def _printed(self):
        """Return the report as texts, ready for the template."""
        wizard = self._prepare_reading()
        paper = wizard._paper()
        return {
            "title": paper.title,
            "about": wizard._about(),
            "figures": [
                {
                    "label": figure.label,
                    "value": wizard._text(figure.value, figure.kind, round_=True),
                    "hint": figure.hint,
                }
                for figure in paper.figures
            ],
            "sections": [wizard._printed_section(one) for one in paper.sections],
            "notes": paper.notes,
            "cards": paper.cards,
        }

    def _printed_section(self, section):
        """The first rows of a section as texts, and whether there are more."""
        with closing(_generator(section.rows())) as rows:
            found = [
                row for row, _place in zip(rows, range(PAPER_ROWS + 1), strict=False)
            ]
        shown = found[:PAPER_ROWS]
        largest = max((self._size(row, section.bar) for row in shown), default=0)
        kinds = [column.kind for column in section.columns]
        # What is empty all the way down takes no room on paper.
        places = [
            place
            for place in range(len(kinds))
            if any(not self._is_empty(row[place]) for row in shown)
        ]
        return {
            "title": section.title,
            "note": section.note,
            "headings": [
                (
                    section.columns[place].heading,
                    kinds[place] != TEXT,
                    (section.columns[place].width or 0) >= WIDE,
                )
                for place in places
            ],
            "rows": [
                [
                    {
                        "text": self._text(row[place], kinds[place], round_=True),
                        "is_number": kinds[place] != TEXT,
                        "bar": place == section.bar
                        and largest
                        and round(100 * self._size(row, place) / largest),
                    }
                    for place in places
                ]
                for row in shown
            ],
            "has_more": len(found) > PAPER_ROWS,
        }

    @staticmethod
    def _is_empty(value):
        """Whether a cell is empty; 0 is a figure."""
        return value is None or value is False or value == ""

    @staticmethod
    def _size(row, place):
        return max(float(row[place] or 0), 0) if place is not None else 0

    @api.model
    def _text(self, value, kind, round_=False):
        """A value as text in the reader's language."""
        if value is None or value is False:
            return ""
        if kind == INTEGER:
            return formatLang(self.env, value, digits=0)
        if kind == MONEY:
            currency = self.env.company.currency_id
            unit = "units" if round_ else "decimals"
            return formatLang(
                self.env, value, currency_obj=currency, rounding_unit=unit
            )
        if kind == PERCENT:
            return f"{formatLang(self.env, 100 * value, digits=1)} %"
        if kind == NUMBER:
            return formatLang(self.env, value, digits=1)
        if kind == DATE:
            return format_date(self.env, value)
        return str(value)


def _generator(rows):
    """Any iterator as one that can be closed."""
    yield from rows
