from odoo import api, models


class CustomerProfile(models.Model):
    _inherit = "customer.profile"

    @api.model
    def _refresh(self, scope):
        """Classes follow the figures of all rooms, and those of today alone."""
        written = super()._refresh(scope)
        if scope.as_of == self._today():
            moved = self.env["customer.class.rule"]._apply(scope)
            if moved:
                self.env.invalidate_all()
            written += moved
        return written
