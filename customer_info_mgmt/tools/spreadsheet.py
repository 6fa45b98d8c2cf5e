"""Spreadsheets as they leave the house: in constant memory, and never as a program.

The one place that writes xlsx and csv files. Text that a spreadsheet would take for a
formula is text here, whoever keyed it in.
"""

import csv
import math
import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

import xlsxwriter

# A cell that begins like this runs as a formula, or starts one after a space or a line
# break that the program drops. After OWASP, "CSV Injection"; the wide forms are what a
# Chinese keyboard types, and Excel takes them as the narrow ones.
_BEGIN = "(?:[\\t\\r\\n]|\\s*[=+\\-@＝＋－﹣−＠])"
_RISKY = re.compile(f"^{_BEGIN}")
_GUARDED = re.compile(f"^'+{_BEGIN}")
# Neither is allowed in XML, and XlsxWriter leaves them in.
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
# What is written otherwise in a file: markup, control characters, and text that looks
# like the escape of one.
_SPECIAL = re.compile(r"[&<>\x00-\x08\x0b-\x1f]|_x[0-9a-fA-F]{4}_")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
_LIKE_ESCAPE = re.compile(r"_(x[0-9a-fA-F]{4}_)")
# What ``Sheet`` uses of the inside of XlsxWriter.
_INSIDE = ("row_data_fh", "_write_single_row", "dim_rowmax")
# What Excel holds at most.
MAX_ROWS = 1_048_576
MAX_TEXT = 32_767
# From here on Excel loses digits, so a number is better off as text.
_MAX_EXACT = 10**15
# Excel counts days from here, wrongly before 1900-03-01.
_ZERO = datetime(1899, 12, 30)
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
        self._plan = [
            (_CONVERTERS[column.kind], column.kind, _letters(place))
            for place, column in enumerate(columns)
        ]
        self.row_count = 0
        self._write_headings()
        # In constant memory XlsxWriter keeps rows in a file of their own, one cell at
        # a time. Writing rows there ourselves is five times as fast. Where another
        # version names that otherwise, its public way serves.
        self._is_fast = all(map(partial(hasattr, page), _INSIDE))
        self._styles = {}

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
        if self._is_fast and self.row_count:
            self._page.dim_rowmax = self.row_count

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
        if self.row_count >= MAX_ROWS:
            raise ValueError(
                f"A sheet holds {MAX_ROWS - 1} rows. Narrow the selection down."
            )
        write = self._write_fast if self._is_fast else self._write_publicly
        write(values, marks or {})

    # === XlsxWriter's own way === #

    def _write_publicly(self, values, marks):
        page, row = self._page, self.row_count
        for place, (convert, kind, _letters) in enumerate(self._plan):
            cell, mark = convert(values[place]), marks.get(place)
            if cell is None and mark is None:
                continue
            is_risky_text = type(cell) is str and bool(_RISKY.match(cell))
            format_ = self._book.format(kind, mark, is_risky_text)
            # Never ``write``, which guesses.
            if cell is None:
                page.write_blank(row, place, None, format_)
            elif type(cell) is str:
                page.write_string(row, place, cell, format_)
            elif type(cell) is bool:
                page.write_boolean(row, place, cell, format_)
            else:
                page.write_number(row, place, cell, format_)

    # === The same, as the file has it === #

    def _write_fast(self, values, marks):
        if self.row_count == 1:
            self._page._write_single_row(1)
        number = self.row_count + 1
        cells = []
        for place, (convert, kind, letters) in enumerate(self._plan):
            cell, mark = convert(values[place]), marks.get(place)
            if cell is None:
                if mark:
                    style = self._style(kind, mark, False)
                    cells.append(f'<c r="{letters}{number}" s="{style}"/>')
            elif type(cell) is str:
                style = self._style(kind, mark, _RISKY.match(cell) is not None)
                cells.append(
                    f'<c r="{letters}{number}" s="{style}" t="inlineStr"><is>'
                    f"{_text_element(cell)}</is></c>"
                )
            else:
                style = self._style(kind, mark, False)
                sort = ' t="b"' if type(cell) is bool else ""
                cells.append(
                    f'<c r="{letters}{number}" s="{style}"{sort}><v>'
                    f"{cell + 0!r}</v></c>"
                )
        self._page.row_data_fh.write(f'<row r="{number}">{"".join(cells)}</row>')

    def _style(self, kind, mark, risky):
        key = (kind, mark, risky)
        if key not in self._styles:
            self._styles[key] = self._book.format(*key)._get_xf_index()
        return self._styles[key]


def _letters(place):
    """Name of a column: A, B, … Z, AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def _text_element(text):
    if _SPECIAL.search(text):
        text = _LIKE_ESCAPE.sub(r"_x005F_\1", text)
        text = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if text[0].isspace() or text[-1].isspace():
        return f'<t xml:space="preserve">{text}</t>'
    return f"<t>{text}</t>"


# === What a value becomes: None, text, a number, or true and false === #


def _clean(text):
    """Text that an xlsx file can hold."""
    if len(text) > MAX_TEXT // 2:
        # Excel counts in units of UTF-16.
        units = text.encode("utf-16-le", "replace")[: 2 * MAX_TEXT]
        text = units.decode("utf-16-le", "ignore")
    return text if text.isascii() else _NO_XML.sub("\ufffd", text)


def _to_text(value):
    if value is None or value is False or value == "":
        return None
    return _clean(value if isinstance(value, str) else str(value))


def _to_number(value):
    if isinstance(value, str) or value is None or value is False:
        return _to_text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if abs(value) >= _MAX_EXACT:
        return str(value)
    return value if isinstance(value, (int, float)) else float(value)


def _to_date(value):
    if not isinstance(value, date) or value.year < _FIRST_YEAR:
        return _to_text(value)
    if isinstance(value, datetime):
        return (value.replace(tzinfo=None) - _ZERO).total_seconds() / 86_400
    return value.toordinal() - _ZERO.toordinal()


def _to_boolean(value):
    return value if isinstance(value, bool) else _to_text(value)


_CONVERTERS = {
    TEXT: _to_text,
    INTEGER: _to_number,
    NUMBER: _to_number,
    MONEY: _to_number,
    PERCENT: _to_number,
    DATE: _to_date,
    DATETIME: _to_date,
    BOOLEAN: _to_boolean,
}
