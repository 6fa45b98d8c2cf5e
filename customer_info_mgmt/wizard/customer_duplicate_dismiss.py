from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerDuplicateDismiss(models.TransientModel):
    """Say why records that look alike are different customers, and until when."""

    _name = "customer.duplicate.dismiss"
    _description = "Not a Duplicate"

    duplicate_ids = fields.Many2many("customer.duplicate", required=True)
    reason = fields.Char(
        required=True, help="A branch, a namesake, a couple with one phone…"
    )
    expiry_date = fields.Date(
        "Valid Until",
        help="After this day the pair is shown again if it is still alike. "
        "Empty: for good.",
    )

    @api.constrains("expiry_date")
    def _check_expiry_date(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            if wizard.expiry_date and wizard.expiry_date <= today:
                raise ValidationError(
                    self.env._(
                        "Valid Until is %s. "
                        "Choose a day after today, or leave it empty.",
                        wizard.expiry_date,
                    )
                )

    def action_apply(self):
        self.ensure_one()
        self.duplicate_ids._decide("not_duplicate", self.reason, self.expiry_date)
        return {"type": "ir.actions.act_window_close"}
