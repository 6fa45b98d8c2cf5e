from odoo import api, models


class ResCompany(models.Model):
    """The partner of an own company is no customer: it has no figures."""

    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._mark_own_partners()
        return companies

    def write(self, vals):
        if "partner_id" not in vals:
            return super().write(vals)
        self._mark_own_partners()
        result = super().write(vals)
        self._mark_own_partners()
        return result

    def _mark_own_partners(self):
        self.env["customer.profile.mark"]._add(self.partner_id, self.env["res.company"])
