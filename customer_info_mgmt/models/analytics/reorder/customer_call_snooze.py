from datetime import timedelta

from odoo import fields, models


class CustomerCallSnooze(models.TransientModel):
    """Asks until when customers are kept off the call list, and why."""

    _name = "customer.call.snooze"
    _description = "Keep Customers off the Call List"

    # Rows of a query cannot be linked to; the ids come with the button.
    row_numbers = fields.Json(
        default=lambda self: self.env.context.get("customer_call_rows")
    )
    until_date = fields.Date(
        "Not before",
        required=True,
        default=lambda self: self._today() + timedelta(days=14),
    )
    reason = fields.Char()

    def _today(self):
        return self.env["customer.profile"].sudo()._today()

    def action_confirm(self):
        """Keep the chosen customers off the list until the day."""
        self.ensure_one()
        rows = self.env["customer.call.list"].browse(self.row_numbers or ())
        rows._snooze(self.until_date, self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
