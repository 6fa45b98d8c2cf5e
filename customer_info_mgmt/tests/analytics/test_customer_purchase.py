from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .report_common import ReportCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestCustomerPurchase(ReportCommon):
    """A19, A20, A25: what a customer bought and paid, beside the file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = fields.Date.today().isoformat()
        cls.first = cls._sell(cls.contact, "2024-03-10", 20, price_unit=10.0)
        cls.first.order_line.name += "\nred box, no plastic"
        cls.last = cls._sell(cls.own, today, 3, product=cls.service, price_unit=50.0)
        cls.last.client_order_ref = "PO 77"
        cls.others = cls._sell(cls.free, "2024-03-11", 1)
        (cls.first | cls.last | cls.others).user_id = cls.user_user
        cls.payment = cls.env["account.payment"].create(
            {
                "partner_id": cls.own.id,
                "payment_type": "inbound",
                "partner_type": "customer",
                "amount": 120.0,
                "date": "2024-04-01",
                "memo": "INV 1",
            }
        )
        cls.payment.action_post()
        cls.env["customer.profile"].refresh()

    def _panel(self, user, customer=None, **options):
        customer = customer or self.own
        return customer.with_user(user).get_customer_purchases(**options)

    def test_purchase_history(self):
        """A19: date, product, quantity, amount and remark, the latest first."""
        purchases = self._panel(self.user_user)["purchases"]
        self.assertEqual(
            [
                (row["product"], row["quantity"], row["amount"], row["remark"])
                for row in purchases
            ],
            [("Tasting", 3, 150, "PO 77"), ("Tea", 20, 200, "red box, no plastic")],
        )
        self.assertEqual(purchases[1]["date"], "2024-03-10 09:00:00")
        self.assertEqual(purchases[1]["order_id"], self.first.id)

    def test_history_from_a_contact_is_that_of_the_company(self):
        """A19: whoever of the company calls, the history is there."""
        self.assertEqual(
            self._panel(self.user_user, self.contact)["purchases"],
            self._panel(self.user_user)["purchases"],
        )

    def test_history_is_limited(self):
        """A25: the form of a customer with many orders stays quick."""
        [row] = self._panel(self.user_user, limit=1)["purchases"]
        self.assertEqual(row["order_id"], self.last.id)

    def test_all_purchases_can_be_searched_by_remark(self):
        """A19: the remark is there for a later look-up."""
        action = self.own.with_user(self.user_user).action_view_customer_purchases()
        lines = self.env["sale.order.line"].with_user(self.user_user)
        self.assertEqual(
            lines.search(action["domain"]), (self.first | self.last).order_line
        )
        self.assertEqual(
            lines.search([*action["domain"], ("name", "ilike", "no plastic")]),
            self.first.order_line,
        )

    def test_history_obeys_the_rules_of_orders(self):
        """I02: a clerk sees no order of a colleague, neither here."""
        self.first.user_id = self.other_seller
        self.env.flush_all()
        [row] = self._panel(self.user_user)["purchases"]
        self.assertEqual(row["order_id"], self.last.id)

    def test_trend(self):
        """F11: 24 months to this one, months without sales too."""
        trend = self._panel(self.user_user)["trend"]
        self.assertEqual(len(trend), 24)
        self.assertEqual([row["revenue"] for row in trend][-2:], [0.0, 150.0])
        self.assertEqual(
            trend[-1]["month"], fields.Date.today().replace(day=1).isoformat()
        )

    def test_explanation(self):
        """A25: the figures say where they come from."""
        self.env["customer.profile"].refresh()
        self.assertIn("2 orders", self._panel(self.user_user)["explanation"])

    def test_payments_are_for_finance(self):
        """A20, I02: date, method and amount of payments, for finance alone."""
        self.assertIs(self._panel(self.user_user)["payments"], False)
        with self.assertRaises(AccessError):
            self.own.with_user(self.user_user).action_view_customer_payments()
        [payment] = self._panel(self.finance_user)["payments"]
        self.assertEqual(
            (payment["date"], payment["amount"], payment["memo"]),
            ("2024-04-01", 120.0, "INV 1"),
        )
        self.assertTrue(payment["journal"])
        action = self.own.with_user(self.finance_user).action_view_customer_payments()
        self.assertEqual(
            self.env["account.payment"].search(action["domain"]), self.payment
        )

    def test_draft_payment_is_none(self):
        self.payment.action_draft()
        self.env.flush_all()
        self.assertEqual(self._panel(self.finance_user)["payments"], [])

    def test_colleagues_customer_has_no_trend(self):
        """I02: figures of a colleague's customer stay hidden on the form too."""
        order = self._sell(self.foreign, fields.Date.today().isoformat(), 5)
        order.user_id = self.other_seller
        self.env.flush_all()
        panel = self._panel(self.user_user, self.foreign)
        self.assertEqual((panel["purchases"], panel["explanation"]), ([], ""))
        self.assertFalse(any(row["revenue"] for row in panel["trend"]))

    def test_warehouse_is_refused(self):
        """I02: the warehouse may read orders, yet sees no revenue of customers."""
        with self.assertRaises(AccessError):
            self._panel(self.warehouse_user)

    def test_contribution_of_the_customer(self):
        """F01: from the customer to its contribution."""
        action = self.contact.with_user(
            self.user_user
        ).action_view_customer_contribution()
        rows = self.report.with_user(self.user_user).search(action["domain"])
        self.assertEqual(rows.partner_id, self.own)

    def test_form_pays_nothing_for_the_history(self):
        """A25: the tab loads when it is opened, and then with few queries."""
        form = (
            self.env["res.partner"]
            .with_user(self.user_user)
            .get_view(view_type="form")["arch"]
        )
        self.assertIn('<widget name="customer_purchases"', form)
        self.assertNotIn("sale_order_ids", form)
        self._panel(self.user_user)
        self.env.invalidate_all()
        with self.assertQueryCount(20):
            self._panel(self.user_user)
