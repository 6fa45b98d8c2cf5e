from odoo.tests import tagged

from .import_common import ImportCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestImportSources(ImportCommon):
    """L28: a file of a lower source does not overwrite what a higher one gave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        channels = cls.env["customer.channel"]
        cls.shop = channels.create(
            {"name": "Source Shop", "code": "source-shop", "priority": 30}
        )
        cls.store = channels.create(
            {"name": "Source Store", "code": "source-store", "priority": 60}
        )
        cls.first = cls.bring_in(
            [
                ["Name", "Code", "Phone", "City", "Occupation"],
                ["Sourced Ltd", "SRC-1", "13800138000", "Ningbo", ""],
            ],
            channel_id=cls.store.id,
        )
        cls.there = cls.partners.search([("ref", "=", "SRC-1")])
        cls.rows = [
            ["Name", "Code", "Phone", "City", "Occupation"],
            ["Sourced Ltd", "SRC-1", "13900139000", "Ningbo", "Tailor"],
        ]

    def states(self, field="phone"):
        rows = self.env["customer.value.source"].search(
            [("partner_id", "=", self.there.id), ("field_name", "=", field)]
        )
        return {row.channel_id.code: row.state for row in rows}

    def test_new_customers_have_an_origin(self):
        """L28: what a channel's file gave is known to come from there."""
        self.assertEqual(self.states(), {"source-store": "taken"})
        self.assertEqual(self.states("city"), {"source-store": "taken"})

    def test_lower_source_is_kept_out(self):
        """L28: the rehearsal says what is kept, the import offers it for a decision."""
        record = self.rehearse(self.rows, channel_id=self.shop.id)
        self.assertCounts(record, update=1)
        words = record.update_row_ids.text
        self.assertIn(
            "Kept +86 138 0013 8000 from Source Store; "
            "Source Shop says +86 139 0013 9000.",
            words,
        )
        self.assertIn("Tailor", words)
        self.assertEqual(self.states(), {"source-store": "taken"})
        record.action_commit()
        self.assertEqual(self.there.phone, "+86 138 0013 8000")
        self.assertEqual(self.there.occupation, "Tailor")
        self.assertEqual(
            self.states(), {"source-store": "taken", "source-shop": "offered"}
        )
        self.assertEqual(self.there.offered_value_ids.value, "+86 139 0013 9000")

    def test_nothing_but_an_offer(self):
        """L28: a row that changes nothing still offers its value, and does so once."""
        rows = [row[:3] for row in self.rows]
        record = self.rehearse(rows, channel_id=self.shop.id)
        self.assertCounts(record, update=0, same=1, waiting=1)
        record.action_commit()
        self.assertEqual(self.states()["source-shop"], "offered")
        again = self.rehearse(rows, channel_id=self.shop.id)
        self.assertCounts(again, same=1, waiting=0)
        record.action_undo()
        self.assertEqual(self.states(), {"source-store": "taken"})

    def test_staff_file_does_not_beat_the_store(self):
        """L28: a plain spreadsheet speaks for staff, who rank below this store."""
        record = self.bring_in(self.rows)
        self.assertEqual(self.there.phone, "+86 138 0013 8000")
        self.assertIn("Own staff says", record.row_ids.reason)
        self.store.priority = 40
        self.bring_in(self.rows)
        self.assertEqual(self.there.phone, "+86 139 0013 9000")

    def test_rollback_restores_the_lineage(self):
        """L28, L29: taken back, the value and its origin are as before."""
        before = self.states()
        higher = self.store.create(
            {"name": "Source Head", "code": "source-head", "priority": 90}
        )
        record = self.bring_in(self.rows, channel_id=higher.id)
        self.assertEqual(self.there.phone, "+86 139 0013 9000")
        self.assertEqual(
            self.states(), {"source-head": "taken", "source-store": "offered"}
        )
        record.action_undo()
        self.assertEqual(self.there.phone, "+86 138 0013 8000")
        self.assertEqual(self.states(), before)
        self.assertFalse(self.states("occupation"))

    def test_new_customer_is_deleted_with_its_origins(self):
        """L28, L29: who gave its values keeps no customer from being taken back."""
        self.first.action_undo()
        self.assertFalse(self.there.exists())

    def test_a_better_source_speaks_after_the_rehearsal(self):
        """L28: between rehearsal and import the store may say something."""
        customer = self.partners.create({"name": "Late Source", "ref": "SRC-2"})
        record = self.rehearse(
            [["Name", "Code", "City"], ["Late Source", "SRC-2", "Kiel"]],
            channel_id=self.shop.id,
        )
        self.assertCounts(record, update=1)
        self.bring_in(
            [["Name", "Code", "City"], ["Late Source", "SRC-2", "Ulm"]],
            channel_id=self.store.id,
        )
        record.action_commit()
        self.assertEqual(customer.city, "Ulm")
