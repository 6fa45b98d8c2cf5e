import base64

from odoo.exceptions import UserError
from odoo.tests import tagged

from .import_common import ImportCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestImportUndo(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.there = cls.partners.create(
            {"name": "Undo Base Ltd", "ref": "UNDO-0", "city": "Kiel", "is_company": 1}
        )
        cls.rows = [
            ["Name", "Code", "City", "Contact Person", "Aliases"],
            ["Undo Base Ltd", "UNDO-0", "Hamburg", "Undo Contact", "Undo Alias"],
            ["Undo Free Ltd", "UNDO-1", "Bremen", "Undo Child", ""],
            ["Undo Used Ltd", "UNDO-2", "Bremen", "", ""],
            ["Undo Edited Ltd", "UNDO-3", "Bremen", "", ""],
        ]
        cls.record = cls.bring_in(cls.rows)

    def test_everything_as_before(self):
        """L29: what was added goes, what was changed is as before."""
        self.assertEqual(self.there.city, "Hamburg")
        self.assertEqual(self.there.child_ids.name, "Undo Contact")
        self.assertEqual(self.there.alias_ids.name, "Undo Alias")
        self.record.action_undo()
        self.assertEqual(self.record.state, "undone")
        self.assertEqual(self.there.city, "Kiel")
        self.assertFalse(self.there.child_ids)
        self.assertFalse(self.there.alias_ids)
        for name in ("Undo Free Ltd", "Undo Child", "Undo Used Ltd", "Undo Edited Ltd"):
            self.assertFalse(self.named(name), name)
        self.assertFalse(self.record.change_ids)
        self.assertRaises(UserError, self.record.action_undo)

    def test_what_changed_since_stays(self):
        """L29: what somebody worked with is kept and listed, with who and what."""
        used, edited = self.named("Undo Used Ltd"), self.named("Undo Edited Ltd")
        self.env["sale.order"].create({"partner_id": used.id})
        edited.with_user(self.seller).sudo().write({"city": "Bonn"})
        self.there.city = "Ulm"
        self.record.action_undo()
        self.assertEqual(self.there.city, "Ulm")
        self.assertFalse(used.active)
        self.assertFalse(edited.active)
        self.assertFalse(self.named("Undo Free Ltd"))
        found = {
            (change.partner_id, change.imported, change.current)
            for change in self.record.change_ids
        }
        self.assertEqual(
            found,
            {
                (self.there, "Hamburg", "Ulm"),
                (used, False, False),
                (edited, "Bremen", "Bonn"),
            },
        )
        self.assertIn(
            "archived", " ".join(self.record.change_ids.mapped("note")).lower()
        )

    def test_bad_rows_come_back_marked(self):
        """P12, L29: rows that were left out can be corrected and imported again, and
        nothing in them runs as a formula."""
        rows = [
            ["Name", "E-mail", "Phone"],
            ["Bad Row One Imp", "nobody", "030 901820"],
            ["=cmd|' /C calc'!A0", "also bad@", "+49 30 901821"],
            ["Good Row Imp", "good@rows-imp.de", ""],
        ]
        record = self.bring_in(rows)
        self.assertCounts(record, new=1, error=2)
        action = record.action_download_bad_rows()
        number = int(action["url"].split("/")[3].split("?")[0])
        content = base64.b64decode(self.env["ir.attachment"].browse(number).datas)
        self.assertNotIn(b"<f>", content)
        again = self.upload(content, name="bad.xlsx")
        self.assertEqual(
            again.column_ids.mapped("key"), ["name", "email", "phone", False]
        )
        again.action_rehearse()
        self.assertCounts(again, new=0, error=2)
        self.assertEqual(
            again.error_row_ids.mapped("reason"), record.error_row_ids.mapped("reason")
        )

    def test_template_is_an_import(self):
        """B20: the template's headings are found, whatever the language."""
        record = self.imports.create({})
        action = record.action_download_template()
        number = int(action["url"].split("/")[3].split("?")[0])
        content = base64.b64decode(self.env["ir.attachment"].browse(number).datas)
        record.write({"file": base64.b64encode(content), "file_name": "t.xlsx"})
        with self.assertRaises(UserError) as caught:
            record.action_read_file()
        self.assertIn("t.xlsx", str(caught.exception))
