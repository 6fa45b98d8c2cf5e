from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import SalesCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestHabitAccess(SalesCommon):
    """L10, L11: who sees what a customer usually orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls._create_customer("Own", user_id=cls.user_user.id)
        cls.free = cls._create_customer("Free")
        cls.other = cls._create_customer("Other", user_id=cls.finance_user.id)
        cls.all = cls.own | cls.free | cls.other
        for partner in cls.all:
            for day in (1, 8, 15):
                cls._sell(partner, moment=f"2024-03-{day:02} 10:00")
        cls.env["customer.product.habit"].refresh("2024-03-31")

    def _seen(self, user):
        habits = self.env["customer.product.habit"].with_user(user)
        return habits.search([("partner_id", "in", self.all.ids)]).partner_id

    def test_clerks_see_their_own_and_free_customers(self):
        self.assertEqual(self._seen(self.user_user), self.own | self.free)
        everything = self.env.ref("sales_team.group_sale_salesman_all_leads")
        self.user_user.group_ids += everything
        self.assertEqual(self._seen(self.user_user), self.all)

    def test_finance_and_managers_see_all(self):
        self.assertEqual(self._seen(self.finance_user), self.all)
        self.assertEqual(self._seen(self.manager_user), self.all)

    def test_the_warehouse_sees_none(self):
        for user in (self.warehouse_user, self.privacy_user):
            with self.assertRaises(AccessError):
                self._seen(user)

    def test_other_companies(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["customer.product.habit"].search([]).company_id = company
        self.assertFalse(self._seen(self.manager_user))

    def test_who_may_refresh_all(self):
        habits = self.env["customer.product.habit"]
        self.assertEqual(habits.with_user(self.manager_user).refresh("2024-03-31"), 0)
        with self.assertRaises(AccessError):
            habits.with_user(self.user_user).refresh()
        with self.assertRaisesRegex(UserError, "Day: "):
            habits.with_user(self.manager_user).refresh("yesterday")
