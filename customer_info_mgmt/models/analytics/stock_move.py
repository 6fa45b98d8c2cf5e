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

    def _may_be_done(self, vals):
        """Whether a move is done, as far as memory tells; only done moves count.

        Confirming an order writes moves that are not: to find that out in the database
        would cost more than all else about noticing the order.
        """
        return vals.get("state", self._cache.get("state", "done")) == "done"

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
            move.id
            for move, vals in zip(self, vals_list, strict=True)
            if not NOTICED.isdisjoint(vals) and move._may_be_done(vals)
        ]
        if noticed:
            self.env["customer.profile.mark"]._add_documents("stock_move", noticed)
        return result
