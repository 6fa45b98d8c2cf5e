"""Spreadsheets as they come in: rows of plain values, whatever the format of the file.

Values are read, formulas never run: of a formula cell its last result is taken.
"""

import csv
import io
import re
from datetime import date, datetime, time, timedelta
from itertools import islice

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from .sheet_guard import Limits, SheetError, inspect
from .spreadsheet import unguard_text
from .values import to_text

DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 40
# What a program writes into a cell whose formula failed.
BROKEN = re.compile(
    r"^#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|GETTING_DATA|SPILL!|CALC!)$"
)
# No cell holds more; an open quotation mark makes one of the whole file.
LONGEST_CELL = 1 << 17
# A way to keep leading zeros in a csv that is opened in Excel.
_TEXT_FORMULA = re.compile(r'^="((?:[^"]|"")*)"$')


class Sheet:
    """The first sheet of a file that holds anything.

    :param content: the file as bytes
    :param limits: ``Limits``
    :raise SheetError: for a file that cannot or must not be read
    """

    def __init__(self, content, limits=None):
        self.limits = limits or Limits()
        self.content = content
        found = inspect(content, self.limits)
        self.kind = found.kind
        self.formulas = set()
        self.encoding = self.delimiter = ""
        if self.kind == "csv":
            self._prepare_csv()
        else:
            self._open_workbook(found)
        self._read_headings()

    def _prepare_csv(self):
        self.encoding = guess_encoding(self.content)
        sample = decode(self.content[: 1 << 18], self.encoding, cut=True)
        self.delimiter = guess_delimiter(sample)

    def _open_workbook(self, found):
        try:
            book = CalamineWorkbook.from_filelike(io.BytesIO(self.content))
            place, sheet = self._first_filled(book)
        except PasswordError as error:
            raise SheetError("encrypted") from error
        except (CalamineError, OSError, ValueError) as error:
            raise SheetError("damaged") from error
        if sheet.width > self.limits.columns:
            raise SheetError("too_many_columns", limit=self.limits.columns)
        if sheet.height > self.limits.rows + 1:
            raise SheetError("too_many_rows", limit=self.limits.rows)
        self._sheet = sheet
        # Sheets are numbered in the file as they are made, mostly in their order.
        self.formulas = found.formulas.get(place + 1, set())

    def _first_filled(self, book):
        for place in range(len(book.sheet_names)):
            sheet = book.get_sheet_by_index(place)
            if sheet.height and sheet.width:
                return place, sheet
        raise SheetError("no_heading")

    def _read_headings(self):
        """The first row that has a text is the headings; empty ones above are passed
        over, and so is a title."""
        filled = (
            (number, row)
            for number, row in self._numbered()
            if any(cell_text(value).strip() for value in row)
        )
        found = list(islice(filled, 2))
        if not found:
            raise SheetError("no_heading")
        self.heading_row, row = found[_is_title(*(row for _number, row in found))]
        texts = [cell_text(value).strip() for value in row]
        while not texts[-1]:
            texts.pop()
        self.headings = texts

    def rows(self):
        """Yield ``(number of the row in the file, values)`` below the headings.

        Values are texts, numbers, booleans, dates and datetimes, one per heading; rows
        without any value are passed over.
        """
        width = len(self.headings)
        for number, row in self._numbered():
            if number <= self.heading_row:
                continue
            values = row[:width]
            if any(value not in ("", None) for value in values):
                values += [""] * (width - len(values))
                yield number, values

    def _numbered(self):
        if self.kind == "csv":
            yield from enumerate(self._csv_rows(), 1)
            return
        # Empty rows above the first value are given, empty columns before it are not.
        before = [""] * (self._sheet.start or (0, 0))[1]
        number = 0
        try:
            for row in self._sheet.iter_rows():
                number += 1
                yield number, before + row
        except CalamineError as error:
            raise SheetError("damaged") from error

    def _csv_rows(self):
        stream = io.TextIOWrapper(
            io.BytesIO(self.content), encoding=self.encoding, newline=""
        )
        limits = self.limits
        reader = csv.reader(stream, delimiter=self.delimiter)
        try:
            for number, row in enumerate(reader, 1):
                if number > limits.rows + 1:
                    raise SheetError("too_many_rows", limit=limits.rows)
                if len(row) > limits.columns:
                    raise SheetError("too_many_columns", limit=limits.columns)
                # The limit of ``csv`` itself is one for all, and Odoo lifts it.
                if max(map(len, row), default=0) > LONGEST_CELL:
                    raise SheetError(
                        "long_cell", row=reader.line_num, limit=limits.cell_text
                    )
                yield [_csv_cell(text) for text in row]
        except csv.Error as error:
            raise SheetError(
                "long_cell", row=reader.line_num, limit=limits.cell_text
            ) from error
        except UnicodeDecodeError as error:
            raise SheetError("encoding") from error


def _is_title(row, below=()):
    """Tell whether a row is a title above the headings, mostly one cell merged over
    all: it stands alone, and below are several different texts."""
    texts = [value for value in below if isinstance(value, str) and value.strip()]
    return (
        len(row) > 2
        and sum(bool(cell_text(value).strip()) for value in row) == 1
        and len(texts) > 2
        and len(set(texts)) == len(texts)
        and not any(any(map(str.isdigit, text)) for text in texts)
    )


def _csv_cell(text):
    if text.startswith("="):
        if match := _TEXT_FORMULA.match(text):
            return match[1].replace('""', '"')
    elif text.startswith("'"):
        return unguard_text(text)
    return text


def guess_encoding(content):
    """Return the encoding of a text file: by its mark, or by what its bytes allow.

    :raise SheetError: for bytes that are no text
    """
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return encoding
    sample = content[: 1 << 16]
    nulls = sample.count(0)
    if nulls:
        if nulls < len(sample) // 5:
            raise SheetError("not_a_sheet")
        return "utf-16-le" if sample[1::2].count(0) > nulls // 2 else "utf-16-be"
    for encoding in ("utf-8", _eastern_or_western(sample)):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise SheetError("encoding")


def _eastern_or_western(sample):
    """Chinese characters come in pairs of high bytes, accented letters alone."""
    pairs = len(re.findall(rb"[\xa1-\xfe][\xa1-\xfe]", sample))
    alone = len(re.findall(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])", sample))
    return "gb18030" if pairs >= alone else "cp1252"


def decode(content, encoding, cut=False):
    """Return the text; with ``cut`` the last character may be incomplete."""
    return content.decode(encoding, errors="ignore" if cut else "strict")


def guess_delimiter(sample):
    """Return the sign between the cells: the one that gives most rows one width."""

    def worth(delimiter):
        try:
            rows = list(csv.reader(io.StringIO(sample), delimiter=delimiter))
        except csv.Error:
            return (0, 0)
        widths = [len(row) for row in rows[:_SAMPLE_ROWS] if row]
        if not widths:
            return (0, 0)
        width = max(set(widths), key=widths.count)
        return (widths.count(width) * (width > 1), width)

    return max(DELIMITERS, key=worth)


def cell_text(value):
    """Return a cell as the text that a person sees in it.

    Numbers lose the ``.0`` that spreadsheets give whole ones; dates are ISO.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return (
            str(int(value)) if value.is_integer() and abs(value) < 1e16 else str(value)
        )
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return to_text(value)
