from ast import literal_eval
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ...common import GROUPS
from ..common import SalesCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestWords(SalesCommon):
    """L10, L13, F04, F05, E09: reasons and sentences, lists, and who may see them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.profiles._today()
        cls.colleague = new_test_user(cls.env, "cim_other", groups=GROUPS + "user")
        cls.late = cls._create_customer("Late", user_id=cls.user_user.id)
        # Usual are 21 days, 30 have passed.
        for days in (72, 51, 30):
            cls._buy(cls.late, days, 100)
        cls.fresh = cls._create_customer("Fresh", user_id=cls.colleague.id)
        cls._buy(cls.fresh, 5, 900)
        # Class A is somebody else.
        cls.large = cls._create_customer("Large")
        cls._buy(cls.large, 100, 100000)
        cls.profiles.refresh()

    @classmethod
    def _buy(cls, partner, days, price):
        moment = f"{cls.today - timedelta(days=days)} 09:00:00"
        return cls._sell(partner, price, moment=moment)

    def test_late_says_by_how_much(self):
        """L10: 9 days late (normal 21)."""
        profile = self._profile(self.late)
        self.assertEqual(profile.median_interval_days, 21)
        self.assertEqual(profile.order_days_late, 9)
        self.assertEqual(profile.next_order_text, "9 days late (normal 21)")
        self.assertEqual(profile.churn_risk, "medium")
        self.assertEqual(profile.churn_reasons, "9 days late (normal 21)")
        self.assertIn("9 days late (normal 21)", profile.explanation)
        self.assertEqual(profile.revenue_at_stake, profile.revenue_12m)

    def test_not_enough_history_is_said(self):
        """L10, L13: with less than three days there is no rhythm, and no risk told."""
        profile = self._profile(self.fresh)
        self.assertEqual(profile.churn_risk, "unknown")
        self.assertFalse(profile.next_order_text)
        self.assertIn("not enough history", profile.explanation)

    def test_falling_revenue_is_a_reason(self):
        """F04: less than in the year before raises the risk by a step."""
        self._buy(self.late, 500, 1000)
        self._refresh_marked()
        profile = self._profile(self.late)
        self.assertEqual(profile.churn_risk, "high")
        self.assertIn("revenue of 12 months down 70 %", profile.churn_reasons)

    def test_high_potential_has_reasons(self):
        """F05: new, with a first order above the average."""
        self.assertFalse(self._profile(self.fresh).is_high_potential)
        self._buy(self.fresh, 4, 60000)
        self.fresh.customer_profile_id.invalidate_recordset()
        order = self.env["sale.order"].search([("partner_id", "=", self.fresh.id)])
        order[-1].order_line.price_unit = 50000
        self.profiles.refresh()
        profile = self._profile(self.fresh)
        self.assertEqual(profile.lifecycle, "new")
        if profile.abc_class != "A":
            self.assertTrue(profile.is_high_potential)
            self.assertIn("new, with a first order", profile.potential_reasons)
            self.assertIn("High potential", profile.explanation)

    def test_lists_sort_and_filter_by_days_late(self):
        """F04: the one that is latest first; those without a rhythm last."""
        partners = self.env["res.partner"].with_user(self.manager_user)
        ours = [("id", "in", (self.late | self.fresh | self.large).ids)]
        found = partners.search(ours, order="customer_order_days_late desc")
        self.assertEqual(found[0], self.late)
        found = partners.search(ours + [("customer_order_days_late", ">", 8)])
        self.assertEqual(found, self.late)
        self.assertFalse(partners.search(ours + [("customer_order_days_late", ">", 9)]))
        found = partners.search(ours, order="customer_revenue_at_stake desc", limit=1)
        self.assertEqual(found, self.large)

    def test_work_lists(self):
        """E09, C11: the churn warning opens for sales and holds own customers."""
        action = self.env.ref("customer_info_mgmt.customer_churn_warning_action")
        domain = literal_eval(action.domain)
        ours = domain + [("id", "in", (self.late | self.fresh).ids)]
        partners = self.env["res.partner"]
        self.assertEqual(partners.with_user(self.user_user).search(ours), self.late)
        self.assertFalse(partners.with_user(self.colleague).search(ours))
        plan = self.late.with_user(self.user_user).action_plan_customer_activity()
        self.assertEqual(plan["context"]["active_ids"], self.late.ids)

    def test_segments_count_what_the_reader_may_see(self):
        """F08: a clerk counts own and free customers, a manager all; warehouse none."""
        segments = self.env["customer.rfm.segment"].search([])
        self.assertEqual(len(segments), 11)

        def count(user):
            mine = segments.with_user(user)
            mine.invalidate_recordset()
            return sum(mine.mapped("customer_count"))

        own, foreign = count(self.user_user), count(self.colleague)
        self.assertEqual(count(self.manager_user), own + 1)
        self.assertEqual(own, foreign)
        with self.assertRaises(AccessError):
            segments.with_user(self.warehouse_user).read(["customer_count"])
        code = self._profile(self.late).rfm_segment
        action = segments.filtered(lambda s: s.code == code).action_open_customers()
        partners = self.env["res.partner"].search(action["domain"])
        self.assertIn(self.late, partners)

    def test_history_follows_the_rights_of_profiles(self):
        """A34: stages are seen where the figures are."""
        history = self.env["customer.lifecycle.history"]
        mine = [("partner_id", "=", self.late.id)]
        self.assertTrue(history.with_user(self.user_user).search(mine))
        self.assertTrue(history.with_user(self.finance_user).search(mine))
        self.assertFalse(history.with_user(self.colleague).search(mine))
        with self.assertRaises(AccessError):
            history.with_user(self.warehouse_user).search(mine)
        with self.assertRaises(AccessError):
            history.with_user(self.manager_user).search(mine).write(
                {"lifecycle": "new"}
            )
