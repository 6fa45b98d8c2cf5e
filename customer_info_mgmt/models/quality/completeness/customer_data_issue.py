from odoo import api, models


class CustomerDataIssue(models.Model):
    """A value that turns out wrong, or is put right, is news of the customer."""

    _inherit = "customer.data.issue"

    @api.model_create_multi
    def create(self, vals_list):
        issues = super().create(vals_list)
        issues._mark_customers()
        return issues

    def unlink(self):
        self._mark_customers()
        return super().unlink()

    def _mark_customers(self):
        self.sudo().partner_id._mark_completeness()
