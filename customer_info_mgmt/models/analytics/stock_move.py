from odoo import api, models

NOTICED = frozenset(
    (
        "state",
        "date",
        "quantity",
        "product_id",
        "product_uom",
        "to_refund",
        "sale_line_id",
        "origin_returned_move_id",
        "location_id",
        "location_dest_id",
    )
)


class StockMove(models.Model):
    _inherit = "stock.move"

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        if done := moves.filtered(lambda move: move.state == "done"):
            self.env["customer.profile.mark"]._add_documents("stock_move", done.ids)
        return moves

    def write(self, vals):
        if "sale_line_id" in vals:
            # The customer whom the move leaves cannot be found afterwards.
            orders = self.filtered(lambda move: move.state == "done").sudo()
            for order in orders.sale_line_id.order_id:
                self.env["customer.profile.mark"]._add(
                    order.partner_id, order.company_id
                )
        return super().write(vals)

    def _write_multi(self, vals_list):
        result = super()._write_multi(vals_list)
        noticed = [
            move_id
            for move_id, vals in zip(self._ids, vals_list, strict=True)
            if not NOTICED.isdisjoint(vals)
        ]
        if noticed:
            self.env["customer.profile.mark"]._add_documents("stock_move", noticed)
        return result
