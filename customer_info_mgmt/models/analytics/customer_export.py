from odoo import api, models


class CustomerExport(models.Model):
    _inherit = "customer.export"

    @api.model
    def _figure_fields(self):
        return [
            *super()._figure_fields(),
            "customer_first_order_date",
            "customer_last_order_date",
            "customer_order_count",
            "customer_revenue",
            "customer_revenue_12m",
            "customer_margin",
            "customer_average_order_value",
            "customer_abc_class",
        ]
