from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_record_feedback(self):
        """Open a new feedback with everything that the order knows filled in."""
        self.ensure_one()
        return self.env["customer.feedback"]._get_new_action(
            self.partner_id, self.order_line.product_id, order=self
        )
