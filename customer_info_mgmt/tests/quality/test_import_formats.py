import io
import zipfile
from datetime import date
from xml.sax.saxutils import escape

import xlwt

from odoo.tests import tagged

from .import_common import ImportCommon, csv_file

ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODS_CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content office:version="1.2"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="客户">%s</table:table>
</office:spreadsheet></office:body></office:document-content>"""
ODS_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest manifest:version="1.2"
 xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>
<manifest:file-entry manifest:full-path="content.xml"
 manifest:media-type="text/xml"/></manifest:manifest>"""
TITLE = "二〇二六年客户资料表"
HEADINGS = ["客户名称", "客户编码", "电话", "邮编", "生日", "备注"]
DAY = date(1990, 5, 20)
PERSON = ["王格式", "FMT-1", 13800138000.0, 518000.0, DAY, "老客户 & 朋友"]
COMPANY = ["深圳市格式贸易有限公司", "FMT-2", "0755-26001234", "518057", "", ""]


def ods_cell(value):
    kind, text = "string", escape(str(value))
    shown = f"<text:p>{text}</text:p>"
    if value == "":
        return "<table:table-cell/>"
    attribute = ""
    if isinstance(value, float):
        kind, attribute = "float", f' office:value="{value}"'
    elif isinstance(value, date):
        kind, attribute = "date", f' office:date-value="{value.isoformat()}"'
    return (
        f'<table:table-cell office:value-type="{kind}"{attribute}>'
        f"{shown}</table:table-cell>"
    )


def ods_file(title, rows):
    """Return a spreadsheet as LibreOffice writes it, its title merged over all."""
    width = len(rows[0])
    lines = [
        "<table:table-row><table:table-cell"
        f' table:number-columns-spanned="{width}" office:value-type="string">'
        f"<text:p>{title}</text:p></table:table-cell>"
        f'<table:covered-table-cell table:number-columns-repeated="{width - 1}"/>'
        "</table:table-row>"
    ]
    for row in rows:
        cells = "".join(map(ods_cell, row))
        lines.append(f"<table:table-row>{cells}</table:table-row>")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), ODS)
        archive.writestr("content.xml", ODS_CONTENT % "".join(lines))
        archive.writestr("META-INF/manifest.xml", ODS_MANIFEST)
    return stream.getvalue()


def xls_file(title, rows):
    """Return a workbook of Excel 97, its title merged over all columns."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("客户")
    sheet.write_merge(0, 0, 0, len(rows[0]) - 1, title)
    dated = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            style = dated if isinstance(value, date) else xlwt.Style.default_style
            sheet.write(number, place, value, style)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestImportFormats(ImportCommon):
    """B20, L29: workbooks of other programs come in as those of today's Excel."""

    def assertBroughtIn(self, record):
        self.assertEqual(
            record.column_ids.mapped("key"),
            ["name", "ref", "phone", "zip", "birthday", "comment"],
        )
        record.action_rehearse()
        self.assertCounts(record, new=2, error=0, duplicate=0)
        record.action_commit()
        person = self.partners.search([("ref", "=", "FMT-1")])
        self.assertEqual(person.name, "王格式")
        self.assertEqual(person.phone, "+86 138 0013 8000")
        self.assertEqual(person.zip, "518000")
        self.assertEqual(person.birthday, "1990-05-20")
        self.assertEqual(str(person.comment), "<p>老客户 &amp; 朋友</p>")
        company = self.partners.search([("ref", "=", "FMT-2")])
        self.assertEqual(company.name, "深圳市格式贸易有限公司")
        self.assertTrue(company.is_company)
        self.assertEqual(company.phone, "+86 755 2600 1234")

    def test_ods(self):
        """B20: an OpenDocument spreadsheet, Chinese, with dates, numbers and title."""
        content = ods_file(TITLE, [HEADINGS, PERSON, COMPANY])
        record = self.upload(content, name="客户.ods")
        self.assertEqual(record.file_info, "ods")
        self.assertBroughtIn(record)

    def test_xls(self):
        """B20: a workbook of Excel 97, Chinese, with dates, numbers and title."""
        content = xls_file(TITLE, [HEADINGS, PERSON, COMPANY])
        record = self.upload(content, name="客户.xls")
        self.assertEqual(record.file_info, "xls")
        self.assertBroughtIn(record)

    def test_title_in_csv(self):
        """B20: the same sheet saved as CSV; what only looks like a title is none."""
        rows = [[TITLE, *[""] * 5], HEADINGS, [str(cell) for cell in PERSON]]
        record = self.upload(csv_file(rows))
        self.assertEqual(record.column_ids.mapped("heading"), HEADINGS)
        record = self.upload(csv_file([["Name"], ["One Format"], ["Two Format"]]))
        self.assertEqual(record.column_ids.mapped("heading"), ["Name"])
        self.assertEqual(record.row_count, 2)
        rows = [["Name", "", ""], ["One", "Street 1", "D-2"], ["Two", "Way 2", "D-3"]]
        self.assertEqual(self.upload(csv_file(rows)).row_count, 2)
