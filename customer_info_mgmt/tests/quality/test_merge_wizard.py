from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .merge_common import MergeCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestMergeWizard(MergeCommon):
    """Odoo's own merge wizard goes the same way."""

    def _wizard(self, user):
        return self.env["base.partner.merge.automatic.wizard"].with_user(user)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env, "cim_clerk", groups="base.group_user,base.group_partner_manager"
        )

    def test_merge_can_be_undone(self):
        """P04: what core calls irreversible has a snapshot."""
        (self.kept + self.twin).email = "same@acme.example"
        order = self.env["sale.order"].create({"partner_id": self.twin.id})
        self._wizard(self.clerk).sudo(False)._merge(
            (self.kept + self.twin).ids, self.kept
        )
        self.assertEqual(order.partner_id, self.kept)
        self.assertFalse(self.twin.exists())
        merge = self.env["customer.merge"].search([], limit=1)
        self.assertEqual(merge.user_id, self.clerk)
        merge.with_user(self.steward_user).action_undo()
        self.assertEqual(order.partner_id, self.twin)

    def test_core_checks_hold_for_others(self):
        """P06: without the steward's right, core's limits stay."""
        with self.assertRaisesRegex(UserError, "same email"):
            self._wizard(self.clerk)._merge((self.kept + self.twin).ids, self.kept)
        many = self.env["res.partner"].create([{"name": "M"} for _n in range(4)])
        with self.assertRaisesRegex(UserError, "more than 3"):
            self._wizard(self.clerk)._merge(many.ids)
        self.assertEqual(len(many.exists()), 4)

    def test_stewards_have_no_limit(self):
        """P06: stewards merge any number, with any e-mail."""
        many = self.env["res.partner"].create([{"name": "M"} for _n in range(4)])
        everybody = self.kept + self.twin + many
        self._wizard(self.steward_user)._merge(everybody.ids, self.kept)
        self.assertEqual(everybody.exists(), self.kept)

    def test_stewards_blockers_hold(self):
        """P05: a parent and its child are refused here too, in words."""
        child = self.env["res.partner"].create({"name": "C", "parent_id": self.kept.id})
        with self.assertRaisesRegex(UserError, "own parent"):
            self._wizard(self.steward_user)._merge((self.kept + child).ids, self.kept)
