from odoo import fields, models


class CustomerChangeReject(models.TransientModel):
    """Why a proposed value is not taken over."""

    _name = "customer.change.reject"
    _description = "Reject Proposed Values"

    line_ids = fields.Many2many("customer.change.request.line", required=True)
    reason = fields.Char(required=True)

    def action_reject(self):
        """Reject the values, tell the proposer."""
        self.ensure_one()
        self.line_ids._reject(self.reason)
        return {
            "type": "ir.actions.client",
            "tag": "soft_reload",
        }
