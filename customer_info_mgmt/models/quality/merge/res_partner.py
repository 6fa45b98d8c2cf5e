from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_merge_customers(self):
        """Open a merge of the selected customers, with its preview."""
        return self.env["customer.merge"]._open(self.ids)
