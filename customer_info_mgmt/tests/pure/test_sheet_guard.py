import csv
import io
import unittest
import zipfile

import xlsxwriter

from ...tools.sheet_guard import Limits, SheetError, column_number, inspect
from ...tools.sheet_reader import Sheet, cell_text, guess_delimiter, guess_encoding

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
CONTENT_TYPES = "<Types/>"
SHEET = "<worksheet><sheetData>{}</sheetData></worksheet>"


def archive(parts, compression=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return stream.getvalue()


def workbook(sheet="", **parts):
    return archive(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "xl/workbook.xml": "<workbook/>",
            "xl/worksheets/sheet1.xml": SHEET.format(sheet),
            **parts,
        }
    )


def ods(table, **parts):
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": "<office:spreadsheet><table:table>"
            f"{table}</table:table></office:spreadsheet>",
            **parts,
        }
    )


def real(rows):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return stream.getvalue()


CELL = '<row r="{row}"><c r="{column}{row}"><v>1</v></c></row>'
REFUSED = {
    "empty": b"",
    "not_a_sheet": b"%PDF-1.7 something",
    "damaged": real([["a"], ["b"]])[:300],
    "encrypted": OLE + "EncryptedPackage".encode("utf-16-le"),
    "macros": workbook(**{"xl/vbaProject.bin": b"x"}),
    "bomb": workbook(**{"xl/sharedStrings.xml": b" " * (12 << 20)}),
    "entities": workbook(
        **{"xl/sharedStrings.xml": '<!DOCTYPE x [<!ENTITY a "b">]><sst>&a;</sst>'}
    ),
    "too_many_rows": workbook(CELL.format(row=1048576, column="A")),
    "too_many_columns": workbook(CELL.format(row=1, column="XFD")),
}


class TestSheetGuard(unittest.TestCase):
    def refuse(self, code, content, **limits):
        with self.assertRaises(SheetError) as caught:
            list(Sheet(content, Limits(**limits)).rows())
        self.assertEqual(caught.exception.code, code)

    def test_each_reason(self):
        """L29: what is not safe to read is refused, each with its own reason."""
        for code, content in REFUSED.items():
            with self.subTest(code):
                self.refuse(code, content)

    def test_macros_wherever_they_hide(self):
        """L29: macros of the old format, of OpenDocument and of Excel 4."""
        for content in (
            OLE + "Workbook _VBA_PROJECT_CUR".encode("utf-16-le"),
            ods("", **{"Basic/Standard/Module1.xml": "x"}),
            workbook(**{"xl/macrosheets/sheet1.xml": "<x/>"}),
        ):
            self.refuse("macros", content)

    def test_a_password(self):
        """L29: a protected OpenDocument sheet says so in its list of parts."""
        manifest = {"META-INF/manifest.xml": "<manifest:encryption-data/>"}
        self.refuse("encrypted", ods("", **manifest))

    def test_other_archives(self):
        """L29: a text document or any zip file is no spreadsheet."""
        self.refuse("not_a_sheet", archive({"a.txt": "b"}))
        self.refuse("not_a_sheet", archive({"xl/workbook.bin": "b"}))
        self.refuse("not_a_sheet", OLE + b"WordDocument")
        self.refuse("not_a_sheet", b"\x89PNG\r\n")
        self.refuse("not_a_sheet", b"text with a \0 in it")

    def test_limits(self):
        """L29: size, unpacked size, rows, columns and cells are counted."""
        rows = real([[str(n), "x", "y"] for n in range(30)])
        self.refuse("too_large", rows, file_bytes=100)
        self.refuse("bomb", rows, unpacked_bytes=1000)
        self.refuse("too_many_rows", rows, rows=20)
        self.refuse("too_many_columns", rows, columns=2)
        self.refuse("too_many_cells", rows, cells=50)
        text = b"a,b,c\n" * 30
        self.refuse("too_many_rows", text, rows=20)
        self.refuse("too_many_columns", text, columns=2)

    def test_a_million_columns_of_text(self):
        """L29: a csv with a million columns is refused before its rows are kept."""
        self.refuse("too_many_columns", b"a," * 1_000_000 + b"\n")

    def test_a_cell_without_end(self):
        """L29: one cell that never ends is no cell, however much ``csv`` would take."""
        for limit in (1 << 17, 1 << 28):
            before = csv.field_size_limit(limit)
            self.addCleanup(csv.field_size_limit, before)
            self.refuse("long_cell", b'name\n"' + b"x" * 200_000)

    def test_repeated_cells(self):
        """L29: OpenDocument may say that a cell is there a million times; empty ones
        at the end of a sheet are usual, filled ones are refused."""
        filled = (
            '<table:table-row><table:table-cell office:value="1" {}/></table:table-row>'
        )
        far = 'table:number-columns-repeated="1000000"'
        self.refuse("too_many_columns", ods(filled.format(far)))
        deep = filled.format("").replace(
            "row>", 'row table:number-rows-repeated="9999999">', 1
        )
        self.refuse("too_many_rows", ods(deep))
        empty = f"<table:table-row><table:table-cell {far}/></table:table-row>"
        self.assertEqual(inspect(ods(empty)).kind, "ods")

    def test_a_sheet_that_lies_about_its_size(self):
        """L29: what a part unpacks to is counted, whatever its header says."""
        content = bytearray(REFUSED["bomb"])
        size = (12 << 20).to_bytes(4, "little")
        while (place := content.find(size)) >= 0:
            content[place : place + 4] = (100).to_bytes(4, "little")
        with self.assertRaises(SheetError) as caught:
            Sheet(bytes(content))
        self.assertIn(caught.exception.code, ("bomb", "damaged"))

    def test_formulas_are_found(self):
        """L29: formula cells are known by row and column, in xlsx and ods."""
        cells = '<row r="7"><c r="AB7" t="str"><f>A1</f><v>x</v></c></row>'
        self.assertEqual(inspect(workbook(cells)).formulas, {1: {(7, 28)}})
        table = (
            '<table:table-row><table:table-cell office:value="1"/>'
            '<table:table-cell table:formula="of:=1" office:value="1"/>'
            "</table:table-row>"
        )
        self.assertEqual(inspect(ods(table)).formulas, {1: {(1, 2)}})
        self.assertEqual(column_number("XFD"), 16384)


