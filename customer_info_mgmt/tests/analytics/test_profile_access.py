from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common import GROUPS
from .common import SalesCommon

FIELDS = (
    "customer_revenue",
    "customer_revenue_12m",
    "customer_margin",
    "customer_return_amount",
    "customer_order_count",
    "customer_first_order_date",
    "customer_last_order_date",
    "customer_average_order_value",
    "customer_abc_class",
    "customer_contribution_share",
)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestProfileAccess(SalesCommon):
    """I02: who sees what a customer is worth, and A38: lists by it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = new_test_user(cls.env, "cim_colleague", groups=GROUPS + "user")
        cls.own = cls._create_customer("Own", user_id=cls.user_user.id)
        cls.foreign = cls._create_customer("Foreign", user_id=cls.colleague.id)
        cls._sell(cls.own, price=300)
        cls._sell(cls.foreign, price=700)
        cls.profiles.refresh()
        cls.customers = cls.own | cls.foreign

    def test_seller_sees_figures_of_own_customers(self):
        own = self.own.with_user(self.user_user)
        self.assertEqual(own.customer_revenue, 300)
        self.assertEqual(own.customer_margin, 300 - 18)
        self.assertEqual(own.customer_order_count, 1)
        self.assertEqual(own.customer_currency_id, self.company.currency_id)
        self.assertTrue(own.customer_profile_id.explanation)

    def test_seller_sees_no_figure_of_a_colleagues_customer(self):
        foreign = self.foreign.with_user(self.user_user)
        self.assertFalse(any(foreign[name] for name in FIELDS))
        with self.assertRaises(AccessError):
            self._profile(self.foreign).with_user(self.user_user).read(["revenue"])

    def test_seller_finds_nothing_out_by_searching(self):
        partners = self.env["res.partner"].with_user(self.user_user)
        mine = [("id", "in", self.customers.ids)]
        for domain in (
            [("customer_revenue", ">", 1)],
            [("customer_abc_class", "in", ["A", "B", "C"])],
            [("customer_last_order_date", "!=", False)],
        ):
            self.assertEqual(partners.search(mine + domain), self.own)
        groups = partners._read_group(
            mine, ["customer_abc_class"], ["customer_revenue:sum"]
        )
        self.assertEqual({total for _class, total in groups if total}, {300})

    def test_finance_steward_and_manager_see_all(self):
        for user in (self.finance_user, self.steward_user, self.manager_user):
            with self.subTest(user=user.login):
                seen = self.customers.with_user(user)
                self.assertEqual(seen.mapped("customer_revenue"), [300, 700])
                found = seen.search(
                    [("id", "in", self.customers.ids)], order="customer_revenue desc"
                )
                self.assertEqual(found, self.foreign | self.own)

    def test_customer_who_never_ordered_is_no_recent_one(self):
        never = self._create_customer("Never")
        partners = self.env["res.partner"].with_user(self.manager_user)
        domain = [("id", "in", (self.own | never).ids)]
        for order, first in (("desc", self.own), ("asc", never)):
            with self.subTest(order=order):
                found = partners.search(
                    domain, order=f"customer_last_order_date {order}"
                )
                self.assertEqual(found[0], first)
                profiles = self.profiles.search(
                    [("partner_id", "in", found.ids)], order=f"first_order_date {order}"
                )
                self.assertEqual(profiles[0].partner_id, first)

    def test_warehouse_and_privacy_see_none(self):
        for user in (self.warehouse_user, self.privacy_user):
            for name in FIELDS:
                with self.subTest(user=user.login, name=name):
                    with self.assertRaises(AccessError):
                        self.own.with_user(user).read([name])
                    partners = self.env["res.partner"].with_user(user)
                    self.assertFalse(partners.search([(name, "!=", False)]))

    def test_nobody_writes_figures(self):
        profile = self._profile(self.own)
        for user in (self.user_user, self.finance_user, self.steward_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                profile.with_user(user).revenue = 1

    def test_explanation_says_where_the_figures_come_from(self):
        explanation = self._profile(self.foreign).explanation
        self.assertIn("1 order on", explanation)
        self.assertIn("700.00", explanation)
        self._sell(self.foreign, price=50)
        self.profiles.refresh()
        self.assertIn("2 orders since", self._profile(self.foreign).explanation)
        self.own.leave_out_of_figures = True
        self.assertIn("Left out", self._profile(self.own).explanation)
        newcomer = self._profile(self._create_customer("Newcomer"))
        self.assertIn("No confirmed order yet", newcomer.explanation)

    def test_figures_are_columns_that_can_be_added_and_grouped(self):
        partners = self.env["res.partner"].with_user(self.manager_user)
        groups = partners.formatted_read_group(
            [("id", "in", self.customers.ids)],
            ["customer_last_order_date:month"],
            ["customer_revenue:sum", "customer_currency_id:array_agg_distinct"],
        )
        self.assertEqual(groups[0]["customer_revenue:sum"], 1000)
        self.assertEqual(
            groups[0]["customer_currency_id:array_agg_distinct"],
            [self.company.currency_id.id],
        )
