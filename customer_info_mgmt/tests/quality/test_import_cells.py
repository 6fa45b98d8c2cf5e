import base64
from datetime import date, datetime, time

from odoo.tests import tagged

from .import_common import ImportCommon, xlsx_file

WORDS_OF_PHONES = (
    "none", "unknown", "---", "??", "无", "没有", "1", "12", "123456", "0", "00",
    "1234567890123456789", "+999123456789", "+000000000", "11111111", "00000000",
    "1.38E+10", "1,38E+10", "1.3800138E+10", "12345678", "13800000000", "99999999",
    "22222222222", "abc", "n/a", "x", "1380013800", "138001380012", "#N/A",
    "call me", "+", "++", "+86", "+49", "+1", "tel:", "phone", "13800138", "phone 12",
    "+86 123", "139-0013", "(020)",
)  # fmt: skip
WRONG_EMAILS = (
    "nobody", "nobody@", "@nowhere.com", "a b", "a@b", "a@@", "a@b@", "a@.com",
    "a@b..", "none", "无", "a@b.c", "x@-", "no mail", "a@b,c", "ä", "a@ b", "http://x.y",
    "a..b@c.de", ".a@c.de", "a.@c.de", "a@c_d.de", "test@test.com", "none@none.com",
    "noemail@noemail.com", "xxx@xxx.com", "x@example.com", "#REF!", "a@b.1",
    "a(b)@c.de", "a[b@c.de", 'a"b@c.de', "a@c.d!", "a\\b@c.de", "na@na", "@", "@@",
    "name at firm.de", "info@firm", "info@firm.",
)  # fmt: skip
WRONG_BIRTHDAYS = (
    "31.02.1990", "1990-02-30", "1990-13-01", "1990-00-10", "1990-10-00", "32.1.1990",
    "05/06/1990", "1/2/1980", "03-04-1999", "yesterday", "soon", "abc", "2999-01-01",
    "1800-01-01", "0001-01-01", "农历五月初五", "正月初一", "1990年2月30日",
    "1990年13月1日",
    "29.02.2001", "1990", "May", "1990-05", "20", "13/13/1990", "1990/99/99", "??",
    "#VALUE!", "1990-05-20x", "19900532", "31 April 1990", "February 30, 1990",
    "1990.2.31", "40 May 1990", "0.0.0", "00000000", "99999999", "12345678901",
    "5 of never", "1990-5-5-5",
)  # fmt: skip
WRONG_CHOICES = {
    "Gender": ("yes", "1", "mmm", "女男", "unknown", "x", "0", "maybe"),
    "Company or Person": ("thing", "??", "both", "2", "nobody", "公司个人"),
    "Company Size": ("huge", "5", "10000", "about ten"),
    "Language": ("Klingon", "xx_YY", "12", "Mandarin maybe"),
    "Address Type": ("somewhere", "address", "0"),
}
WRONG_NAMES_OF_RECORDS = {
    "Country": ("Atlantis", "XX", "12", "Germoney", "#NAME?"),
    "State or Province": ("Nowhere Province", "ZZZ", "99", "不存在省"),
    "Salesperson": ("Nobody At All", "x@y.z", "0"),
    "Customer Group": ("No Such Group", "??"),
    "Tags": ("No Such Tag", "A; B", "VIP, Gold"),
    "Level": ("Platinum Plus", "0"),
    "Industry": ("Moon mining", "#DIV/0!"),
    "Belongs to Company": ("No Such Company Ltd", "12345"),
}
WRONG_TAX_IDS = (
    "91440300MA5DA1EX2X", "911111111111111111", "000000000000000", "123456789",
    "none", "无", "9144030", "91440300MA5DA1EX", "91440300MA5DA1EX23456",
    "DE123456789", "XX", "test", "#NULL!", "111111111111111111",
)  # fmt: skip
WRONG_ZIPS = ("12", "ABCDE", "51800", "5180000", "5180AB", "000", "zip", "518-00")
WRONG_IDS = ("x", "-1", "1.5", "9999999999", "abc-1", "=1", "999999999", "0x1")
LONG = "x" * 600


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestImportCells(ImportCommon):
    def _bad_cells(self):
        """Yield ``(heading, cell)`` of cells that no customer can have."""
        for heading, cells in (
            ("Phone", WORDS_OF_PHONES),
            ("E-mail", WRONG_EMAILS),
            ("Birthday", WRONG_BIRTHDAYS),
            ("Tax ID", WRONG_TAX_IDS),
            ("Postal Code", WRONG_ZIPS),
            ("ID", WRONG_IDS),
            *WRONG_CHOICES.items(),
            *WRONG_NAMES_OF_RECORDS.items(),
        ):
            for cell in cells:
                yield heading, cell
        for heading in (
            "Customer Name",
            "City",
            "Street",
            "Job Position",
            "Occupation",
        ):
            yield heading, LONG
            yield heading, "#REF!"
        for heading in ("Phone", "Customer Name", "Postal Code", "Tax ID", "City"):
            yield heading, datetime(2026, 1, 2, 3, 4)
            yield heading, date(2026, 1, 2)
        yield "Phone", time(3, 4)
        yield "Birthday", -3.5
        yield "Birthday", True
        yield "External ID", "two words"
        yield "External ID", "ä"
        yield "Contact Phone", "12"
        yield "Contact E-mail", "nobody"

    def test_each_bad_cell_gives_a_row_with_a_reason(self):
        """L29, B01: 200 kinds of bad cell: each row is left out, says why, and the
        cell is marked; the good row between them comes in."""
        cells = list(self._bad_cells())
        self.assertGreaterEqual(len(cells), 200)
        headings = sorted({heading for heading, _cell in cells} - {"Customer Name"})
        headings = ["Customer Name", "Contact Person", *headings]
        rows = [headings]
        for number, (heading, cell) in enumerate(cells):
            row = [""] * len(headings)
            row[0] = f"Bad Cell Imp {number}"
            if heading == "Postal Code" or heading == "Tax ID":
                row[headings.index("Country")] = "China"
            if heading.startswith("Contact"):
                row[1] = "Somebody"
            row[headings.index(heading)] = cell
            rows.append(row)
        good = [""] * len(headings)
        good[0] = "Good Between Bad Imp"
        rows.append(good)
        record = self.upload(xlsx_file(rows), name="bad.xlsx")
        record.action_rehearse()
        found = {row.number: row for row in record.row_ids}
        missed = [
            (heading, cell, found[number].action)
            for number, (heading, cell) in enumerate(cells, 2)
            if found[number].action != "error" or not found[number].reason
        ]
        self.assertFalse(missed)
        unmarked = [
            (heading, cell)
            for number, (heading, cell) in enumerate(cells, 2)
            if headings.index(heading) not in (found[number].bad or ())
            and heading not in ("ID", "Belongs to Company")
        ]
        self.assertFalse(unmarked)
        self.assertEqual(found[len(cells) + 2].action, "new")

    def test_doubtful_values_come_in_marked_where_that_is_chosen(self):
        """B01, L29: the other choice keeps the value as typed and lists the doubt."""
        rows = [["Name", "Phone", "E-mail"], ["Doubt Imp", "12", "nobody"]]
        self.bring_in(rows, wrong_values="mark")
        partner = self.named("Doubt Imp")
        self.assertEqual((partner.phone, partner.email), ("12", "nobody"))
        self.assertEqual(
            sorted(partner.data_issue_ids.mapped("field_name")), ["email", "phone"]
        )

    def test_formula_cells_are_read_and_flagged(self):
        """L29: of a formula its last result is taken; the form says how many."""
        content = xlsx_file(
            [["Name", "City"], ["", "Kiel"]], [(1, 0, '="A"&"B"', "Formula Result Imp")]
        )
        record = self.upload(content, name="f.xlsx")
        self.assertIn("1 cells with formulas", record.file_info)
        record.action_rehearse()
        self.assertEqual(record.new_row_ids.label, "Formula Result Imp")

    def test_text_that_looks_like_a_formula_stays_text(self):
        """J05: a name that begins with = is a name, on the way in and out again."""
        rows = [["Name", "E-mail"], ["=1+1", "nobody"], ["@sum", "x"], ["-5+5", "y"]]
        record = self.rehearse(rows)
        self.assertCounts(record, error=3)
        action = record.action_download_bad_rows()
        number = int(action["url"].split("/")[3].split("?")[0])
        content = base64.b64decode(self.env["ir.attachment"].browse(number).datas)
        again = self.upload(content, name="again.xlsx")
        again.action_rehearse()
        self.assertEqual(again.row_ids.mapped("label"), record.row_ids.mapped("label"))
        self.assertNotIn("formulas", again.file_info)
