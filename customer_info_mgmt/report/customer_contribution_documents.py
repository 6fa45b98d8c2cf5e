from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.analytics.arguments import whole_number


class CustomerContributionReport(models.Model):
    """The way from the facts to the documents behind them."""

    _inherit = "customer.contribution.report"

    def action_open_order(self):
        """Open the order behind a row, or the orders behind several."""
        return self._open_documents(self.order_id, self.env._("Orders"))

    def action_open_lines(self):
        """Open the order lines behind the rows, those that the user may read."""
        return self._open_documents(self.sale_line_id, self.env._("Order Lines"))

    def action_open_moves(self):
        """Open the stock moves behind the rows: deliveries of the order lines, returns.

        :raise UserError: when nothing was moved, for services or before the delivery
        """
        lines = self.filtered(lambda row: row.kind == "sale").sale_line_id
        moves = self.env["stock.move"].search(
            Domain("sale_line_id", "in", lines.ids)
            | Domain("id", "in", self.move_id.ids)
        )
        return self._open_documents(moves, self.env._("Stock Moves"))

    @api.model
    @api.readonly
    def action_open_set(self, domain, document="order", limit=10000):
        """Open the documents behind a whole set of facts, for instance a pivot cell.

        :param domain: which rows of this report
        :param document: ``order``, ``lines`` or ``moves``
        :param limit: rows to look at, the latest first
        :return: a window action
        :raise UserError: when there is nothing to open
        """
        rows = self.search(domain, limit=whole_number(self.env, limit, 10000))
        if document == "lines":
            return rows.action_open_lines()
        if document == "moves":
            return rows.action_open_moves()
        return rows.action_open_order()

    def _open_documents(self, records, name):
        if not records:
            raise UserError(
                self.env._("There are no documents of this kind behind the rows.")
            )
        action = {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": records._name,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", records.ids)],
            "context": {"create": False},
        }
        if len(records) == 1:
            action.update(view_mode="form", views=[(False, "form")], res_id=records.id)
        return action
