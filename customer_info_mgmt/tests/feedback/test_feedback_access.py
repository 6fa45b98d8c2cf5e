from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common import GROUPS
from .common import FeedbackCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestFeedbackAccess(FeedbackCommon):
    """H01, I02: who records feedback, and who sees whose."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls._create()
        cls.free = cls._create(partner_id=cls.stranger.id, user_id=False)
        cls.colleagues = cls._create_customer("Foreign", user_id=cls.user_user.id)
        cls.foreign = cls._create(partner_id=cls.colleagues.id)
        cls.on_delivery = cls._create(
            picking_id=cls.picking.id, user_id=cls.manager_user.id
        )
        cls.all = cls.own | cls.free | cls.foreign | cls.on_delivery
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _seen(self, user):
        return self.feedback.with_user(user).search([("id", "in", self.all.ids)])

    def test_salesperson_sees_own_and_free_customers(self):
        self.assertEqual(
            self._seen(self.seller), self.own | self.free | self.on_delivery
        )
        self.assertEqual(self._seen(self.user_user), self.foreign | self.free)
        with self.assertRaises(AccessError):
            self.foreign.with_user(self.seller).write({"title": "Mine now"})

    def test_salesperson_sees_what_is_assigned_or_recorded_by_oneself(self):
        self.foreign.user_id = self.seller
        self.assertIn(self.foreign, self._seen(self.seller))
        recorded = self._create(
            self.seller, partner_id=self.colleagues.id, user_id=self.user_user.id
        )
        recorded.title = "Recorded on the phone"
        self.assertTrue(recorded.with_user(self.seller).has_access("write"))

    def test_all_documents_right_and_manager_see_all(self):
        everybody = new_test_user(
            self.env,
            "cim_all",
            groups=GROUPS + "user,sales_team.group_sale_salesman_all_leads",
        )
        for user in (everybody, self.manager_user):
            self.assertEqual(self._seen(user), self.all)
            self.foreign.with_user(user).title = user.name

    def test_warehouse_records_and_edits_on_deliveries(self):
        self.assertEqual(self._seen(self.warehouse_user), self.on_delivery)
        made = self._create(self.warehouse_user, picking_id=self.picking.id)
        made.description = "<p>Fork lift</p>"
        self.on_delivery.with_user(self.warehouse_user).severity = "2"
        with self.assertRaises(AccessError):
            self.own.with_user(self.warehouse_user).write({"severity": "2"})
        with self.assertRaises(AccessError):
            made.unlink()

    def test_finance_reads(self):
        self.assertEqual(self._seen(self.finance_user), self.all)
        with self.assertRaises(AccessError):
            self.own.with_user(self.finance_user).write({"severity": "2"})
        with self.assertRaises(AccessError):
            self._create(self.finance_user)

    def test_finance_right_adds_nothing_to_a_salespersons_writing(self):
        both = new_test_user(
            self.env, "cim_both", groups=f"{GROUPS}user,{GROUPS}finance"
        )
        self.assertEqual(self._seen(both), self.all)
        with self.assertRaises(AccessError):
            self.foreign.with_user(both).write({"severity": "2"})

    def test_others_are_refused(self):
        for user in (self.steward_user, self.privacy_user):
            with self.assertRaises(AccessError):
                self.feedback.with_user(user).search([])
            with self.assertRaises(AccessError):
                self.customer.with_user(user).read(["feedback_ids"])
            with self.assertRaises(AccessError):
                self.customer.with_user(user).read(["feedback_open_count"])

    def test_only_the_manager_deletes_and_makes_stages(self):
        with self.assertRaises(AccessError):
            self.own.with_user(self.seller).unlink()
        self.own.with_user(self.manager_user).unlink()
        stage = self.env["customer.feedback.stage"]
        with self.assertRaises(AccessError):
            stage.with_user(self.seller).create({"name": "Mine"})
        stage.with_user(self.manager_user).create({"name": "Legal"})

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        manager = new_test_user(
            self.env,
            "cim_there",
            groups=GROUPS + "manager",
            company_id=other.id,
            company_ids=other.ids,
        )
        self.assertFalse(self._seen(manager))
        with self.assertRaises(AccessError):
            self.own.with_user(manager).read(["title"])

    def test_counts_hide_what_may_not_be_seen(self):
        self.assertEqual(self.colleagues.with_user(self.seller).feedback_open_count, 0)
        self.assertEqual(
            self.colleagues.with_user(self.user_user).feedback_open_count, 1
        )
        self.assertEqual(
            self.customer.with_user(self.warehouse_user).feedback_open_count, 1
        )

    def test_feedback_on_a_colleagues_order_opens(self):
        """I02: what one may see of the order is missing, the feedback is not."""
        colleague = new_test_user(self.env, "cim_other", groups=GROUPS + "user")
        self.order.user_id = colleague
        feedback = self._create(order_id=self.order.id)
        self.assertEqual(feedback.document_product_ids, self.product)
        for user in (self.seller, self.finance_user):
            seen = feedback.with_user(user)
            self.assertEqual(seen.read(["title"])[0]["title"], "Torn boxes")
            seen.read()
        self.assertFalse(feedback.with_user(self.seller).document_product_ids)
