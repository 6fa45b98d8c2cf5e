from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import SalesCommon


class CallListCommon(SalesCommon):
    """A customer who orders tea every 20 days, and is 5 days late."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.habits = cls.env["customer.product.habit"]
        cls.rows = cls.env["customer.call.list"]
        cls.lines = cls.env["customer.call.line"]
        cls.today = cls.profiles._today()
        cls.tea = cls._create_stored("Black Tea", 30)
        cls.customer = cls._create_customer(
            "Regular", user_id=cls.user_user.id, phone="+86 20 1234 5678"
        )
        cls._buy(cls.customer, cls.tea, 12, (65, 45, 25))
        cls._refresh_all()

    @classmethod
    def _create_stored(cls, name, price):
        product = cls._create_product(name, price, price / 2)
        product.is_storable = True
        return product

    @classmethod
    def _buy(cls, customer, product, quantity, days_ago):
        """Confirmed orders, delivered and gone."""
        for days in days_ago:
            order = cls._create_order(customer, [(product, quantity, 25, {})])
            order.action_confirm()
            order.picking_ids.action_cancel()
            order.date_order = cls.today - timedelta(days=days) + timedelta(hours=12)

    @classmethod
    def _refresh_all(cls):
        cls.env.flush_all()
        cls.env.cr.precommit.run()
        while cls.profiles._refresh_marked_batch(1000):
            continue
        cls.env.invalidate_all()

    @classmethod
    def _stock(cls, product, quantity):
        warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.env["stock.quant"]._update_available_quantity(
            product, warehouse.lot_stock_id, quantity
        )
        return warehouse

    def _row(self, partner=None, user=None):
        self.env.invalidate_all()
        rows = self.rows.with_user(user) if user else self.rows
        return rows.search([("partner_id", "=", (partner or self.customer).id)])


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestCallList(CallListCommon):
    """L11, E09: who is due, what of, and whether it is in stock."""

    def test_due_and_on_hand(self):
        self._stock(self.tea, 30)
        row = self._row()
        self.assertEqual(len(row), 1)
        self.assertEqual(row.days_late, 5)
        self.assertEqual(row.value, 12 * 25)
        self.assertEqual((row.stock_state, row.ready_count), ("on_hand", 1))
        line = row.line_ids
        self.assertEqual(line.product_id, self.tea)
        self.assertEqual(line.rhythm, "5 days late (normal 20)")
        self.assertEqual(line.stock_text, "on hand: 30")
        self.assertEqual(line.free_quantity, self.tea.free_qty)
        self.assertIn("Usually 12 Units every 20 days", line.explanation)
        self.assertEqual(row.goods, "Black Tea: 12 Units, on hand: 30")

    def test_reserved_goods_are_not_free(self):
        self._stock(self.tea, 14)
        other = self._create_order(
            self._create_customer("Other"), [(self.tea, 6, 25, {})]
        )
        other.action_confirm()
        self.assertEqual(other.picking_ids.state, "assigned")
        line = self._row().line_ids
        self.assertEqual(
            (line.stock_state, line.stock_text), ("short", "short (8 of 12)")
        )
        self.assertEqual(line.free_quantity, self.tea.free_qty)

    def _receipt(self, quantity, days):
        warehouse = self._stock(self.tea, 8)
        receipt = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.in_type_id.id,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": warehouse.lot_stock_id.id,
                "scheduled_date": self.today + timedelta(days=days),
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.tea.id,
                            "product_uom_qty": quantity,
                            "product_uom": self.tea.uom_id.id,
                            "location_id": self.env.ref(
                                "stock.stock_location_suppliers"
                            ).id,
                            "location_dest_id": warehouse.lot_stock_id.id,
                        }
                    )
                ],
            }
        )
        receipt.action_confirm()
        receipt.scheduled_date = self.today + timedelta(days=days)
        return receipt

    def test_short_with_an_incoming_receipt(self):
        receipt = self._receipt(20, 4)
        line = self._row().line_ids
        day = (self.today + timedelta(days=4)).isoformat()
        self.assertEqual(line.stock_text, f"short (8 of 12, 20 incoming on {day})")
        self.assertEqual(line.incoming_quantity, self.tea.incoming_qty)
        receipt.move_ids.quantity = 20
        self._finish(receipt)
        line = self._row().line_ids
        self.assertEqual((line.stock_state, line.free_quantity), ("on_hand", 28))
        self.assertEqual(line.incoming_quantity, 0)

    def test_substitute_on_hand(self):
        green = self._create_stored("Green Tea", 32)
        self._stock(green, 11)
        self.tea.product_tmpl_id.substitute_ids = green.product_tmpl_id
        self.assertEqual(self._row().stock_state, "short")
        self._stock(green, 1)
        row = self._row()
        self.assertEqual(row.stock_state, "substitute")
        self.assertEqual(row.line_ids.stock_text, "substitute on hand: Green Tea (12)")
        green.active = False
        self.assertEqual(self._row().stock_state, "short")

    def test_another_variant_is_a_substitute(self):
        attribute = self.env["product.attribute"].create(
            {
                "name": "Leaf",
                "value_ids": [Command.create({"name": n}) for n in ("whole", "cut")],
            }
        )
        template = self.env["product.template"].create(
            {
                "name": "White Tea",
                "is_storable": True,
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": attribute.id,
                            "value_ids": [Command.set(attribute.value_ids.ids)],
                        }
                    )
                ],
            }
        )
        whole, cut = template.product_variant_ids
        self._buy(self.customer, whole, 3, (64, 44, 24))
        self._refresh_all()
        self._stock(cut, 5)
        line = self._row().line_ids.filtered(lambda line: line.product_id == whole)
        self.assertEqual(line.substitute_id, cut)

    def test_services_and_goods_without_stock(self):
        self.tea.is_storable = False
        row = self._row()
        self.assertEqual((row.stock_state, row.ready_count), ("on_hand", 1))
        self.assertEqual(row.line_ids.stock_text, "no stock kept")

    def test_archived_products_are_not_offered(self):
        self.tea.active = False
        self.assertFalse(self._row())
        self.assertTrue(self.habits.search([("product_id", "=", self.tea.id)]))

    def test_who_is_out(self):
        """An open quotation, an order since, or far too late."""
        quotation = self._create_order(self.customer, [(self.product, 1, 5, {})])
        self.assertFalse(self._row())
        quotation.date_order = self.today - timedelta(days=61)
        self.assertTrue(self._row())
        quotation.date_order = self.today
        quotation.validity_date = self.today - timedelta(days=1)
        self.assertTrue(self._row())
        quotation.validity_date = False
        quotation.action_confirm()
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertTrue(self.marks.search([]))
        self.assertFalse(self._row(), "before the refresh has seen it")
        self._refresh_all()
        self.assertFalse(self._row())

    def test_other_news_leave_the_customer_on_the_list(self):
        self.marks._add(self.customer, self.company)
        self.env.cr.precommit.run()
        self.assertTrue(self._row())

    def test_given_up(self):
        late = self._create_customer("Long Gone")
        self._buy(late, self.tea, 5, (300, 280, 260))
        seldom = self._create_customer("Seldom")
        self._buy(seldom, self.tea, 5, (610, 410, 295))
        self._refresh_all()
        self.assertFalse(self._row(late) | self._row(seldom))
        self.assertTrue(self.habits.search([("partner_id", "=", late.id)]))

    def test_days_ahead(self):
        soon = self._create_customer("Soon")
        self._buy(soon, self.tea, 5, (52, 32, 12))
        self._refresh_all()
        self.assertFalse(self._row(soon))
        self.env["ir.config_parameter"].set_param(
            "customer_info_mgmt.call_days_ahead", "8"
        )
        self.assertEqual(self._row(soon).when, "due in 8 days")

    def test_two_orders_are_no_rhythm(self):
        twice = self._create_customer("Twice")
        self._buy(twice, self.tea, 5, (40, 20))
        self._refresh_all()
        self.assertFalse(self._row(twice))

    # === What is done === #

    def test_plan_a_call_once(self):
        """An activity for the owner, with the goods; never twice for a due date."""
        self._stock(self.tea, 8)
        row = self._row(user=self.manager_user)
        row.action_plan_call()
        activity = self.customer.activity_ids
        self.assertEqual(activity.user_id, self.user_user)
        self.assertEqual(activity.date_deadline, self.today)
        self.assertIn("short (8 of 12)", activity.note)
        row = self._row()
        self.assertEqual(row.activity_id, activity)
        with self.assertRaisesRegex(UserError, "planned already"):
            row.action_plan_call()
        activity.action_feedback(feedback="Nobody answered")
        self.assertFalse(self._row().activity_id)
        with self.assertRaises(UserError):
            self._row().action_plan_call()
        self.assertFalse(self.customer.activity_ids)

    def test_a_call_that_was_cancelled_may_be_planned_again(self):
        self._row().action_plan_call()
        self.customer.activity_ids.unlink()
        self._row().action_plan_call()
        self.assertEqual(len(self.customer.activity_ids), 1)

    def test_quotation_of_what_is_on_hand(self):
        """Usual quantities, prices of the price list, as the least user."""
        self._stock(self.tea, 12)
        coffee = self._create_stored("Coffee", 60)
        self._buy(self.customer, coffee, 7, (64, 44, 24))
        self._refresh_all()
        row = self._row(user=self.user_user)
        self.assertEqual((row.stock_state, row.line_count), ("partly", 2))
        action = row.action_make_quotation()
        order = self.env["sale.order"].browse(action["res_id"])
        line = order.order_line
        self.assertEqual((line.product_id, line.product_uom_qty), (self.tea, 12))
        self.assertEqual(line.price_unit, 30)
        self.assertEqual((order.state, order.partner_id), ("draft", self.customer))
        self.assertFalse(self._row())

    def test_quotation_once_and_again_after_cancelling(self):
        self.tea.is_storable = False
        row = self._row()
        order = self.env["sale.order"].browse(row.action_make_quotation()["res_id"])
        with self.assertRaisesRegex(UserError, "No quotation was made"):
            row.action_make_quotation()
        order.action_cancel()
        again = self._row().action_make_quotation()["res_id"]
        self.assertNotEqual(again, order.id)

    def test_quotation_of_everything(self):
        with self.assertRaisesRegex(UserError, "nothing of what is due is on hand"):
            self._row().action_make_quotation()
        action = self._row().action_make_quotation_all()
        order = self.env["sale.order"].browse(action["res_id"])
        self.assertEqual(order.order_line.product_uom_qty, 12)

    def test_several_customers_at_once(self):
        second = self._create_customer("Second")
        self._buy(second, self.tea, 4, (60, 40, 21))
        self._refresh_all()
        self._stock(self.tea, 40)
        rows = self._row() | self._row(second)
        rows.action_plan_call()
        self.assertEqual(len((self.customer | second).activity_ids), 2)
        self.assertEqual(second.activity_ids.user_id, self.env.user)
        action = rows.action_make_quotation()
        orders = self.env["sale.order"].search(action["domain"])
        self.assertEqual(orders.partner_id, self.customer | second)

    def test_a_page_costs_the_same_for_many_customers(self):
        others = [self._create_customer(f"Also {number}") for number in range(4)]
        for other in others:
            self._buy(other, self.tea, 4, (60, 40, 21))
        self._refresh_all()
        rows = self.rows.search([])
        self.assertGreaterEqual(len(rows), 5)
        counts = []
        for page in (rows[:1], rows[:1], rows):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            page.read(["goods", "when"])
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_not_now(self):
        row = self._row(user=self.user_user)
        context = row.action_snooze()["context"]
        wizard = self.env["customer.call.snooze"].with_user(self.user_user)
        wizard = wizard.with_context(**context).create({"reason": "Holidays"})
        wizard.action_confirm()
        self.assertFalse(self._row())
        call = self.env["customer.call"].search([("is_waiting", "=", True)])
        self.assertEqual((call.partner_id, call.reason), (self.customer, "Holidays"))
        call.with_user(self.user_user).action_call_again()
        self.assertTrue(self._row())
        for until in (self.today, self.today + timedelta(days=900), False):
            with self.assertRaisesRegex(UserError, "Not before"):
                self._row()._snooze(until)

    # === Rights === #

    def test_who_sees_the_list(self):
        self.assertTrue(self._row(user=self.user_user))
        self.assertTrue(self._row(user=self.finance_user))
        other = new_test_user(
            self.env, "other_clerk", groups="customer_info_mgmt.group_customer_user"
        )
        self.assertFalse(self._row(user=other))
        self.assertFalse(self.lines.with_user(other).search([]))
        with self.assertRaises(UserError):
            self._row().with_user(other).action_plan_call()
        for user in (self.warehouse_user, self.privacy_user):
            with self.assertRaises(AccessError):
                self._row(user=user)
        with self.assertRaises(AccessError):
            self.env["customer.call"].with_user(self.user_user).create(
                {"partner_id": self.customer.id, "company_id": 1, "kind": "snooze"}
            )
