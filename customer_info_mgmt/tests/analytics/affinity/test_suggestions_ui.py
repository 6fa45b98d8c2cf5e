from odoo.tests import HttpCase, tagged

from .test_suggestions import SuggestionCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestSuggestionsUi(SuggestionCommon, HttpCase):
    """F13, F14: a clerk takes a suggestion with one click, in the browser."""

    def _tour(self, name, order):
        self.start_tour(
            f"/odoo/sales/{order.id or 'new'}",
            f"customer_info_mgmt_{name}",
            login=self.user_user.login,
        )

    def test_add_to_a_quotation(self):
        """F14, D12: price and tax come as if the line had been typed."""
        order = self._create_order(self.own, [(self.phone, 1, 500, {})])
        order.user_id = self.user_user
        self._tour("order_suggestions", order)
        order.invalidate_recordset()
        lines = {line.product_id: line for line in order.order_line}
        self.assertEqual(set(lines), {self.phone, self.case, self.cable})
        self.assertEqual(lines[self.case].price_unit, 20)
        self.assertEqual(lines[self.cable].product_uom_qty, 12)

    def test_add_to_a_quotation_that_is_not_saved(self):
        """F14: the suggestion goes by what stands on the screen."""
        before = self.orders.search([])
        self._tour("order_suggestions_unsaved", self.orders)
        order = self.orders.search([]) - before
        self.assertEqual(order.partner_id, self.own)
        self.assertEqual(order.order_line.product_id, self.cable)
        self.assertEqual(order.order_line.product_uom_qty, 12)

    def test_latent_demand_and_pairs(self):
        """F13, F18: both lists open, and one click makes a quotation."""
        self.env["customer.latent.demand"].create(
            {
                "partner_id": self.own.id,
                "company_id": self.company.id,
                "product_id": self.case.id,
                "because_product_id": self.cable.id,
                "similar_count": 3,
                "similar_total": 4,
                "chance": 0.75,
                "expected_quantity": 2,
            }
        )
        self.start_tour(
            "/odoo/latent-demand",
            "customer_info_mgmt_latent_demand",
            login=self.user_user.login,
        )
        order = self.orders.search(
            [("order_line.product_id", "=", self.case.id)], limit=1
        )
        self.assertEqual((order.state, order.partner_id), ("draft", self.own))
