from odoo import fields
from odoo.tests import HttpCase, tagged

from ..common import SalesCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestContributionTours(SalesCommon, HttpCase):
    """F02, F15, L15: what a manager does with ranking, bridge and comparison."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Toured"})
        cls.manager_user.write(
            {"company_ids": [(6, 0, cls.company.ids)], "company_id": cls.company.id}
        )
        # An order costs more than the margin of the large one.
        cls.company.customer_cost_order = 500
        group = cls.env["customer.group"].create({"name": "Tour Wholesale"})
        other = cls.env["customer.group"].create({"name": "Tour Retail"})
        for name, quantity, in_group in (
            ("Big Tour", 40, group),
            ("Small Tour", 2, other),
        ):
            customer = cls._create_customer(
                name, company_id=cls.company.id, customer_group_id=in_group.id
            )
            price = 30 if name.startswith("Big") else 400
            order = cls._create_order(
                customer,
                [(cls.product, quantity, price, {"purchase_price": 20})],
                company=cls.company,
            )
            order.action_confirm()
            order.date_order = fields.Datetime.now()
        cls.profiles.refresh()

    def test_ranking_and_bridge(self):
        """F02, L15: rank, mark, explain, narrow down, open the customer."""
        self.start_tour(
            "/odoo/customer-ranking",
            "customer_info_mgmt_contribution",
            login=self.manager_user.login,
        )

    def test_comparison(self):
        """F15: compare, explain, open the list behind a number."""
        self.start_tour(
            "/odoo/customer-comparison",
            "customer_info_mgmt_comparison",
            login=self.manager_user.login,
        )

    def test_empty_company(self):
        """F02, F15: nothing sold yet is no error."""
        company = self.env["res.company"].create({"name": "New"})
        self.manager_user.write(
            {"company_ids": [(6, 0, company.ids)], "company_id": company.id}
        )
        for path in (
            "customer-ranking",
            "customer-comparison",
            "customer-little-left",
            "customer-behaviour",
        ):
            self.browser_js(
                f"/odoo/{path}",
                "console.log('test successful')",
                "!!document.querySelector('.o_action .o_content')",
                login=self.manager_user.login,
            )
