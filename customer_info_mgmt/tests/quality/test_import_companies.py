import base64
import io

import openpyxl

from odoo.tests import tagged

from .import_common import ImportCommon

ROWS = [
    ["Name", "ID", "Belongs to Company", "E-mail"],
    ["Anna Bringer", "", "Brought Along Ltd", "anna@brought-imp.de"],
    ["Ben Bringer", "", "Brought Along Ltd", "ben@brought-imp.de"],
    ["Carla Wrong", "999999999", "", "carla@brought-imp.de"],
]


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestImportCompanies(ImportCommon):
    """B20, L29: contacts whose company is not there."""

    def marked_cells(self, record):
        """Return the addresses of the cells in red in the rows to correct."""
        action = record.action_download_bad_rows()
        number = int(action["url"].split("/")[3].split("?")[0])
        content = base64.b64decode(self.env["ir.attachment"].browse(number).datas)
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        plain = sheet["A2"].fill.fgColor.rgb
        return {
            cell.coordinate
            for row in sheet.iter_rows(min_row=2)
            for cell in row
            if cell.fill.fgColor.rgb != plain
        }

    def test_left_out_and_marked(self):
        """L29: without the option such rows are errors; the cell that is wrong is
        marked, of an unknown company as of an unknown ID."""
        record = self.rehearse(ROWS)
        self.assertCounts(record, new=0, error=3)
        self.assertEqual(self.marked_cells(record), {"C2", "C3", "B4"})

    def test_created_and_taken_back(self):
        """B20, L29: with it the company is created once, and goes with its contacts."""
        record = self.rehearse(ROWS, create_companies=True)
        self.assertCounts(record, new=2, error=1)
        self.assertIn(
            "The company “Brought Along Ltd” is created with it.",
            record.new_row_ids[0].text,
        )
        self.assertFalse(self.named("Brought Along Ltd"))
        record.action_commit()
        company = self.named("Brought Along Ltd")
        self.assertEqual(len(company), 1)
        self.assertTrue(company.is_company)
        self.assertEqual(company.customer_rank, 1)
        self.assertEqual(
            set(company.child_ids.mapped("name")), {"Anna Bringer", "Ben Bringer"}
        )
        again = self.rehearse(ROWS, create_companies=True)
        self.assertCounts(again, new=0, same=2, error=1)
        record.action_undo()
        self.assertFalse(self.named("Brought Along Ltd"))
        self.assertFalse(self.named("Anna Bringer"))
        self.assertFalse(record.change_ids)
