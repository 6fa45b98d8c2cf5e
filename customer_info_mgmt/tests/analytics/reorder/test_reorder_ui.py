from odoo.tests import HttpCase, tagged

from .test_call_list import CallListCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestReorderUi(CallListCommon, HttpCase):
    """L11, E09: the call list in the browser, as a sales clerk."""

    def test_from_the_list_to_call_and_quotation(self):
        self.customer.name = "Tour Tea House"
        self._stock(self.tea, 30)
        self.start_tour(
            "/odoo/customer-call-list",
            "customer_info_mgmt_call_list",
            login=self.user_user.login,
        )
        self.env.invalidate_all()
        activity = self.customer.activity_ids
        self.assertEqual((len(activity), activity.user_id), (1, self.user_user))
        order = self.env["sale.order"].search(
            [("partner_id", "=", self.customer.id), ("state", "=", "draft")]
        )
        self.assertEqual(order.order_line.product_uom_qty, 12)
        self.assertFalse(self._row())
