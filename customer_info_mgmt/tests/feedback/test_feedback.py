from odoo.tests import tagged

from ..common import CustomerInfoCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestFeedback(CustomerInfoCommon):
    """H01, A24: what customers tell us is recorded with number, owner and deadline."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer("Harbour", is_company=True)
        cls.feedback = cls.env["customer.feedback"]

    def test_number_owner_and_first_stage(self):
        feedback = self.feedback.with_user(self.user_user).create(
            {"title": "Torn boxes", "partner_id": self.customer.id}
        )
        self.assertRegex(feedback.name, r"^FB\d{5}$")
        self.assertEqual(feedback.user_id, self.user_user)
        self.assertEqual(
            feedback.stage_id,
            self.env.ref("customer_info_mgmt.customer_feedback_stage_new"),
        )
