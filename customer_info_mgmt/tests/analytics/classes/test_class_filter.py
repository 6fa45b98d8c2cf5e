from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from .common import ClassCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestClassFilter(ClassCommon):
    """C09, C10, C11: all that is known of customers, in one filter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.env["customer.group"].create({"name": "Families"})
        cls.woman = cls._create_customer(
            "Woman",
            gender="female",
            birthday=str(cls.today - relativedelta(years=35)),
            customer_group_id=cls.group.id,
            category_id=[(4, cls.tag.id)],
        )
        cls.women = cls.woman
        for number, change in enumerate(
            (
                {"gender": "male"},
                {"birthday": str(cls.today - relativedelta(years=61))},
                {"customer_group_id": False},
                {"category_id": [(5,)]},
            )
        ):
            twin = cls.woman.copy({"name": f"Twin {number}", "customer_rank": 1})
            twin.write({"birthday": cls.woman.birthday, "gender": "female"})
            twin.write(
                {
                    "customer_group_id": cls.group.id,
                    "category_id": [(4, cls.tag.id)],
                    **change,
                }
            )
            cls.women |= twin
        for woman in cls.women:
            cls._sell(woman, 3000)
        cls.buys_little = cls.woman.copy(
            {"name": "Buys Little", "birthday": cls.woman.birthday}
        )
        cls._sell(cls.buys_little, 5)
        cls._refresh()

    def _filter(self):
        segment = self.woman.customer_profile_id.rfm_segment
        return [
            ("category_id", "in", self.tag.ids),
            ("customer_group_id", "=", self.group.id),
            ("age", ">=", 30),
            ("age", "<", 40),
            ("gender", "=", "female"),
            ("customer_revenue", ">", 1000),
            ("customer_abc_class", "=", self.woman.customer_abc_class),
            ("customer_profile_id.rfm_segment", "=", segment),
        ]

    def test_in_the_list_of_customers(self):
        """C09, C10, C11: tags, group, age, gender, segment and purchases together."""
        for user in (self.user_user, self.steward_user):
            partners = self.env["res.partner"].with_user(user)
            found = partners.search(self._filter(), order="customer_revenue desc")
            self.assertEqual(found, self.woman)
            for index in range(len(self._filter())):
                domain = self._filter()
                del domain[index]
                self.assertIn(self.woman, partners.search(domain))

    def test_as_a_class(self):
        """C10, C12: what can be filtered for can be a class."""
        rule = self.rules.with_user(self.steward_user).create(
            {
                "name": "Women of 30 to 39 who buy",
                "domain": repr(self._filter()),
                "category_id": self.env["res.partner.category"]
                .create({"name": "Women 30"})
                .id,
            }
        )
        rule.action_switch_on()
        self.assertEqual(self._inside(rule), self.woman)
