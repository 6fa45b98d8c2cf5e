"""Spreadsheets as they leave the house: in constant memory, and never as a program.

The one place that writes xlsx and csv files. Text that a spreadsheet would take for a
formula is text here, whoever keyed it in.
"""

import csv
import math
import re
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter

# A cell that begins like this runs as a formula, or starts one after a space or a line
# break that the program drops. After OWASP, "CSV Injection"; the wide forms are what a
# Chinese keyboard types, and Excel takes them as the narrow ones.
_BEGIN = "(?:[\\t\\r\\n]|\\s*[=+\\-@＝＋－﹣−＠])"
_RISKY = re.compile(f"^{_BEGIN}")
_GUARDED = re.compile(f"^'+{_BEGIN}")
# Neither is allowed in XML, and XlsxWriter leaves them in.
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
# What Excel holds at most.
MAX_ROWS = 1_048_576
MAX_TEXT = 32_767
# From here on Excel loses digits, so a number is better off as text.
_MAX_EXACT = 10**15
# Excel counts days from here, and knows none before.
_FIRST_YEAR = 1901

TEXT = "text"
INTEGER = "integer"
NUMBER = "number"
MONEY = "money"
PERCENT = "percent"
DATE = "date"
DATETIME = "datetime"
BOOLEAN = "boolean"
FORMATS = {
    TEXT: "@",
    INTEGER: "0",
    NUMBER: "#,##0.00",
    MONEY: "#,##0.00",
    PERCENT: "0.0%",
    DATE: "yyyy-mm-dd",
    DATETIME: "yyyy-mm-dd hh:mm",
    BOOLEAN: "General",
}
WIDTHS = {TEXT: 20, DATE: 12, DATETIME: 17, BOOLEAN: 9}
_FEW_CHOICES = 255

MARKS = {"wrong": "#F8CBAD", "changed": "#FFF2CC", "right": "#D9EAD3"}


@dataclass(frozen=True)
class Column:
    """A column of a sheet.

    :param heading: what stands above it
    :param kind: one of the kinds above; it decides type and format of the cells
    :param width: in characters; by kind when empty
    :param choices: texts that a cell may have, offered as a list in the cell
    :param note: shown when the pointer rests on the heading
    :param required: heading in bold colour
    """

    heading: str
    kind: str = TEXT
    width: float | None = None
    choices: tuple = ()
    note: str = ""
    required: bool = False


def is_risky(text):
    """Tell whether a spreadsheet would take ``text`` for a formula."""
    return bool(_RISKY.match(text))


def guard_text(text):
    """Return ``text`` so that it does not run as a formula when a csv is opened.

    ``unguard_text`` gives back what it was: a text that looks guarded by itself gets
    one more apostrophe.
    """
    if _RISKY.match(text) or _GUARDED.match(text):
        return "'" + text
    return text


def unguard_text(text):
    """Return what ``guard_text`` was given."""
    return text[1:] if _GUARDED.match(text) else text


class CsvWriter:
    """Rows to a csv file that Excel opens with the right letters.

    :param stream: text stream, opened with ``newline=""``
    :param headings: first row
    """

    def __init__(self, stream, headings):
        stream.write("\ufeff")
        # All in quotes: a program that separates by semicolons would cut other text
        # into cells, and the second of them could begin like a formula.
        self._writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        self.add_row(headings)

    def add_row(self, values):
        """Write one row; numbers stay numbers, empty values empty cells."""
        self._writer.writerow([self._cell(value) for value in values])

    @staticmethod
    def _cell(value):
        if value is None or value is False:
            return ""
        if isinstance(value, datetime):
            return value.strftime("%Y-%m-%d %H:%M:%S")
        if isinstance(value, str):
            return guard_text(value)
        return value


class Workbook:
    """An xlsx file, written row by row: memory does not grow with the rows.

    Sheets can be filled in any order, each of them from top to bottom::

        with Workbook(path) as book:
            sheet = book.sheet("Customers", [Column("Name"), Column("Since", DATE)])
            sheet.add_row(["Harbour", date(2026, 1, 31)])

    :param target: path, or stream in binary mode
    :param title: name of the document, shown in its properties
    """

    def __init__(self, target, title=""):
        self._book = xlsxwriter.Workbook(
            target,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
            },
        )
        if title:
            self._book.set_properties({"title": title})
        self._formats = {}
        self._sheets = []

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.close()

    def close(self):
        """Write what is left. Nothing can be added afterwards."""
        for sheet in self._sheets:
            sheet.finish()
        self._book.close()

    def sheet(self, name, columns):
        """Add a sheet with its heading.

        :param name: any text; what Excel does not allow in it is replaced
        :param columns: ``Column`` objects
        :return: ``Sheet``
        """
        page = self._book.add_worksheet(self._free_name(name))
        self._sheets.append(Sheet(self, page, columns))
        return self._sheets[-1]

    def _free_name(self, name):
        name = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", name).strip().strip("'") or "1"
        name, number = name[:31], 1
        # Excel compares the names without heed of case.
        taken = {"history", *(sheet.name.lower() for sheet in self._sheets)}
        while name.lower() in taken:
            number += 1
            ending = f" ({number})"
            name = name[: 31 - len(ending)].removesuffix(f" ({number - 1})") + ending
        return name

    def format(self, kind, mark=None, risky=False):
        """Return the format of cells of a kind, made once."""
        key = (kind, mark, risky)
        if key not in self._formats:
            values = {"num_format": FORMATS[kind], "valign": "top"}
            if mark:
                values["bg_color"] = MARKS[mark]
            if risky:
                # Stays text when somebody opens the cell and presses Enter.
                values["quote_prefix"] = True
            self._formats[key] = self._book.add_format(values)
        return self._formats[key]

    def heading_format(self, required):
        """Return the format of headings."""
        key = ("heading", required)
        if key not in self._formats:
            self._formats[key] = self._book.add_format(
                {
                    "bold": True,
                    "font_color": "#FFFFFF",
                    "bg_color": "#9C2B2B" if required else "#40506B",
                    "valign": "vcenter",
                    "text_wrap": True,
                    "num_format": "@",
                }
            )
        return self._formats[key]


