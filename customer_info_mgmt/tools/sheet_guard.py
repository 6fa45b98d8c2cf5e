"""Is it safe to read this spreadsheet: asked before anything reads it. Pure Python.

A workbook is a zip file of XML. What is declared in it is not believed: every part is
unpacked in small pieces and counted, and thrown away again.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field

# What a file can be refused for; the words are the models'.
REFUSALS = (
    "empty",
    "too_large",
    "not_a_sheet",
    "damaged",
    "encrypted",
    "macros",
    "bomb",
    "entities",
    "too_many_rows",
    "too_many_columns",
    "too_many_cells",
    "encoding",
    "long_cell",
    "no_heading",
    "no_rows",
)


class SheetError(Exception):
    """A file that cannot be imported.

    :param code: one of ``REFUSALS``
    :param values: what the words name
    """

    def __init__(self, code, **values):
        self.code = code
        self.values = values
        super().__init__(code)


@dataclass(frozen=True)
class Limits:
    """How much of a file is read at most.

    :param file_bytes: size of the file
    :param unpacked_bytes: size of what it unpacks to
    :param ratio: how many times the packed size one part may unpack to
    """

    file_bytes: int = 50 * 2**20
    unpacked_bytes: int = 600 * 2**20
    ratio: int = 250
    rows: int = 200_000
    columns: int = 200
    cells: int = 10_000_000
    cell_text: int = 20_000


@dataclass
class Inspection:
    """What the guard learnt about a file.

    :param kind: ``xlsx``, ``ods``, ``xls`` or ``csv``
    :param formulas: by sheet (its number among the sheets), the formula cells as
        ``(row, column)``, both from 1
    """

    kind: str
    formulas: dict = field(default_factory=dict)


_PIECE = 1 << 20
# A part this small is no bomb, however well it is packed.
_SMALL = 5 * 2**20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml$")
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"')
_CELL = re.compile(rb'\br="([A-Z]{1,8})(\d{1,10})"')
_FORMULA = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*>\s*<(?:\w+:)?f\b')
_REPEATED = re.compile(rb'number-(columns|rows)-repeated="(\d+)"', re.DOTALL)
_ODS_CELL = re.compile(
    rb"<table:(?:covered-)?table-cell\b([^>]*?)(/?)>|<table:table-row\b([^>]*?)(/?)>"
    rb"|</table:table-row>|<table:table\b|</table:table>"
)


def inspect(content, limits=None):
    """Return what kind of spreadsheet ``content`` is; refuse what is not safe.

    :param content: the file as bytes
    :param limits: ``Limits``
    :return: ``Inspection``
    :raise SheetError: with the reason
    """
    limits = limits or Limits()
    if not content:
        raise SheetError("empty")
    if len(content) > limits.file_bytes:
        raise SheetError("too_large", limit=limits.file_bytes >> 20)
    if content.startswith(b"PK"):
        return _Archive(content, limits).inspect()
    if content.startswith(_OLE):
        return _inspect_ole(content)
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!")):
        raise SheetError("not_a_sheet")
    return Inspection("csv")


def _inspect_ole(content):
    """The old format of Excel, or a new workbook under a password."""
    if _wide("EncryptedPackage") in content:
        raise SheetError("encrypted")
    if _wide("_VBA_PROJECT_CUR") in content or _wide("VBA") + b"\0" * 4 in content:
        raise SheetError("macros")
    if _wide("Workbook") not in content and _wide("Book") not in content:
        raise SheetError("not_a_sheet")
    return Inspection("xls")


def _wide(text):
    return text.encode("utf-16-le")


def column_number(letters):
    """Return the number of a column, from 1: ``AA`` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + (letter if isinstance(letter, int) else ord(letter)) - 64
    return number


