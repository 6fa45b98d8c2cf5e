from odoo import models

# What a return of the line is worth. What the line does to its order, the order shows.
NOTICED = frozenset(
    (
        "order_id",
        "product_id",
        "product_uom_id",
        "product_uom_qty",
        "price_subtotal",
        "purchase_price",
    )
)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _write_multi(self, vals_list):
        result = super()._write_multi(vals_list)
        noticed = [
            line_id
            for line_id, vals in zip(self._ids, vals_list, strict=True)
            if not NOTICED.isdisjoint(vals)
        ]
        if noticed:
            self.env["customer.profile.mark"]._add_documents("order_line", noticed)
        return result
