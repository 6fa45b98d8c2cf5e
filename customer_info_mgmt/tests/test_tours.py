from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import GROUPS


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestTours(HttpCase):
    """I01, I02, A25: each role goes through its day and sees what it may."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        for role in ("user", "warehouse", "finance", "manager"):
            new_test_user(cls.env, f"tour_{role}", groups=GROUPS + role)
        seller = cls.env["res.users"].search([("login", "=", "tour_user")])
        cls.customer, cls.other = cls.env["res.partner"].create(
            [
                {
                    "name": name,
                    "phone": phone,
                    "is_company": True,
                    "customer_rank": 1,
                    "user_id": seller.id,
                    "country_id": cls.env.ref("base.cn").id,
                }
                for name, phone in (
                    ("Mei Trading", "+86 138 0013 4321"),
                    ("Other Trading", "+86 138 0013 9999"),
                )
            ]
        )
        cls._add_preference("packing", "Pallets")
        cls._add_preference("color", "Crimson")
        cls._sell(seller, price=450)
        cls._owe(amount=500)
        cls.env["customer.profile"].refresh()

    @classmethod
    def _add_preference(cls, code, value):
        kind = cls.env["customer.preference.type"].search([("code", "=", code)])
        kind.ensure_one()
        cls.env["customer.preference"].create(
            {"partner_id": cls.customer.id, "type_id": kind.id, "value": value}
        )

    @classmethod
    def _sell(cls, seller, price):
        product = cls.env["product.product"].create(
            {"name": "Tea", "type": "consu", "list_price": price, "taxes_id": False}
        )
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "user_id": seller.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        order.action_confirm()
        order.picking_ids.move_ids.picked = True
        order.picking_ids.button_validate()

    @classmethod
    def _owe(cls, amount):
        account_model = cls.env["account.account"]
        receivable, income = (
            account_model.create(
                {"name": kind, "code": f"T{code}", "account_type": kind}
            )
            for code, kind in (("900", "asset_receivable"), ("901", "income"))
        )
        journal = cls.env["account.journal"].create(
            {"name": "Tour", "code": "TOUR", "type": "general"}
        )
        cls.env["account.move"].create(
            {
                "journal_id": journal.id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": cls.customer.id,
                            "debit": max(balance, 0),
                            "credit": max(-balance, 0),
                        }
                    )
                    for account, balance in ((receivable, amount), (income, -amount))
                ],
            }
        ).action_post()

    def test_sales_clerk(self):
        """A32, L27, C01, A17, H01, F01: find by digits, note, complain, report."""
        self.start_tour("/odoo", "customer_info_mgmt_sales_clerk", login="tour_user")
        self.assertIn("VIP", self.customer.category_id.mapped("name"))
        self.assertIn("Jade green", self.customer.preference_ids.mapped("value"))
        feedback = self.customer.feedback_ids
        self.assertEqual(feedback.kind, "complaint")
        self.assertTrue(feedback.picking_id)

    def test_warehouse_clerk(self):
        """I02, I04: delivery preferences and feedback, no revenue and no credit."""
        self.start_tour(
            "/odoo", "customer_info_mgmt_warehouse_clerk", login="tour_warehouse"
        )
        self.assertTrue(self.customer.feedback_ids.picking_id)

    def test_finance_clerk(self):
        """G01, G05, L16: the balance, and a grade with a reason."""
        self.start_tour(
            "/odoo", "customer_info_mgmt_finance_clerk", login="tour_finance"
        )
        self.assertEqual(self.customer.customer_credit_grade_id.code, "B")

    def test_manager(self):
        """F02: who brings the money, as a chart."""
        self.start_tour("/odoo", "customer_info_mgmt_manager", login="tour_manager")
