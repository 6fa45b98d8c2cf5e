from odoo import models


class CustomerContactPoint(models.Model):
    """A contact point that somebody verified makes its value fresh."""

    _inherit = "customer.contact.point"

    def write(self, vals):
        result = super().write(vals)
        if {"verified_date", "is_primary"} & vals.keys():
            self.sudo().partner_id._mark_completeness()
        return result
