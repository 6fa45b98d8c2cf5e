from odoo import api, models

# What the figures of a customer are made of. Some of it is computed and reaches the
# database without a call of write(): it is noticed where rows are written.
NOTICED = frozenset(
    (
        "state",
        "date_order",
        "partner_id",
        "company_id",
        "currency_rate",
        "amount_untaxed",
        "margin",
    )
)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        if confirmed := orders.filtered(lambda order: order.state == "sale"):
            self.env["customer.profile.mark"]._add_documents("order", confirmed.ids)
        return orders

    def write(self, vals):
        if not {"partner_id", "company_id"}.isdisjoint(vals):
            self._mark_customers()
        return super().write(vals)

    def unlink(self):
        self._mark_customers()
        return super().unlink()

    def _write_multi(self, vals_list):
        result = super()._write_multi(vals_list)
        marks = self.env["customer.profile.mark"]
        for order_id, vals in zip(self._ids, vals_list, strict=True):
            if "state" in vals:
                marks._add_documents("order", [order_id])
            elif not NOTICED.isdisjoint(vals):
                marks._add_documents("confirmed_order", [order_id])
        return result

    def _mark_customers(self):
        """Mark whose the confirmed orders are now, before they change hands."""
        marks = self.env["customer.profile.mark"]
        for order in self.sudo():
            if order.state == "sale":
                marks._add(order.partner_id, order.company_id)
