from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def action_suggest_correction(self):
        """Suggest a correction for the address that this goes to."""
        self.ensure_one()
        return self.env["customer.change.suggest"]._open(
            self.partner_id, picking_id=self.id
        )
