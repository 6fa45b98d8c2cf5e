from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_suggest_correction(self):
        """Suggest a correction for the customer of this order."""
        self.ensure_one()
        return self.env["customer.change.suggest"]._open(
            self.partner_id, order_id=self.id
        )
