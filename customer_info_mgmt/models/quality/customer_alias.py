from odoo import api, models


class CustomerAlias(models.Model):
    """Another name is another way to find a duplicate."""

    _inherit = "customer.alias"

    @api.model_create_multi
    def create(self, vals_list):
        aliases = super().create(vals_list)
        aliases.partner_id._refresh_match_keys()
        return aliases

    def write(self, vals):
        before = self.partner_id
        result = super().write(vals)
        if {"name", "partner_id"} & vals.keys():
            (before | self.partner_id)._refresh_match_keys()
        return result

    def unlink(self):
        partners = self.partner_id
        result = super().unlink()
        partners._refresh_match_keys()
        return result
