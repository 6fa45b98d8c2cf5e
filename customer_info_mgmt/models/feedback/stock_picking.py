from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def action_record_feedback(self):
        """Open a new feedback with everything that the delivery knows filled in."""
        self.ensure_one()
        return self.env["customer.feedback"]._get_new_action(
            self.partner_id, self.move_ids.product_id, order=self.sale_id, picking=self
        )