class _Archive:
    """A workbook that is a zip file."""

    def __init__(self, content, limits):
        self.content = content
        self.limits = limits
        self.unpacked = 0
        self.cells = 0

    def inspect(self):
        try:
            with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
                return self._inspect(archive)
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
            raise SheetError("damaged") from error
        except RuntimeError as error:
            # What zipfile says about a part under a password.
            raise SheetError("encrypted") from error
        except Exception as error:
            if isinstance(error, SheetError):
                raise
            # zlib.error and whatever else broken bytes bring about.
            raise SheetError("damaged") from error

    def _inspect(self, archive):
        parts = archive.infolist()
        names = {part.filename for part in parts}
        kind = self._kind(archive, names)
        self._refuse_macros(names)
        declared = sum(part.file_size for part in parts)
        if declared > self.limits.unpacked_bytes or len(parts) > 10_000:
            raise SheetError("bomb", limit=self.limits.unpacked_bytes >> 20)
        found = Inspection(kind)
        for part in parts:
            if part.flag_bits & 1:
                raise SheetError("encrypted")
            reader = self._part_reader(part.filename, kind, found)
            self._unpack(archive, part, reader)
        return found

    def _kind(self, archive, names):
        if "xl/workbook.xml" in names:
            return "xlsx"
        if "xl/workbook.bin" in names:
            raise SheetError("not_a_sheet")
        if "content.xml" in names and "mimetype" in names:
            with archive.open("mimetype") as stream:
                mime = stream.read(200)
            if b"opendocument.spreadsheet" in mime:
                self._refuse_encrypted(archive, names)
                return "ods"
        raise SheetError("not_a_sheet")

    def _refuse_encrypted(self, archive, names):
        if "META-INF/manifest.xml" in names:
            with archive.open("META-INF/manifest.xml") as stream:
                if b"encryption-data" in stream.read(_PIECE):
                    raise SheetError("encrypted")

    def _refuse_macros(self, names):
        for name in names:
            low = name.lower()
            if (
                "vbaproject" in low
                or low.startswith(("basic/", "scripts/", "xl/macrosheets/"))
                and not low.endswith("/")
            ):
                raise SheetError("macros")

    def _part_reader(self, name, kind, found):
        if kind == "xlsx" and (match := _SHEET.search(name)):
            cells = found.formulas.setdefault(int(match[1]), set())
            return _XlsxSheet(self.limits, cells)
        if kind == "ods" and name == "content.xml":
            return _OdsContent(self.limits, found.formulas)
        return None

    def _unpack(self, archive, part, reader):
        """Count what the part really unpacks to."""
        size, rest = 0, b""
        is_xml = part.filename.endswith((".xml", ".rels"))
        limit = max(_SMALL, part.compress_size * self.limits.ratio)
        with archive.open(part) as stream:
            while piece := stream.read(_PIECE):
                size += len(piece)
                self.unpacked += len(piece)
                if size > limit or self.unpacked > self.limits.unpacked_bytes:
                    raise SheetError("bomb", limit=self.limits.unpacked_bytes >> 20)
                if is_xml and (b"<!ENTITY" in piece or b"<!DOCTYPE" in piece):
                    raise SheetError("entities")
                if reader:
                    # The last tag may go on in the next piece.
                    whole = rest + piece
                    cut = whole.rfind(b"<")
                    cut = whole.rfind(b"<", 0, cut) if cut > 0 else cut
                    cut = cut if cut > 0 else len(whole)
                    reader.take(whole[:cut])
                    rest = whole[cut:][-_PIECE:]
        if reader:
            reader.take(rest)


class _XlsxSheet:
    """Counts rows, columns and cells of one sheet, and notes its formulas."""

    def __init__(self, limits, formulas):
        self.limits = limits
        self.formulas = formulas
        self.rows = self.cells = 0
        # Letters of columns beyond the limit: most sheets have none of that length.
        self._far = re.compile(rb'\br="([A-Z]{2,8})\d')
        self._high = re.compile(rb'\br="[A-Z]{0,8}(\d{%d,})"' % len(str(limits.rows)))

    def take(self, text):
        self.rows += text.count(b"<row")
        self.cells += text.count(b"<c ") + text.count(b"<c>")
        if self.rows > self.limits.rows + 1:
            raise SheetError("too_many_rows", limit=self.limits.rows)
        if self.cells > self.limits.cells:
            raise SheetError("too_many_cells", limit=self.limits.cells)
        for letters in set(self._far.findall(text)):
            if column_number(letters) > self.limits.columns:
                raise SheetError("too_many_columns", limit=self.limits.columns)
        for digits in set(self._high.findall(text)):
            if int(digits) > self.limits.rows + 1:
                raise SheetError("too_many_rows", limit=self.limits.rows)
        if b"<f" in text:
            self.formulas.update(
                (int(row), column_number(letters))
                for letters, row in _FORMULA.findall(text)
            )


class _OdsContent:
    """Counts what an OpenDocument sheet holds: a cell may say that it is repeated."""

    def __init__(self, limits, formulas):
        self.limits = limits
        self.formulas = formulas
        self.sheet = self.row = self.column = 0
        self.row_repeat, self.row_filled = 1, 0
        self.cells = 0

    def take(self, text):
        for match in _ODS_CELL.finditer(text):
            tag = match.group(0)
            if tag.startswith(b"<table:table-row"):
                self._open_row(match[3] or b"")
                if match[4]:
                    self._close_row()
            elif tag == b"</table:table-row>":
                self._close_row()
            elif tag.startswith((b"<table:table-cell", b"<table:covered")):
                self._cell(match[1] or b"", bool(match[2]))
            elif tag == b"<table:table":
                self.sheet += 1
                self.row = 0

    def _repeat(self, attributes):
        match = _REPEATED.search(attributes)
        return int(match[2]) if match else 1

    def _open_row(self, attributes):
        self.row_repeat, self.row_filled, self.column = self._repeat(attributes), 0, 0
        self.row += 1

    def _cell(self, attributes, is_closed):
        repeat = self._repeat(attributes)
        if b"table:formula=" in attributes:
            self.formulas.setdefault(self.sheet, set()).add((self.row, self.column + 1))
        self.column += repeat
        if not is_closed or b"value" in attributes:
            self.row_filled = self.column
            self.cells += repeat
        if self.row_filled > self.limits.columns:
            raise SheetError("too_many_columns", limit=self.limits.columns)

    def _close_row(self):
        if self.row_filled:
            self.cells += self.row_filled * (self.row_repeat - 1)
            self.row += self.row_repeat - 1
            if self.row > self.limits.rows + 1:
                raise SheetError("too_many_rows", limit=self.limits.rows)
            if self.cells > self.limits.cells:
                raise SheetError("too_many_cells", limit=self.limits.cells)
