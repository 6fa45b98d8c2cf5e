from odoo import api, fields, models

FEEDBACK_GROUPS = (
    "customer_info_mgmt.group_customer_user,"
    "customer_info_mgmt.group_customer_warehouse,"
    "customer_info_mgmt.group_customer_finance"
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    feedback_ids = fields.One2many(
        "customer.feedback", "partner_id", groups=FEEDBACK_GROUPS
    )
    feedback_open_count = fields.Integer(
        "Open Feedback", compute="_compute_feedback_count", groups=FEEDBACK_GROUPS
    )
    feedback_count = fields.Integer(
        compute="_compute_feedback_count", groups=FEEDBACK_GROUPS
    )

    @api.depends("commercial_partner_id.feedback_ids.stage_id")
    @api.depends_context("uid")
    def _compute_feedback_count(self):
        customers = self.commercial_partner_id
        counts = {}
        for partner, is_closed, count in self.env["customer.feedback"]._read_group(
            [("partner_id", "in", customers.ids)],
            ["partner_id", "stage_id.is_closed"],
            ["__count"],
        ):
            totals = counts.setdefault(partner.id, [0, 0])
            totals[0] += count
            totals[1] += 0 if is_closed else count
        for partner in self:
            total, still_open = counts.get(partner.commercial_partner_id.id, (0, 0))
            partner.feedback_count = total
            partner.feedback_open_count = still_open

    def action_view_feedback(self):
        """Open the feedback of the customer."""
        self.ensure_one()
        customer = self.commercial_partner_id
        return self.env["customer.feedback"]._get_view_action(
            [("partner_id", "=", customer.id)], default_partner_id=customer.id
        )

    def action_record_feedback(self):
        """Open a new feedback of the customer."""
        self.ensure_one()
        return self.env["customer.feedback"]._get_new_action(
            self, self.env["product.product"]
        )
