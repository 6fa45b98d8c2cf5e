from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from .common import SalesCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestProfileMarks(SalesCommon):
    """B25: what changes a figure is noticed, for the customers whose figure it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls._create_customer("Buyer", is_company=True)
        cls.contact = cls._create_customer("Contact", parent_id=cls.buyer.id)
        cls.other = cls._create_customer("Other", is_company=True)
        cls.order = cls._sell(cls.contact, quantity=10)
        cls.delivery = cls._deliver(cls.order)

    def setUp(self):
        super().setUp()
        self._take_marks()

    @contextmanager
    def _assert_marks(self, *partners):
        yield
        expected = self.env["res.partner"].concat(*partners)
        self.assertEqual(self._take_marks(), expected)

    def test_confirmed_order(self):
        order = self._create_order(self.contact, [(self.product, 1, 9, {})])
        self.assertFalse(self._take_marks())
        with self._assert_marks(self.buyer):
            order.action_confirm()

    def test_imported_order_that_is_confirmed_from_the_start(self):
        with self._assert_marks(self.other):
            self._create_order(self.other, [(self.product, 1, 9, {})], state="sale")

    def test_quotation_is_no_news(self):
        quotation = self._create_order(self.contact, [(self.product, 1, 9, {})])
        with self._assert_marks():
            quotation.order_line.price_unit = 11
            quotation.date_order -= timedelta(days=1)

    def test_cancelled_order(self):
        with self._assert_marks(self.buyer):
            self.order._action_cancel()

    def test_changed_line(self):
        for values in (
            {"price_unit": 55},
            {"discount": 10},
            {"product_uom_qty": 12},
            {"purchase_price": 3},
        ):
            with self.subTest(values=values), self._assert_marks(self.buyer):
                self.order.order_line.write(values)

    def test_same_amount_of_other_units(self):
        """The order shows nothing, but what came back is worth something else."""
        self.order.order_line.purchase_price = 0
        self._take_marks()
        with self._assert_marks(self.buyer):
            self.order.order_line.write({"product_uom_qty": 20, "price_unit": 50})

    def test_line_added_and_removed(self):
        with self._assert_marks(self.buyer):
            line = self.order.order_line.create(
                {
                    "order_id": self.order.id,
                    "product_id": self.product.id,
                    "product_uom_qty": 1,
                }
            )
        with self._assert_marks(self.buyer):
            line.product_uom_qty = 0

    def test_order_date(self):
        with self._assert_marks(self.buyer):
            self.order.date_order -= timedelta(days=400)

    def test_order_of_another_customer_marks_both(self):
        with self._assert_marks(self.buyer, self.other):
            self.order.partner_id = self.other

    def test_text_of_an_order_is_no_news(self):
        with self._assert_marks():
            self.order.client_order_ref = "Their number"

    def test_delivery_and_return(self):
        order = self._sell(self.contact, quantity=4)
        self._take_marks()
        with self._assert_marks(self.buyer):
            delivery = self._deliver(order)
        with self._assert_marks(self.buyer):
            back = self._take_back(delivery)
        with self._assert_marks(self.buyer):
            back.move_ids.date -= timedelta(days=30)
        with self._assert_marks(self.buyer):
            back.move_ids.to_refund = False

    def test_move_that_leaves_its_order_line(self):
        other_order = self._sell(self.other)
        self._take_marks()
        with self._assert_marks(self.buyer, self.other):
            self.delivery.move_ids.sale_line_id = other_order.order_line

    def test_contact_that_changes_the_company_marks_both(self):
        with self._assert_marks(self.buyer, self.other):
            self.contact.parent_id = self.other

    def test_company_that_becomes_a_person_of_another(self):
        """The one that was a customer of its own has news too: it lost its figures."""
        with self._assert_marks(self.buyer, self.other):
            self.buyer.write({"parent_id": self.other.id, "is_company": False})

    def test_left_out_customer(self):
        with self._assert_marks(self.other):
            self.other.leave_out_of_figures = True

    def test_partner_that_becomes_an_own_company(self):
        own = self.env["res.company"].create(
            {"name": "Own", "partner_id": self.other.id}
        )
        self.assertIn(self.other, self._take_marks())
        with self._assert_marks(self.other, self.buyer):
            own.partner_id = self.buyer

    def test_merged_customer(self):
        twin = self._create_customer("Buyer twice", is_company=True)
        self._sell(twin, price=40)
        self._refresh_marked()
        self.env["base.partner.merge.automatic.wizard"].sudo()._merge(
            [twin.id, self.other.id], self.other
        )
        self._refresh_marked()
        self.assertEqual(self._profile(self.other).revenue, 40)

    def test_noticing_an_order_costs_two_queries_at_most(self):
        """Everybody who confirms an order pays for it."""
        with_marks = [self._queries_of_confirmation() for _time in range(2)][-1]
        with (
            patch.object(type(self.marks), "_add_documents", lambda *_arguments: None),
            patch.object(type(self.marks), "_add", lambda *_arguments, **_more: None),
        ):
            without = self._queries_of_confirmation()
        self.assertGreater(with_marks, without)
        self.assertLessEqual(with_marks - without, 2)

    def _queries_of_confirmation(self):
        order = self._create_order(self.contact, [(self.product, 1, 9, {})])
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        order.action_confirm()
        self.env.flush_all()
        self.env.cr.precommit.run()
        return self.env.cr.sql_log_count - before
