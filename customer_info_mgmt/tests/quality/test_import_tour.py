import base64

from odoo.tests import HttpCase, new_test_user, tagged

from .import_common import csv_file


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestImportTour(HttpCase):
    def test_import_with_errors_and_rollback(self):
        """L29, J08: a steward maps a column, rehearses, imports and takes it back."""
        steward = new_test_user(
            self.env,
            "tour_import_steward",
            groups="customer_info_mgmt.group_customer_steward",
        )
        rows = [
            ["Customer Name", "E-mail", "Stadt"],
            ["Tour Harbour Ltd", "tour@harbour-imp.de", "Kiel"],
            ["Tour Wrong Ltd", "nobody", "Kiel"],
            ["Tour Granite Ltd", "tour@granite-imp.de", "Ulm"],
        ]
        record = (
            self.env["customer.import"]
            .with_user(steward)
            .create(
                {
                    "file": base64.b64encode(csv_file(rows)),
                    "file_name": "tour-customers.csv",
                }
            )
        )
        self.start_tour(
            "/odoo/customer-imports", "customer_import_tour", login=steward.login
        )
        self.assertEqual(record.state, "undone")
        self.assertEqual(record.row_ids.mapped("state"), ["undone", "none", "undone"])
        self.assertEqual(record.row_ids[0].vals["city"], "Kiel")
        self.assertFalse(
            self.env["res.partner"].search([("name", "=like", "Tour % Ltd")])
        )
