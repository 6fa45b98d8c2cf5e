from odoo import models


class CustomerDuplicate(models.Model):
    """A decision about a pair is news of both customers.

    Pairs that a scan finds come set-based and are counted by the nightly refresh.
    """

    _inherit = "customer.duplicate"

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            pairs = self.sudo()
            (pairs.partner_a_id | pairs.partner_b_id)._mark_completeness()
        return result
