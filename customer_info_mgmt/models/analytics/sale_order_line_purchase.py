from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    purchase_date = fields.Datetime(
        related="order_id.date_order", string="Bought On", help="Day of the order."
    )

    def action_open_purchase(self):
        """Open the order that the line stands in."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "views": [(False, "form")],
        }

    def _get_purchase_values(self):
        """What the purchase history on the customer file shows of one line."""
        self.ensure_one()
        order = self.order_id
        product = self.product_id.with_context(display_default_code=False)
        return {
            "id": self.id,
            "order_id": order.id,
            "order": order.name,
            "date": fields.Datetime.to_string(order.date_order),
            "product": product.display_name or self.name,
            "quantity": self.product_uom_qty,
            "unit": self.product_uom_id.name or "",
            "amount": self.price_subtotal,
            "currency_id": self.currency_id.id,
            "remark": self._get_purchase_remark(),
        }

    def _get_purchase_remark(self):
        """What a clerk wrote below the product, and the customer's reference."""
        lines = (self.name or "").split("\n")
        known = {
            text.strip()
            for text in (
                self.product_id.display_name,
                self.product_id.with_context(display_default_code=False).display_name,
                self.product_id.name,
                *(self.product_id.description_sale or "").split("\n"),
            )
            if text
        }
        remarks = [line.strip() for line in lines if line.strip() not in known]
        if self.order_id.client_order_ref:
            remarks.append(self.order_id.client_order_ref)
        return " · ".join(remark for remark in remarks if remark)
