from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import CustomerInfoCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestAccessCredit(CustomerInfoCommon):
    """I02, I04: nothing of credit is found out by a search."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer("Late", user_id=cls.user_user.id)
        cls.profile = cls.env["customer.profile"].search(
            [
                ("partner_id", "=", cls.customer.id),
                ("company_id", "=", cls.env.company.id),
            ]
        )
        cls.profile.write({"balance": 5000, "oldest_due_date": "2020-01-01"})

    def test_light_is_found_by_those_who_see_it(self):
        for user in (self.user_user, self.finance_user, self.manager_user):
            self.assertEqual(self._search(user, "red"), self.customer)
            self.assertFalse(self._search(user, "green"))

    def test_steward_finds_no_light(self):
        with self.assertRaises(AccessError):
            self._search(self.steward_user, "red")
        profiles = self.env["customer.profile"].with_user(self.steward_user)
        for operator in ("=", "!="):
            with self.assertRaises(AccessError):
                profiles.search([("balance_light", operator, "red")])

    def test_warehouse_finds_no_light(self):
        for light in ("red", "none", "green"):
            self.assertFalse(self._find_light(self.warehouse_user, light))

    def test_search_for_no_light(self):
        without = self.env["res.partner"].create({"name": "No customer"})
        both = [("id", "in", (self.customer | without).ids)]
        partners = self.env["res.partner"].with_user(self.user_user)
        for value, expected in ((False, without), (1, partners.browse())):
            domain = [*both, ("customer_balance_light", "=", value)]
            self.assertEqual(partners.search(domain), expected)
        domain = [*both, ("customer_balance_light", "!=", False)]
        self.assertEqual(partners.search(domain), self.customer)

    def test_no_description_of_another_companys_grade(self):
        company = self.env["res.company"].create({"name": "Other"})
        grade = self.env["customer.credit.grade"].create(
            {
                "name": "Theirs",
                "code": "T",
                "company_id": company.id,
                "description": "Theirs alone",
            }
        )
        wizard = self.env["customer.credit.grade.change"].with_user(self.finance_user)
        with self.assertRaises(AccessError):
            wizard.onchange(
                {"grade_id": grade.id},
                ["grade_id"],
                {"grade_id": {}, "description": {}},
            )

    def _find_light(self, user, light):
        try:
            return self._search(user, light)
        except AccessError:
            return self.customer.browse()

    def _search(self, user, light):
        domain = [
            ("id", "=", self.customer.id),
            ("customer_balance_light", "=", light),
        ]
        return self.env["res.partner"].with_user(user).search(domain)
