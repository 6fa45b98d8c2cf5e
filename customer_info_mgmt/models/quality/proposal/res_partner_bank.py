from odoo import api, models
from odoo.exceptions import UserError

from .customer_change_value import BANK


class ResPartnerBank(models.Model):
    """Where money goes is no matter of a click: bank accounts can be a key field."""

    _inherit = "res.partner.bank"

    @api.model_create_multi
    def create(self, vals_list):
        ids = {vals["partner_id"] for vals in vals_list if vals.get("partner_id")}
        self._refuse_unapproved(self.env["res.partner"].browse(ids))
        return super().create(vals_list)

    def write(self, vals):
        partners = self.partner_id
        if vals.get("partner_id"):
            partners |= partners.browse(vals["partner_id"])
        self._refuse_unapproved(partners)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_unapproved(self):
        self._refuse_unapproved(self.partner_id)

    @api.model
    def _refuse_unapproved(self, partners):
        """
        :raise UserError: naming the way out, where accounts are a key field and the
            user may not write key fields
        """
        if self.env.su or BANK not in self.env["customer.change.field"]._names(
            "is_key"
        ):
            return
        if partners._may_write_key_fields():
            return
        if guarded := partners._of_customers():
            raise UserError(
                self.env._(
                    "Bank accounts of %s change after approval only. Press Suggest a "
                    "Correction on the customer and choose Bank account under Another "
                    "Field.",
                    guarded[0].display_name,
                )
            )
