from odoo import api, models


class CustomerProfile(models.Model):
    _inherit = "customer.profile"

    @api.model
    def _refresh_steps(self):
        return super()._refresh_steps() + [
            self.env["customer.sales.month"]._refresh_months,
            self.env["customer.sales.cube"]._refresh_cube,
        ]
