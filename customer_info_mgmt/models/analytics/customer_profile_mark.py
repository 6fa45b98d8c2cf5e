from odoo import api, models
from odoo.tools import SQL


class CustomerProfileMark(models.Model):
    _inherit = "customer.profile.mark"

    @api.model
    def _document_customers(self):
        return super()._document_customers() | {
            "order": SQL("SELECT id, partner_id, company_id FROM sale_order"),
            "confirmed_order": SQL(
                "SELECT id, partner_id, company_id FROM sale_order WHERE state = 'sale'"
            ),
            "order_line": SQL(
                """
                SELECT line.id, orders.partner_id, orders.company_id
                  FROM sale_order_line line
                  JOIN sale_order orders ON orders.id = line.order_id
                 WHERE orders.state = 'sale'
                """
            ),
            "stock_move": SQL(
                """
                SELECT moves.id, orders.partner_id, orders.company_id
                  FROM stock_move moves
                  JOIN stock_location origin ON origin.id = moves.location_id
                  JOIN stock_location destination
                    ON destination.id = moves.location_dest_id
                  JOIN sale_order_line line ON line.id = moves.sale_line_id
                  JOIN sale_order orders ON orders.id = line.order_id
                 WHERE moves.state = 'done'
                   AND 'customer' IN (origin.usage, destination.usage)
                """
            ),
        }
