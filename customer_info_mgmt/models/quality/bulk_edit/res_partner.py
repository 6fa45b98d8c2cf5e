from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_bulk_edit(self):
        """Choose what to change on all of these customers."""
        return self.env["customer.bulk.edit"]._begin(self)._form_action()
