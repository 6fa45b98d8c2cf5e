from odoo import api, models
from odoo.tools import SQL


class CustomerDormantRun(models.Model):
    _inherit = "customer.dormant.run"

    @api.model
    def _figure_columns(self):
        return dict(
            super()._figure_columns(),
            revenue=SQL(
                """COALESCE((SELECT profile.revenue FROM customer_profile profile
                              WHERE profile.partner_id = found.id
                                AND profile.company_id = found.run_company), 0)"""
            ),
        )
