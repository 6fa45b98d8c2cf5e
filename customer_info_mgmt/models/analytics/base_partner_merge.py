from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """The documents change hands in SQL, where nothing else notices."""
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env["customer.profile.mark"]._add(dst_partner, self.env["res.company"])
        return result
