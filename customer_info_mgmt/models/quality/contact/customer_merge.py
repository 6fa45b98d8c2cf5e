from odoo import models


class CustomerMerge(models.Model):
    """The merge moves contact points like all rows; one phone stays primary."""

    _inherit = "customer.merge"

    def _apply(self):
        groups = self.sudo()._groups()
        self._sync_contact_points(
            [
                partner_id
                for destination, sources in groups.values()
                for partner_id in (destination, *sources)
            ]
        )
        return super()._apply()

    def _after_merge(self, groups, names):
        result = super()._after_merge(groups, names)
        self._sync_contact_points([destination for destination, _s in groups.values()])
        return result

    def _after_undo(self, partner_ids):
        result = super()._after_undo(partner_ids)
        self._sync_contact_points(partner_ids)
        return result

    def _sync_contact_points(self, partner_ids):
        points = self.env["customer.contact.point"].sudo()
        points.invalidate_model()
        points._sync(self.env["res.partner"].sudo().browse(partner_ids).exists())
