from odoo import api, models


class CustomerExport(models.Model):
    _inherit = "customer.export"

    @api.model
    def _figure_fields(self):
        return [
            *super()._figure_fields(),
            "customer_balance",
            "customer_oldest_due_date",
            "customer_days_late",
        ]
