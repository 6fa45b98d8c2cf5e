from urllib.parse import urlsplit

from odoo.tests import HttpCase, new_test_user, tagged

from ..common import GROUPS


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestProposalTours(HttpCase):
    """B15, L18, L20: a correction from a delivery, and by the customer, on screen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.env.company.country_id = cls.env.ref("base.cn")
        cls.seller = new_test_user(cls.env, "prop_user", groups=GROUPS + "user")
        for role in ("warehouse", "steward"):
            new_test_user(cls.env, f"prop_{role}", groups=GROUPS + role)
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Harbour Trading",
                "is_company": True,
                "customer_rank": 1,
                "phone": "+86 138 0013 4321",
                "email": "mei@harbour.cn",
                "country_id": cls.env.ref("base.cn").id,
            }
        )

    def _request(self):
        return self.env["customer.change.request"].search(
            [("partner_id", "=", self.customer.id)]
        )

    def test_from_a_delivery(self):
        kind = self.env["stock.picking.type"].search(
            [("code", "=", "outgoing"), ("company_id", "=", self.env.company.id)],
            limit=1,
        )
        picking = self.env["stock.picking"].create(
            {"partner_id": self.customer.id, "picking_type_id": kind.id}
        )
        self.start_tour(
            f"/odoo/action-stock.action_picking_tree_all/{picking.id}",
            "customer_proposal_from_delivery",
            login="prop_warehouse",
        )
        request = self._request()
        others = self.env["customer.change.request"].search([]) - request
        others.line_ids.state = "withdrawn"
        self.assertEqual(request.picking_id, picking)
        self.assertEqual(self.customer.phone, "+86 138 0013 4321")
        self.start_tour(
            "/odoo/customer-proposals",
            "customer_proposal_approve",
            login="prop_steward",
        )
        self.assertEqual(self.customer.phone, "+86 138 0013 9999")
        self.assertEqual(request.state, "approved")

    def test_self_check(self):
        self.customer.with_user(self.seller).action_ask_self_check()
        check = self.env["customer.self.check"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.start_tour(urlsplit(check._get_link()).path, "customer_self_check")
        request = self._request()
        self.assertEqual(request.line_ids.new_value, "+86 138 0013 9999")
        self.assertEqual(request.note, "We have moved")
        self.assertEqual(check.state, "corrected")
        self.assertEqual(self.customer.phone, "+86 138 0013 4321")
