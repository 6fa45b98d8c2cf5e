from odoo import api, fields, models


class CustomerBulkEdit(models.Model):
    _inherit = "customer.bulk.edit"

    set_leave_out_of_figures = fields.Boolean("Change Leaving Out of Figures")
    new_leave_out_of_figures = fields.Boolean("Leave Out of Figures")

    @api.model
    def _edited_fields(self):
        return [*super()._edited_fields(), "leave_out_of_figures"]
