from odoo import fields, models
from odoo.exceptions import AccessError


class CustomerCreditReview(models.Model):
    """One decision on the credit of a customer: what was, what is, why, who and when.

    Only ``customer.profile._set_credit_grade`` writes reviews, and they never change.
    """

    _name = "customer.credit.review"
    _description = "Credit Review"
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    # Not cascade: who deletes a customer must not wipe out decisions on the way.
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    old_grade_id = fields.Many2one(
        "customer.credit.grade", "From", readonly=True, ondelete="restrict"
    )
    new_grade_id = fields.Many2one(
        "customer.credit.grade", "To", readonly=True, ondelete="restrict"
    )
    reason = fields.Text(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", "Decided By", required=True, readonly=True, ondelete="restrict"
    )
    date = fields.Datetime(
        "Decided On", required=True, readonly=True, default=fields.Datetime.now
    )

    def write(self, vals):
        self._ensure_superuser()
        return super().write(vals)

    def unlink(self):
        self._ensure_superuser()
        return super().unlink()

    def _ensure_superuser(self):
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "A credit review stays as it was decided. Change the grade again, "
                    "with the new reason."
                )
            )
