from odoo import api, models


class CustomerProfile(models.Model):
    """Customers with news get their habits with their figures."""

    _inherit = "customer.profile"

    @api.model
    def _refresh_steps(self):
        return super()._refresh_steps() + [self._refresh_habits]

    @api.model
    def _refresh_habits(self, scope):
        """Bring the habits of some customers up to date.

        Those of all are a job of their own: order lines are many times the orders.
        """
        if scope.partner_ids is None:
            return 0
        return self.env["customer.product.habit"].sudo()._refresh(scope)
