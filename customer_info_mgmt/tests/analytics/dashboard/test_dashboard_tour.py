from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from ...common import GROUPS


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestDashboardTour(HttpCase):
    """F20, F03: the dashboard and the cohorts, with the lists behind their numbers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        # A company of its own, so that nobody else's customers are in the figures.
        cls.company = cls.env["res.company"].create({"name": "Harbour Company"})
        cls.empty = cls.env["res.company"].create({"name": "Newly Founded"})
        cls.product = cls.env["product.product"].create(
            {"name": "Lamp", "type": "consu", "taxes_id": False}
        )
        cls.clerk = cls._create_user("tour_clerk", "user", "Tour Clerk")
        cls.manager = cls._create_user("tour_lead", "manager", "Tour Lead")
        for name, owner, prices in (
            ("Harbour Lights", cls.clerk, (400, 300)),
            ("Quay Works", cls.manager, (500,)),
        ):
            customer = cls.env["res.partner"].create(
                {"name": name, "customer_rank": 1, "user_id": owner.id}
            )
            for price in prices:
                cls._sell(customer, price)
        cls.env["customer.profile"].refresh()

    @classmethod
    def _create_user(cls, login, role, name):
        return new_test_user(
            cls.env,
            login,
            name=name,
            groups=GROUPS + role,
            company_id=cls.company.id,
            company_ids=[Command.set((cls.company | cls.empty).ids)],
        )

    @classmethod
    def _sell(cls, customer, price):
        orders = cls.env["sale.order"].with_company(cls.company)
        order = orders.create(
            {
                "partner_id": customer.id,
                "company_id": cls.company.id,
                "order_line": [
                    Command.create({"product_id": cls.product.id, "price_unit": price})
                ],
            }
        )
        order.action_confirm()
        order.date_order = datetime.now() - timedelta(hours=1)

    def test_from_the_numbers_to_the_customers(self):
        """F20, F03, F25: filters, lists behind tiles, cohorts as money, repeat rate."""
        self.start_tour(
            "/odoo/customer-dashboard", "customer_dashboard", login="tour_lead"
        )

    def test_nothing_sold_yet(self):
        """F20: an empty company gets words, not empty charts."""
        self.manager.company_id = self.empty
        self.start_tour(
            "/odoo/customer-dashboard", "customer_dashboard_empty", login="tour_lead"
        )

    def test_read_on_a_replica(self):
        """F20: every method that the screens call is served by a cursor that may not
        write."""
        self.authenticate("tour_lead", "tour_lead")
        calls = [
            ("customer.dashboard", name, [{}])
            for name in (
                "get_figures",
                "get_history",
                "get_standing",
                "get_calls",
                "get_movement",
            )
        ] + [
            ("customer.dashboard", "get_choices", []),
            ("customer.dashboard", "action_open", ["buyers", {}, {}]),
            ("customer.sales.cube", "get_cohorts", [{}]),
            ("customer.sales.cube", "get_retention", [{}]),
            ("customer.sales.cube", "get_repeat_rates", [{}]),
        ]
        for model, method, arguments in calls:
            with self.subTest(method=method):
                function = getattr(type(self.env[model]), method)
                self.assertTrue(getattr(function, "_readonly", False))
                self.make_jsonrpc_request(
                    f"/web/dataset/call_kw/{model}/{method}",
                    {
                        "model": model,
                        "method": method,
                        "args": arguments,
                        "kwargs": {},
                    },
                )
        figures = self.make_jsonrpc_request(
            "/web/dataset/call_kw/customer.dashboard/get_figures",
            {
                "model": "customer.dashboard",
                "method": "get_figures",
                "args": [],
                "kwargs": {},
            },
        )
        self.assertEqual(figures["tiles"]["revenue"]["value"], 1200)
