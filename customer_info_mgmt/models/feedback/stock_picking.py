from odoo import api, fields, models

from .res_partner import FEEDBACK_GROUPS


class StockPicking(models.Model):
    _inherit = "stock.picking"

    feedback_ids = fields.One2many(
        "customer.feedback", "picking_id", groups=FEEDBACK_GROUPS
    )
    feedback_count = fields.Integer(
        compute="_compute_feedback_count", groups=FEEDBACK_GROUPS
    )
    is_with_customer = fields.Boolean(compute="_compute_is_with_customer")

    @api.depends("feedback_ids")
    @api.depends_context("uid")
    def _compute_feedback_count(self):
        counts = self.env["customer.feedback"]._count_by("picking_id", self)
        for picking in self:
            picking.feedback_count = counts.get(picking.id, 0)

    @api.depends("partner_id", "location_id.usage", "location_dest_id.usage")
    def _compute_is_with_customer(self):
        """Goods that go to a customer or come back from one."""
        for picking in self:
            ends = {picking.location_id.usage, picking.location_dest_id.usage}
            picking.is_with_customer = bool(picking.partner_id) and "customer" in ends

    def action_record_feedback(self):
        """Open a new feedback with everything that the delivery knows filled in."""
        self.ensure_one()
        return self.env["customer.feedback"]._get_new_action(
            self.partner_id, self.move_ids.product_id, order=self.sale_id, picking=self
        )

    def action_view_feedback(self):
        """Open the feedback on this delivery."""
        self.ensure_one()
        return self.env["customer.feedback"]._get_view_action(
            [("picking_id", "=", self.id)]
        )
