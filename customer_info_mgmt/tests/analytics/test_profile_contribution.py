from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from .common import SalesCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestProfileContribution(SalesCommon):
    """B01: share and class in a company of its own, and facts from elsewhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env["res.company"].create({"name": "Shop"})
        cls.env.user.company_ids += cls.shop

    def _buyers(self, *revenues):
        customers = self.env["res.partner"]
        for revenue in revenues:
            customer = self._create_customer(f"Buys for {revenue}")
            self._sell(customer, price=revenue, company=self.shop)
            customers |= customer
        return customers

    def _classes(self, customers):
        return [self._profile(customer, self.shop).abc_class for customer in customers]

    def _shares(self, customers):
        return [
            self._profile(customer, self.shop).contribution_share
            for customer in customers
        ]

    def test_border_belongs_to_the_next_class(self):
        customers = self._buyers(80, 15, 5)
        self.profiles.refresh()
        self.assertEqual(self._shares(customers), [0.8, 0.15, 0.05])
        self.assertEqual(self._classes(customers), ["A", "B", "C"])

    def test_customer_who_crosses_the_border_is_in_the_better_class(self):
        customers = self._buyers(79, 17, 4)
        self.profiles.refresh()
        self.assertEqual(self._classes(customers), ["A", "A", "C"])

    def test_equal_customers_are_in_one_class(self):
        customers = self._buyers(70, 6, 6, 6, 6, 6)
        self.profiles.refresh()
        self.assertEqual(self._classes(customers), ["A"] * 6)

    def test_customer_who_sent_everything_back(self):
        customers = self._buyers(100, 50)
        order = self.env["sale.order"].search([("partner_id", "=", customers[1].id)])
        self._take_back(self._deliver(order))
        self.profiles.refresh()
        profile = self._profile(customers[1], self.shop)
        self.assertEqual((profile.revenue, profile.return_amount), (0, 50))
        self.assertEqual((profile.order_count, profile.average_order_value), (1, 0))
        self.assertEqual(self._classes(customers), ["A", "C"])
        self.assertEqual(self._shares(customers), [1, 0])

    def test_customer_without_orders_has_no_class(self):
        newcomer = self._create_customer("Newcomer")
        self.profiles.refresh()
        self.assertFalse(self._profile(newcomer, self.shop).abc_class)

    def test_buyer_whom_nobody_called_a_customer(self):
        """Figures do not wait until the first invoice makes a partner a customer."""
        buyer = self.env["res.partner"].create({"name": "Just Bought"})
        self._sell(buyer, price=40, company=self.shop)
        self._refresh_marked()
        self.assertEqual(self._profile(buyer, self.shop).revenue, 40)

    def test_returned_part_in_another_unit(self):
        customer = self._create_customer("By the Dozen")
        order = self._create_order(
            customer,
            [(self.product, 2, 120, {"product_uom_id": self.dozen.id})],
            company=self.shop,
        )
        order.action_confirm()
        self._take_back(self._deliver(order), 0.25)
        self.profiles.refresh()
        profile = self._profile(customer, self.shop)
        self.assertEqual((profile.revenue, profile.return_amount), (180, 60))

    def test_facts_of_another_addon(self):
        """Sales from elsewhere count like orders, with one more SELECT."""
        customer = self._create_customer("Elsewhere")
        history = SQL(
            """
            SELECT %s AS partner_id, %s AS company_id, TRUE AS is_order,
                   1 AS document_id, TIMESTAMP '2024-02-03 10:00' AS moment,
                   500.0 AS amount, 120.0 AS margin
            """,
            customer.id,
            self.shop.id,
        )
        sources = type(self.profiles)._sales_sources
        with patch.object(
            type(self.profiles),
            "_sales_sources",
            lambda profiles, scope=None: [*sources(profiles, scope), history],
        ):
            self.profiles.refresh(as_of="2024-12-31")
        profile = self._profile(customer, self.shop)
        self.assertEqual((profile.revenue, profile.margin), (500, 120))
        self.assertEqual(str(profile.first_order_date), "2024-02-03")

    def test_unknown_time_zone_counts_in_utc(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("customer_info_mgmt.timezone", "Mars/Olympus")
        with self.assertLogs("odoo.addons.customer_info_mgmt", "WARNING"):
            self.assertEqual(self.profiles._timezone().zone, "UTC")
