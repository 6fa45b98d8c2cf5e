from odoo.exceptions import UserError
from odoo.fields import Command, Date
from odoo.tests import new_test_user, tagged

from ...common import GROUPS
from ..common import SalesCommon


class SuggestionCommon(SalesCommon):
    """A phone shop: phones go with cases, one customer buys cables every 30 days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = new_test_user(cls.env, "cim_other", groups=GROUPS + "user")
        cls.phone = cls._create_product("Phone X", 500, 400)
        cls.case = cls._create_product("Case", 20, 5)
        cls.cable = cls._create_product("Cable", 8, 2)
        cls.case.is_storable = True
        cls.own = cls._create_customer("Own Shop", user_id=cls.user_user.id)
        cls.foreign = cls._create_customer("Foreign", user_id=cls.colleague.id)
        cls.contact = cls._create_customer("Buyer", parent_id=cls.own.id)
        today = cls.env["customer.profile"]._today()
        for days in (70, 40, 10):
            for customer in (cls.own, cls.foreign):
                order = cls._create_order(customer, [(cls.cable, 12, 8, {})])
                order.action_confirm()
                order.date_order = Date.subtract(today, days=days)
        for _number in range(4):
            order = cls._create_order(
                cls.foreign, [(cls.phone, 1, 500, {}), (cls.case, 1, 20, {})]
            )
            order.action_confirm()
        cls.env["customer.product.habit"].refresh()
        cls.env["customer.product.affinity"].refresh()
        cls.orders = cls.env["sale.order"]
        location = cls.env.user._get_default_warehouse_id().lot_stock_id
        cls.env["stock.quant"]._update_available_quantity(cls.case, location, 7)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestSuggestions(SuggestionCommon):
    """F13, F14, D12: what goes on an order, with the rights of who asks."""

    def _ask(self, user=None, **values):
        values = {"company_id": self.company.id, "product_ids": [], **values}
        orders = self.orders.with_user(user or self.user_user)
        return orders.get_product_suggestions(values)

    def _names(self, strip):
        return [row["name"] for row in strip]

    def test_bought_together(self):
        """F13, F14: with the reason, the price and the stock on hand."""
        found = self._ask(partner_id=self.own.id, product_ids=self.phone.ids)
        [row] = found["together"]
        self.assertEqual(row["product_id"], self.case.id)
        self.assertEqual(row["name"], "Case")
        self.assertEqual(row["reason"], "in 100 % of the orders with Phone X")
        self.assertEqual((row["quantity"], row["price"]), (1, 20))
        self.assertEqual(row["free_quantity"], self._free(self.case))
        self.assertEqual(found["currency_id"], self.company.currency_id.id)

    def _free(self, product):
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        return product.with_context(warehouse_id=warehouse.id).free_qty

    def test_what_is_on_the_order_is_not_suggested(self):
        """F14: neither as a pair nor as a habit."""
        products = (self.phone | self.case | self.cable).ids
        found = self._ask(partner_id=self.own.id, product_ids=products)
        self.assertEqual((found["together"], found["usual"]), ([], []))

    def test_usually_bought(self):
        """F14, L10: the customer's own rhythm and quantity, for its contact, too."""
        for partner in (self.own, self.contact):
            found = self._ask(partner_id=partner.id)
            [row] = found["usual"]
            self.assertEqual((row["name"], row["quantity"]), ("Cable", 12))
            self.assertIn("every 30 days, last on ", row["reason"])
            self.assertIn(", usually 12", row["reason"])
            self.assertIs(row["free_quantity"], False)

    def test_price_of_the_price_list(self):
        """F14: at the quantity suggested, in the currency of the list."""
        euro = self.env.ref("base.EUR")
        euro.active = True
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Staggered",
                "currency_id": euro.id,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "3_global",
                            "compute_price": "fixed",
                            "fixed_price": price,
                            "min_quantity": least,
                        }
                    )
                    for least, price in ((0, 9), (10, 6))
                ],
            }
        )
        found = self._ask(
            partner_id=self.own.id,
            product_ids=self.phone.ids,
            pricelist_id=pricelist.id,
        )
        self.assertEqual(found["currency_id"], euro.id)
        self.assertEqual(found["together"][0]["price"], 9)
        self.assertEqual(found["usual"][0]["price"], 6)

    def test_customer_of_a_colleague(self):
        """I02: no habits of a customer whose figures one may not see."""
        found = self._ask(partner_id=self.foreign.id, product_ids=self.phone.ids)
        self.assertEqual(self._names(found["together"]), ["Case"])
        self.assertEqual(found["usual"], [])
        found = self._ask(self.colleague, partner_id=self.foreign.id)
        self.assertIn("Cable", self._names(found["usual"]))

    def test_who_has_no_role_of_ours(self):
        """I02: a salesperson without a role in the customer file sees nothing."""
        seller = new_test_user(
            self.env, "cim_seller", groups="sales_team.group_sale_salesman"
        )
        found = self._ask(seller, partner_id=self.own.id, product_ids=self.phone.ids)
        self.assertEqual((found["together"], found["usual"]), ([], []))

    def test_not_for_sale(self):
        """F14: archived products, and those not for sale, are not suggested."""
        self.case.active = False
        self.cable.sale_ok = False
        found = self._ask(partner_id=self.own.id, product_ids=self.phone.ids)
        self.assertEqual((found["together"], found["usual"]), ([], []))

    def test_other_company(self):
        """F13: pairs of a company that one does not work for are not told."""
        other = self.env["res.company"].create({"name": "Far Shore"})
        pairs = self.env["customer.product.affinity"].search([])
        self.env.cr.execute(
            "UPDATE customer_product_affinity SET company_id = %s WHERE id = ANY(%s)",
            [other.id, pairs.ids],
        )
        self.env.invalidate_all()
        for company in (self.company, other):
            found = self._ask(
                partner_id=self.own.id,
                product_ids=self.phone.ids,
                company_id=company.id,
            )
            self.assertEqual(found["together"], [])

    def test_habits_long_given_up(self):
        """F14: what nobody expects any more is not suggested."""
        habits = self.env["customer.product.habit"].search(
            [("partner_id", "=", self.own.id)]
        )
        habits.lapse_date = Date.subtract(Date.today(), days=1)
        self.assertEqual(self._ask(partner_id=self.own.id)["usual"], [])

    def test_what_is_no_order(self):
        """What callers hand over is read with care."""
        for values in (
            {"partner_id": "1 OR 1=1"},
            {"product_ids": 7},
            {"product_ids": [True]},
            {"product_ids": [2**40]},
            {"pricelist_id": [1]},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                self._ask(**values)
        with self.assertRaises(UserError):
            self.orders.get_product_suggestions("all")
        found = self._ask(partner_id=2**31 - 1, product_ids=[2**31 - 1])
        self.assertEqual((found["together"], found["usual"]), ([], []))

    def test_few_queries_on_a_read_only_server(self):
        """P29: as many queries for twenty products as for one; nothing is written."""
        values = {"partner_id": self.own.id, "product_ids": self.phone.ids}
        self._ask(**values)
        counts = []
        for products in (self.phone, self.env["product.product"].search([], limit=20)):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            values["product_ids"] = (products - self.case - self.cable).ids
            self.assertTrue(self._ask(**values)["together"])
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)
        self.assertLessEqual(max(counts), 30)
        self.assertTrue(self.orders.get_product_suggestions._readonly)