class Sheet:
    """One sheet of a workbook; ``Workbook.sheet`` makes it.

    :param book: the ``Workbook``
    :param page: worksheet of XlsxWriter
    :param columns: ``Column`` objects
    """

    def __init__(self, book, page, columns):
        self._book = book
        self._page = page
        self._columns = columns
        self._plain = [book.format(column.kind) for column in columns]
        self._writers = [_WRITERS[column.kind] for column in columns]
        self.row_count = 0
        self._write_headings()

    def _write_headings(self):
        page, columns = self._page, self._columns
        page.freeze_panes(1, 0)
        page.set_row(0, 30)
        for place, column in enumerate(columns):
            width = column.width or WIDTHS.get(column.kind, 14)
            page.set_column(place, place, width)
            format_ = self._book.heading_format(column.required)
            page.write_string(0, place, _clean(column.heading), format_)
            if column.note:
                page.write_comment(0, place, _clean(column.note), {"x_scale": 2})
            self._offer(place, column.choices)

    @property
    def name(self):
        return self._page.get_name()

    def finish(self):
        """Set what depends on how many rows there are; the workbook calls it."""
        if self._columns:
            self._page.autofilter(0, 0, self.row_count, len(self._columns) - 1)

    def _offer(self, place, choices):
        """Offer the choices in the cells; a list that Excel cannot hold is left out."""
        if not choices or sum(len(text) + 1 for text in choices) > _FEW_CHOICES:
            return
        if any("," in text for text in choices):
            return
        self._page.data_validation(
            1,
            place,
            MAX_ROWS - 1,
            place,
            {"validate": "list", "source": list(choices), "error_type": "warning"},
        )

    def add_row(self, values, marks=None):
        """Write the next row.

        :param values: one per column; None and False (but in boolean columns) are empty
        :param marks: ``{place: "wrong" | "changed" | "right"}``, cells in colour
        :raise ValueError: when the sheet is full
        """
        self.row_count += 1
        row, page, formats = self.row_count, self._page, self._plain
        if row >= MAX_ROWS:
            raise ValueError(
                f"A sheet holds {MAX_ROWS - 1} rows. Narrow the selection down."
            )
        for place, write in enumerate(self._writers):
            value = values[place]
            mark = marks.get(place) if marks else None
            if mark:
                format_ = self._book.format(self._columns[place].kind, mark)
            else:
                format_ = formats[place]
            if value is None or value == "":
                if mark:
                    page.write_blank(row, place, None, format_)
            else:
                write(self._book, page, row, place, value, format_, mark)


def _clean(text):
    """Text that an xlsx file can hold."""
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT]
    return _NO_XML.sub("\ufffd", text) if not text.isascii() else text


def _write_text(book, page, row, place, value, format_, mark=None):
    if value is False:
        return
    text = _clean(value if isinstance(value, str) else str(value))
    if _RISKY.match(text):
        format_ = book.format(TEXT, mark, risky=True)
    # Never ``write``, which guesses.
    page.write_string(row, place, text, format_)


def _write_number(book, page, row, place, value, format_, mark=None):
    if isinstance(value, str):
        _write_text(book, page, row, place, value, format_, mark)
    elif value is False:
        return
    elif isinstance(value, float) and not math.isfinite(value):
        _write_text(book, page, row, place, str(value), format_, mark)
    elif abs(value) >= _MAX_EXACT:
        _write_text(book, page, row, place, str(value), format_, mark)
    else:
        page.write_number(row, place, value, format_)


def _write_date(book, page, row, place, value, format_, mark=None):
    if value is False:
        return
    if isinstance(value, date) and value.year >= _FIRST_YEAR:
        page.write_datetime(row, place, value, format_)
    else:
        _write_text(book, page, row, place, value, format_, mark)


def _write_boolean(book, page, row, place, value, format_, mark=None):
    if isinstance(value, str):
        _write_text(book, page, row, place, value, format_, mark)
    else:
        page.write_boolean(row, place, value, format_)


_WRITERS = {
    TEXT: _write_text,
    INTEGER: _write_number,
    NUMBER: _write_number,
    MONEY: _write_number,
    PERCENT: _write_number,
    DATE: _write_date,
    DATETIME: _write_date,
    BOOLEAN: _write_boolean,
}
