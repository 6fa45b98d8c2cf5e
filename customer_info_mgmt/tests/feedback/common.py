from odoo import Command
from odoo.tests import new_test_user

from ..common import GROUPS, CustomerInfoCommon


class FeedbackCommon(CustomerInfoCommon):
    """Two customers, one of them with a contact, an order and its delivery."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.feedback = cls.env["customer.feedback"]
        cls.seller = new_test_user(
            cls.env, "cim_seller", groups=GROUPS + "user", email="seller@example.com"
        )
        cls.customer = cls._create_customer(
            "Harbour Trading", is_company=True, user_id=cls.seller.id
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Wang", "parent_id": cls.customer.id, "email": "wang@example.com"}
        )
        cls.stranger = cls._create_customer("Stranger", is_company=True)
        cls.product = cls.env["product.product"].create(
            {"name": "Tea tin", "type": "consu"}
        )
        cls.order = cls._order(cls.contact)
        cls.picking = cls.order.picking_ids
        cls.solved = cls._stage("solved")
        cls.in_progress = cls._stage("in_progress")

    @classmethod
    def _order(cls, partner):
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [Command.create({"product_id": cls.product.id})],
            }
        )
        order.action_confirm()
        return order

    @classmethod
    def _stage(cls, name):
        return cls.env.ref(f"customer_info_mgmt.customer_feedback_stage_{name}")

    @classmethod
    def _create(cls, user=None, **values):
        feedback = cls.feedback.with_user(user) if user else cls.feedback
        return feedback.create(
            {"title": "Torn boxes", "partner_id": cls.customer.id, **values}
        )
