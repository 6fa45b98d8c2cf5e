from odoo import fields, models
from odoo.tools import date_utils


class CustomerDormantKeep(models.TransientModel):
    """How long, and why, dormant customers are kept."""

    _name = "customer.dormant.keep"
    _description = "Keep Dormant Customers"

    line_ids = fields.Many2many("customer.dormant", required=True)
    keep_until = fields.Date(
        default=lambda self: date_utils.add(fields.Date.context_today(self), years=1),
        help="From that day on they may be proposed again. Empty: never.",
    )
    reason = fields.Char(required=True)

    def action_keep(self):
        """Keep the customers."""
        self.ensure_one()
        self.line_ids._keep(self.keep_until, self.reason)
        return {"type": "ir.actions.act_window_close"}
