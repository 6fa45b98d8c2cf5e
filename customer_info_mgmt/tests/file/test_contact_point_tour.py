from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestContactPointTour(HttpCase):
    """A06, B23: a clerk adds a number, stars it and notes that it is right."""

    def test_add_star_verify(self):
        self.env.company.country_id = self.env.ref("base.cn")
        clerk = new_test_user(
            self.env, "cim_tour_points", groups="customer_info_mgmt.group_customer_user"
        )
        customer = self.env["res.partner"].create(
            {"name": "Wang Fang", "customer_rank": 1, "phone": "138 0013 8000"}
        )
        self.start_tour(
            f"/odoo/customer-files/{customer.id}",
            "customer_contact_point_tour",
            login=clerk.login,
        )
        self.assertEqual(customer.phone, "+86 139 0013 9000")
        new, old = customer.contact_point_ids
        self.assertEqual((new.is_primary, new.verified_by_id), (True, clerk))
        self.assertEqual((old.value, old.is_primary), ("+86 138 0013 8000", False))