class TestSheetReader(unittest.TestCase):
    def test_rows_keep_their_numbers(self):
        """L29: an empty row counts, so that errors name the row that people see."""
        sheet = Sheet(real([[], ["Name", "City"], ["A", ""], [], ["", "B"]]))
        self.assertEqual((sheet.headings, sheet.heading_row), (["Name", "City"], 2))
        self.assertEqual(list(sheet.rows()), [(3, ["A", ""]), (5, ["", "B"])])

    def test_what_stands_beside_the_headings_is_left_out(self):
        """L29: cells without a heading are no column."""
        sheet = Sheet(b"Name,City\nA,B,C\nD\n")
        self.assertEqual(list(sheet.rows()), [(2, ["A", "B"]), (3, ["D", ""])])

    def test_encodings(self):
        """J05: UTF-8 with and without mark, UTF-16, GB18030 and Western letters."""
        text = "客户,电话\n深圳公司,0755\n"
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"):
            self.assertEqual(Sheet(text.encode(encoding)).headings, ["客户", "电话"])
        western = "Name;Ort\nMüller;Köln\n".encode("cp1252")
        self.assertEqual(guess_encoding(western), "cp1252")

    def test_delimiters(self):
        """J05: comma, semicolon, tab and bar, also where texts hold others of them."""
        for sign in ",;\t|":
            rows = [["Name", "Note"], ["A", "x, y; z"], ["B", "p"]]
            sample = "\n".join(sign.join(f'"{cell}"' for cell in row) for row in rows)
            self.assertEqual(guess_delimiter(sample), sign)
        self.assertEqual(list(Sheet(b"Name\nAnna\n").rows()), [(2, ["Anna"])])

    def test_text_formulas_of_csv(self):
        """J07: ="0123" is a way to keep a zero, no formula; '= is a guarded text."""
        sheet = Sheet(b'Name,Code\n"=""0123""","\'=1+1"\n')
        self.assertEqual(list(sheet.rows()), [(2, ["0123", "=1+1"])])

    def test_numbers_as_texts(self):
        """J07: a phone that the spreadsheet took for a number has no .0 at its end."""
        self.assertEqual(cell_text(13800138000.0), "13800138000")
        self.assertEqual(cell_text(1.5), "1.5")
        self.assertEqual(cell_text(True), "TRUE")
