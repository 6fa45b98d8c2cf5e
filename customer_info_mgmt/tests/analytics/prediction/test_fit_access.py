from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import PredictionCommon

GROUPS = "customer_info_mgmt.group_customer_"


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestFitAccess(PredictionCommon):
    """F06: a fit sums up all customers; who sees only some does not see it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows, _data = cls._create_past(80)
        cls.users = {
            name: new_test_user(
                cls.env,
                f"prediction_{name}",
                groups=groups,
                company_id=cls.company.id,
                company_ids=cls.company.ids,
            )
            for name, groups in (
                ("sales", f"{GROUPS}user"),
                ("warehouse", f"{GROUPS}warehouse"),
                ("all", f"{GROUPS}user,sales_team.group_sale_salesman_all_leads"),
                ("finance", f"{GROUPS}finance"),
                ("manager", f"{GROUPS}manager"),
            )
        }

    def setUp(self):
        super().setUp()
        self.fit = self._fit()
        self._predict()

    def test_who_reads_a_fit(self):
        for name in ("all", "finance", "manager"):
            with self.subTest(name):
                fit = self.fit.with_user(self.users[name])
                self.assertTrue(fit.summary)
        for name in ("sales", "warehouse"):
            with self.subTest(name), self.assertRaises(AccessError):
                self.fit.with_user(self.users[name]).read(["date"])

    def test_only_managers_fit(self):
        fits = self.env["customer.prediction.fit"]
        for name in ("sales", "finance", "all"):
            with self.subTest(name), self.assertRaises(AccessError):
                fits.with_user(self.users[name]).action_fit()
        action = fits.with_user(self.users["manager"]).action_fit()
        self.assertTrue(fits.browse(action["res_id"]).exists())

    def test_other_companies_are_not_seen(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.fit.company_id = other
        with self.assertRaises(AccessError):
            self.fit.with_user(self.users["manager"]).read(["date"])

    def test_clerk_reads_predictions_of_own_customers(self):
        """L13: the clerk sees figures and sentences of own and free customers."""
        clerk = self.users["sales"]
        own, other = self.rows[0], self.rows[1]
        own.partner_id.user_id = clerk
        other.partner_id.user_id = self.users["manager"]
        self.env.flush_all()
        self.assertIn("next 12 months", own.with_user(clerk).explanation)
        with self.assertRaises(AccessError):
            other.with_user(clerk).read(["clv_predicted"])
        with self.assertRaises(AccessError):
            own.with_user(self.users["warehouse"]).read(["clv_predicted"])
        listed = self.profiles.with_user(clerk).search(
            [("clv_high", ">", 0), ("company_id", "=", self.company.id)]
        )
        self.assertIn(own, listed)
        self.assertNotIn(other, listed)

    def test_list_opens_the_customer(self):
        clerk = self.users["sales"]
        action = self.rows[0].with_user(clerk).action_open_customer()
        self.assertEqual(action["res_id"], self.rows[0].partner_id.id)
        found = self.fit.with_user(self.users["manager"]).action_view_predictions()
        self.assertIn(("company_id", "=", self.company.id), found["domain"])
