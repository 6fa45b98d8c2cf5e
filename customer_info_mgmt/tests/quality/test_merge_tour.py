from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestMergeTour(HttpCase):
    """A steward merges two customers from the list and undoes it."""

    def test_merge_and_undo(self):
        """P07, L01, L02: from the list to the merge and back, by clicking."""
        new_test_user(
            self.env,
            "cim_tour_steward",
            password="cim_tour_steward",
            groups="customer_info_mgmt.group_customer_steward",
        )
        one, two = self.env["res.partner"].create(
            [
                {"name": f"Tour Twin {x}", "phone": f"+86 21 5555 000{n}"}
                for n, x in ((1, "A"), (2, "B"))
            ]
        )
        one.street = "5 Dock Road"
        order = self.env["sale.order"].create({"partner_id": two.id})
        domain = [("name", "like", "Tour Twin")]
        action = self.env["ir.actions.act_window"].create(
            {
                "name": "Twins",
                "res_model": "res.partner",
                "view_mode": "list,form",
                "domain": domain,
            }
        )
        self.start_tour(
            f"/odoo/action-{action.id}", "customer_merge", login="cim_tour_steward"
        )
        merge = self.env["customer.merge"].search([], limit=1)
        self.assertEqual(merge.state, "undone")
        self.assertEqual(merge.choices, {"phone": two.id})
        self.assertEqual(order.partner_id, two)
        self.assertEqual(one.phone, "+86 21 5555 0001")
