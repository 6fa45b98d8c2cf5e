from odoo import models
from odoo.exceptions import UserError

STEWARD = "customer_info_mgmt.group_customer_steward"


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging with a new record is no way around the approval of a key field."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        keys = self.env["customer.change.field"]._names("is_key")
        if keys and not self.env.su and not self.env.user.has_group(STEWARD):
            values = self.env["customer.change.value"]
            for fname in keys if partners._of_customers() else ():
                found = {
                    values._live_raw(partner, fname) for partner in partners.sudo()
                }
                if len(found) > 1:
                    raise UserError(
                        self.env._(
                            "%s differs, and changes after approval only. Ask a data "
                            "steward to merge these customers.",
                            values._label(fname),
                        )
                    )
        return super()._merge(partner_ids, dst_partner, extra_checks)
