from odoo import api, fields, models

from .res_partner import FEEDBACK_GROUPS


class SaleOrder(models.Model):
    _inherit = "sale.order"

    feedback_ids = fields.One2many(
        "customer.feedback", "order_id", groups=FEEDBACK_GROUPS
    )
    feedback_count = fields.Integer(
        compute="_compute_feedback_count", groups=FEEDBACK_GROUPS
    )

    @api.depends("feedback_ids")
    @api.depends_context("uid")
    def _compute_feedback_count(self):
        counts = self.env["customer.feedback"]._count_by("order_id", self)
        for order in self:
            order.feedback_count = counts.get(order.id, 0)

    def action_record_feedback(self):
        """Open a new feedback with everything that the order knows filled in."""
        self.ensure_one()
        return self.env["customer.feedback"]._get_new_action(
            self.partner_id, self.order_line.product_id, order=self
        )

    def action_view_feedback(self):
        """Open the feedback on this order."""
        self.ensure_one()
        return self.env["customer.feedback"]._get_view_action(
            [("order_id", "=", self.id)]
        )
