from datetime import timedelta

from odoo.tests import tagged

from .common import SalesCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestWorthFixing(SalesCommon):
    """L19: the files that are worth fixing, those with the most at stake first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.field.rule"].search([]).unlink()
        for name in ("phone", "city"):
            cls.env["customer.field.rule"].create(
                {
                    "customer_type": "company",
                    "field_id": cls.env["ir.model.fields"]._get("res.partner", name).id,
                    "requirement": "required",
                    "weight": 10,
                }
            )
        owner = {"is_company": True, "user_id": cls.user_user.id}
        full = {"phone": "+86 571 8705 1234", "city": "Hangzhou"}
        cls.large = cls._create_customer("Large", city="Hangzhou", **owner)
        cls.small = cls._create_customer("Small", **owner)
        cls.tidy = cls._create_customer("Tidy", **full, **owner)
        cls.due = cls._create_customer("Due", **full, **owner)
        cls.idle = cls._create_customer("Idle", **owner)
        cls.foreign = cls._create_customer(
            "Foreign", is_company=True, user_id=cls.manager_user.id
        )
        for customer, price in (
            (cls.large, 1000),
            (cls.small, 100),
            (cls.tidy, 5000),
            (cls.due, 2000),
            (cls.foreign, 9000),
        ):
            cls._sell(customer, price)
        cls.profiles.refresh()
        cls.profiles.search([("partner_id", "=", cls.due.id)]).stale_date = (
            cls.profiles._today() - timedelta(1)
        )
        cls.env.flush_all()

    def _worst(self, user):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_info_mgmt.customer_worth_fixing_action"
        )
        self.assertEqual(action["res_model"], "res.partner")
        partners = self.env["res.partner"].with_user(user)
        domain = [
            ("customer_profile_id", "any", [
                ("revenue", ">", 0),
                "|", ("completeness", "<", 100), ("freshness", "=", "due"),
            ]),
        ]  # fmt: skip
        self.assertEqual(
            " ".join(action["domain"].split()), str(domain).replace('"', "'")
        )
        ours = self.large | self.small | self.tidy | self.due | self.idle | self.foreign
        return partners.search(
            domain + [("id", "in", ours.ids)], order="customer_fix_value desc"
        )

    def test_the_most_at_stake_first(self):
        """L19: revenue times what is missing or due decides; files in order and without
        revenue are left out, and so are customers of colleagues."""
        worst = self._worst(self.user_user)
        self.assertEqual(worst, self.due | self.large | self.small)
        self.assertEqual(worst.mapped("customer_fix_value"), [600.0, 500.0, 100.0])
        self.assertEqual(worst[1].customer_missing_text, "Phone")

    def test_manager_sees_all(self):
        """L19: who looks after everybody's customers sees them all."""
        self.assertEqual(self._worst(self.manager_user)[0], self.foreign)

    def test_own_customers_first(self):
        """L19: the list begins with one's own customers."""
        action = self.env.ref("customer_info_mgmt.customer_worth_fixing_action")
        self.assertIn("search_default_my_customers", action.context)
