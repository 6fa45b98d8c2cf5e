from unittest.mock import patch

from odoo.tests import tagged

from ...models.quality.merge import merge_hooks
from .merge_common import MergeCommon
from .merge_world import differences, dump


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestMergeHooks(MergeCommon):
    """P03, P05: what other addons do when core's wizard merges is done here too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category = cls.env["res.partner.category"].create({"name": "Gold"})
        cls.bystander = cls._create_customer("Bystander", phone="+86 21 5555 0003")
        activity = cls.env["customer.alias"]
        cls.points = activity.create(
            [
                {"partner_id": cls.kept.id, "name": "Card 30", "note": "30"},
                {"partner_id": cls.twin.id, "name": "Card 10", "note": "10"},
                {"partner_id": cls.bystander.id, "name": "Card 1", "note": "1"},
            ]
        )
        cls.twin.category_id = cls.category
        cls.order = cls.env["sale.order"].create({"partner_id": cls.twin.id})

    def _with_addon(self, step):
        """An addon whose override of core's step does what ``step`` does."""
        wizard = type(self.env["base.partner.merge.automatic.wizard"])
        core = wizard._update_foreign_keys

        def _update_foreign_keys(wizard, src_partners, dst_partner):
            step(wizard, src_partners, dst_partner)
            return core(wizard, src_partners, dst_partner)

        _update_foreign_keys.__module__ = "odoo.addons.cards.wizard.merge"
        self.startPatcher(
            patch.object(wizard, "_update_foreign_keys", _update_foreign_keys)
        )

    def _add_up(self, wizard, sources, destination):
        """As loyalty does: points are added up; and every other way to write."""
        kept, gone = (
            wizard.env["customer.alias"].search([("partner_id", "in", some.ids)])
            for some in (destination, sources)
        )
        kept.note = str(sum(int(alias.note) for alias in kept + gone))
        gone.note = "0"
        wizard.env.flush_all()
        wizard.env.cr.execute(
            "UPDATE sale_order SET client_order_ref = 'card' WHERE partner_id = %s",
            [sources.id],
        )
        wizard.env["customer.alias"].create(
            {"partner_id": destination.id, "name": "Joined"}
        )
        sources.category_id = False
        destination.category_id = wizard.env["res.partner.category"].create(
            {"name": "Joined"}
        )
        destination.message_ids[:1].unlink()

    def test_done_and_undone(self):
        """L01, P05: an addon's part of a merge is done, and taken back to the row."""
        self._with_addon(self._add_up)
        self.env.flush_all()
        before = dump(self.env.cr)
        merge = self._merge(self.kept, self.twin)
        self.env.invalidate_all()
        self.assertEqual(self.points.mapped("note"), ["40", "0", "1"])
        self.assertEqual(self.points[1].partner_id, self.kept)
        self.assertIn("Joined", self.kept.alias_ids.mapped("name"))
        self.assertEqual(self.kept.category_id.name, "Joined")
        self.assertEqual(self.order.client_order_ref, "card")
        merge.action_undo()
        self.env.flush_all()
        self.assertFalse(merge.conflict_ids.mapped("description"))
        self.assertEqual(differences(before, dump(self.env.cr)), {})

    def test_large_tables(self):
        """L03: rows are found through the partners where a table is large."""
        self._with_addon(self._add_up)
        self.startPatcher(patch.object(merge_hooks, "COMPARED_WHOLE", -1))
        self.env.flush_all()
        before = dump(self.env.cr)
        merge = self._merge(self.kept, self.twin)
        self.assertEqual(self.points.mapped("note"), ["40", "0", "1"])
        merge.action_undo()
        self.env.flush_all()
        self.assertEqual(differences(before, dump(self.env.cr)), {})

    def test_each_group_of_a_batch_by_itself(self):
        """L03: in a batch, each undo takes back what was done for its own group."""
        more = self.env["res.partner"].create([{"name": "C"}, {"name": "D"}])
        self.env["customer.alias"].create(
            [
                {"partner_id": partner.id, "name": f"Card {partner.id}", "note": "5"}
                for partner in more
            ]
        )
        self._with_addon(self._add_up)
        merges = self._prepare(self.kept, self.twin) + self._prepare(*more)
        merges._apply()
        self.assertEqual(self.points[0].note, "40")
        self.assertIn("10", more[0].alias_ids.mapped("note"))
        merges[0].action_undo()
        self.assertEqual(self.points.mapped("note"), ["30", "10", "1"])
        self.assertIn("10", more[0].alias_ids.mapped("note"))

    def test_addon_that_does_nothing(self):
        """P05: nothing is noted where an addon has nothing to do."""
        self._with_addon(lambda *args: None)
        self._merge(self.kept, self.twin)
        self.assertFalse(self.twin.exists())
        self.assertEqual(self.points.mapped("note"), ["30", "10", "1"])

    def test_known_addons_cost_nothing(self):
        """L03: without such an addon, no merge is rehearsed."""
        wizard = self.env["base.partner.merge.automatic.wizard"]
        others = self.env["ir.module.module"].search(
            [("name", "in", ("loyalty", "website")), ("state", "=", "installed")]
        )
        self.assertEqual(merge_hooks.is_overridden(wizard), bool(others))
