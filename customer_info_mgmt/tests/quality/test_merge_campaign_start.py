from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .merge_common import MergeCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestMergeCampaignStart(MergeCommon):
    """L03: from the review list to a campaign."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.duplicate"].search([]).unlink()
        cls.partners = cls.env["res.partner"].create(
            [{"name": f"Customer {n}"} for n in range(10)]
        )
        cls.pairs = cls._pair(0, 1, 0.99) + cls._pair(1, 2, 0.96)
        cls.pairs += cls._pair(3, 4, 0.97) + cls._pair(5, 6, 0.88)

    @classmethod
    def _pair(cls, first, second, score, **values):
        return cls.env["customer.duplicate"].create(
            {
                "partner_a_id": cls.partners[first].id,
                "partner_b_id": cls.partners[second].id,
                "score": score,
                **values,
            }
        )

    def _wizard(self, pairs=None, user=None, **values):
        duplicates = self.env["customer.duplicate"].with_user(user or self.steward_user)
        action = duplicates.browse(pairs.ids if pairs else ()).action_merge_many()
        wizard = self.env[action["res_model"]].with_user(user or self.steward_user)
        wizard = wizard.browse(action["res_id"])
        wizard.write(values)
        return wizard

    def _members(self, campaign):
        return {
            frozenset((merge.partner_ids & self.partners).mapped("name"))
            for merge in campaign.merge_ids
        }

    def _start(self, wizard):
        action = wizard.action_start()
        campaign = self.env[action["res_model"]].with_user(self.steward_user)
        return campaign.browse(action["res_id"])

    def test_certain_pairs(self):
        """L02, L03: all pairs from a likeness on, joined, counted in words."""
        wizard = self._wizard()
        self.assertEqual(wizard.scope, "certain")
        self.assertEqual(
            wizard.summary,
            "3 pairs are 2 customers with 5 records: 3 records go, 2 stay.",
        )
        self.assertFalse(wizard.left_out)
        self.assertIn("Customer 0 + Customer 1 + Customer 2", wizard.examples)
        campaign = self._start(wizard)
        self.assertEqual(campaign.state, "running")
        self.assertEqual(
            self._members(campaign),
            {
                frozenset({"Customer 0", "Customer 1", "Customer 2"}),
                frozenset({"Customer 3", "Customer 4"}),
            },
        )

    def test_counts_follow_the_form(self):
        """L02: the counts are those of what the form says at the moment."""
        with Form(self._wizard()) as form:
            form.threshold = 0.98
            self.assertIn("1 pairs are 1 customers", form.summary)
            form.scope = "confirmed"
            self.assertEqual(form.summary, "There is nothing to merge.")
            form.scope = "certain"

    def test_selected_pairs(self):
        """L03: the rows that somebody selected, whatever their likeness."""
        campaign = self._start(self._wizard(self.pairs[3]))
        self.assertEqual(
            self._members(campaign), {frozenset({"Customer 5", "Customer 6"})}
        )

    def test_marked_pairs(self):
        """L03: what was marked for merging later is merged, now."""
        self.pairs[3].with_user(self.steward_user).action_confirm()
        wizard = self._wizard(scope="confirmed")
        self.assertEqual(wizard.group_count, 1)
        self._start(wizard)

    def test_what_is_left_out(self):
        """L03, L06: no group with two who were told apart, too large, or under way."""
        self._pair(0, 2, 0.2, state="not_duplicate")
        wizard = self._wizard()
        self.assertEqual(wizard.group_count, 1)
        self.assertIn("1 groups are left out: two", wizard.left_out)
        self._start(wizard)
        wizard = self._wizard()
        self.assertEqual(wizard.group_count, 0)
        self.assertIn("a campaign that is under way has them", wizard.left_out)
        with self.assertRaisesRegex(UserError, "nothing to merge"):
            wizard.action_start()
        crowd = self.env["res.partner"].create([{"name": "C"} for _n in range(12)])
        for one, other in zip(crowd, crowd[1:], strict=False):
            self.env["customer.duplicate"].create(
                {"partner_a_id": one.id, "partner_b_id": other.id, "score": 1.0}
            )
        self.assertIn("more than 10 records", self._wizard().left_out)

    def test_threshold(self):
        """L03: no likeness below the one from which pairs are likely at all."""
        for wrong in (0.3, 1.5, 0):
            with self.assertRaisesRegex(ValidationError, "Enter a number from 0.85"):
                self._wizard(threshold=wrong)

    def test_who_may(self):
        """L03, I04: stewards, and only with what they may see and change."""
        with self.assertRaises(AccessError):
            self._wizard(user=self.user_user)
        stranger = new_test_user(
            self.env, "cim_reader", groups="customer_info_mgmt.group_customer_user"
        )
        wizard = self._wizard()
        with self.assertRaises(AccessError):
            wizard.with_user(stranger).action_start()
        other = self.env["res.company"].create({"name": "Second House"})
        self.partners[3:5].company_id = other
        self.assertEqual(self._wizard().group_count, 1)
