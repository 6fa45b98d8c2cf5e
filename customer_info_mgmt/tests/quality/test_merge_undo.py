import base64
import io

from PIL import Image

from odoo.exceptions import UserError
from odoo.tests import tagged

from .merge_common import MergeCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestMergeUndo(MergeCommon):
    """What the undo does when the world has moved on."""

    def test_new_documents_stay_with_the_survivor(self):
        """L01: what came after the merge stays; the rest goes back."""
        old = self.env["sale.order"].create({"partner_id": self.twin.id})
        merge = self._merge(self.kept, self.twin)
        new = self.env["sale.order"].create({"partner_id": self.kept.id})
        merge.action_undo()
        self.assertEqual(old.partner_id, self.twin)
        self.assertEqual(new.partner_id, self.kept)
        self.assertFalse(merge.conflict_ids)
        self.assertEqual(merge.undo_user_id, self.steward_user)

    def test_changed_and_deleted_rows_are_listed(self):
        """L01: what somebody changed or deleted since is left, listed, and nothing else
        is lost for it."""
        third = self._create_customer("Somebody Else")
        moved, deleted, plain = self.env["sale.order"].create(
            [{"partner_id": self.twin.id} for _number in range(3)]
        )
        merge = self._merge(self.kept, self.twin)
        moved.partner_id = third
        self.kept.phone = "+86 21 5555 0000"
        deleted_id = deleted.id
        deleted.unlink()
        merge.action_undo()
        self.assertEqual(plain.partner_id, self.twin)
        self.assertEqual(moved.partner_id, third)
        self.assertEqual(self.kept.phone, "+86 21 5555 0000")
        self.assertEqual(self.twin.phone, "+86 10 6552 9988")
        texts = {
            (line.model_name, line.column_name): line.description
            for line in merge.conflict_ids
        }
        phone = texts["res.partner", "phone"]
        self.assertIn("Changed since", phone)
        orders = merge.conflict_ids.filtered(
            lambda line: (
                line.model_name == "sale.order" and line.column_name == "partner_id"
            )
        )
        self.assertEqual(len(orders), 2)
        self.assertIn(str(deleted_id), " ".join(orders.mapped("description")))

    def test_lost_link_of_a_returning_row(self):
        """L01: a source whose industry was deleted comes back without it."""
        industry = self.env["res.partner.industry"].create({"name": "Shipping"})
        self.kept.industry_id = self.env["res.partner.industry"].create(
            {"name": "Trade"}
        )
        self.twin.industry_id = industry
        merge = self._merge(self.kept, self.twin)
        industry.unlink()
        merge.action_undo()
        self.assertTrue(self.twin.exists())
        self.assertFalse(self.twin.industry_id)
        self.assertEqual(merge.conflict_ids.column_name, "industry_id")

    def test_row_that_the_database_refuses(self):
        """L01: a row that can no longer come back is listed; the others do."""
        follower = self.env["res.partner"].create({"name": "Follower"})
        other = self.env["res.partner"].create({"name": "Other"})
        (self.kept + self.twin).message_subscribe([follower.id, other.id])
        merge = self._merge(self.kept, self.twin)
        # Nobody can follow a record that is gone, but a table may say what it likes.
        self.env.cr.execute(
            """INSERT INTO mail_followers (res_model, res_id, partner_id)
               VALUES ('res.partner', %s, %s)""",
            [merge.source_res_ids[0], follower.id],
        )
        merge.action_undo()
        self.assertEqual(self.twin.message_partner_ids & other, other)
        line = merge.conflict_ids.filtered(lambda c: c.model_name == "mail.followers")
        self.assertIn("refuses", line.description)

    def test_later_merge_first(self):
        """L01: two merges in a row are undone in the reverse order."""
        third = self._create_customer("Acme Group")
        order = self.env["sale.order"].create({"partner_id": self.twin.id})
        first = self._merge(self.kept, self.twin)
        second = self._merge(third, self.kept)
        with self.assertRaisesRegex(UserError, "Undo that merge first"):
            first.action_undo()
        second.action_undo()
        self.assertEqual(order.partner_id, self.kept)
        first.action_undo()
        self.assertEqual(order.partner_id, self.twin)

    def test_restrictive_audit_trail(self):
        """L01: where every note must be kept, the note of the merge is, and listed."""
        self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.kept.id,
                "invoice_line_ids": [(0, 0, {"name": "Bolt", "price_unit": 10.0})],
            }
        ).action_post()
        merge = self._merge(self.kept, self.twin)
        self.env.company.restrictive_audit_trail = True
        merge.action_undo()
        self.assertEqual(merge.conflict_ids.mapped("model_name"), ["mail.message"])
        self.assertTrue(self.twin.exists())

    def test_undo_once(self):
        """L01: what is undone is undone."""
        merge = self._merge(self.kept, self.twin)
        merge.action_undo()
        with self.assertRaises(UserError):
            merge.action_undo()

    @staticmethod
    def _picture(color):
        file = io.BytesIO()
        Image.new("RGB", (8, 8), color).save(file, "PNG")
        return base64.b64encode(file.getvalue())

    def test_picture(self):
        """L01: two pictures: one stays, the other comes back with its file."""
        self.kept.image_1920 = self._picture("red")
        self.twin.image_1920 = self._picture("blue")
        red = self.kept.image_1920
        before = self.twin.image_1920
        self.env.flush_all()
        merge = self._merge(self.kept, self.twin)
        self.assertEqual(self.kept.image_1920, red)
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "customer.merge"), ("res_id", "=", merge.id)]
        )
        self.assertTrue(files)
        merge.action_undo()
        self.assertEqual(self.twin.image_1920, before)
        self.assertFalse(files.filtered(lambda a: a.res_model == "customer.merge"))
