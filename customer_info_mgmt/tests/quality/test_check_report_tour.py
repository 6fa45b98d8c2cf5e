from odoo.tests import HttpCase, new_test_user, tagged

from ..common import GROUPS


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestCheckReportTour(HttpCase):
    """A28, B10, B21: report, list behind a number, field that is missing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.field.rule"].search([]).unlink()
        cls.env["customer.field.rule"].create(
            {
                "customer_type": "company",
                "field_id": cls.env["ir.model.fields"]._get("res.partner", "city").id,
                "requirement": "required",
            }
        )
        cls.clerk = new_test_user(cls.env, "cim_tour_clerk", groups=f"{GROUPS}user")
        group = cls.env["customer.group"].create({"name": "Tour Group"})
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Quay Trading",
                "is_company": True,
                "customer_rank": 1,
                "customer_group_id": group.id,
                "user_id": cls.clerk.id,
            }
        )
        cls.env["customer.profile"].refresh()

    def test_from_the_number_to_the_field(self):
        """B10, B21: from the number over its list to the field that is missing; the
        form says at once that it is there."""
        self.start_tour(
            "/odoo/customer-check-report",
            "customer_check_report",
            login="cim_tour_clerk",
        )
        self.assertEqual(self.customer.city, "Hangzhou")

    def test_required_on_the_form(self):
        """A28: a required field has its mark, and saving waits for it."""
        self.env["ir.config_parameter"].set_param(
            "customer_info_mgmt.required_form", "refuse"
        )
        self.start_tour(
            "/odoo/customer-files/new",
            "customer_required_form",
            login="cim_tour_clerk",
        )
        self.assertTrue(self.env["res.partner"].search([("name", "=", "Quay Two")]))
