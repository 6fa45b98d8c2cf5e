from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def write(self, vals):
        result = super().write(vals)
        # Every way into and out of the books ends here.
        if "state" in vals:
            self.line_ids._mark_customers()
        return result
