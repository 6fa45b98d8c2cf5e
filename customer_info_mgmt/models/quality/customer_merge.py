from odoo import models


class CustomerMerge(models.Model):
    """A merge settles pairs; match keys are derived, so they are made anew."""

    _inherit = "customer.merge"

    def _after_merge(self, groups, names):
        result = super()._after_merge(groups, names)
        destination_ids = [destination for destination, _sources in groups.values()]
        self.env["res.partner"].browse(destination_ids)._refresh_match_keys()
        self.env["customer.duplicate"].sudo()._note_merged(destination_ids)
        return result

    def _after_undo(self, partner_ids):
        result = super()._after_undo(partner_ids)
        self.env["res.partner"].browse(partner_ids).exists()._refresh_match_keys()
        self.env["customer.duplicate"].sudo()._note_unmerged(partner_ids)
        return result
