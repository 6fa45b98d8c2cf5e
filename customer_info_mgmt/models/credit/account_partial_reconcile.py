from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    # What was matched after a day is asked for by each refresh of balances.
    _max_date_idx = models.Index("(max_date)")

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._mark_customers()
        return partials

    def unlink(self):
        self._mark_customers()
        return super().unlink()

    def _mark_customers(self):
        (self.debit_move_id | self.credit_move_id)._mark_customers()
