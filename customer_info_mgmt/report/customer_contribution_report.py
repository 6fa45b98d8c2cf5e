from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

# The sources of facts are told apart by their ids: an order line keeps its own, so that
# opening one row stays a look-up by primary key at any size; the others are negative.
RETURN_KEY = 1
KEYS = 10

# aggregate -> the two fields whose sums it divides
RATIOS = {
    "margin_rate:avg": ("margin", "revenue"),
    "return_rate:avg": ("returned_value", "ordered_value"),
}


class CustomerContributionReport(models.Model):
    """What customers contribute: order lines and, dated when they happen, returns.

    Sales are counted as in ``customer.profile``: confirmed orders, for the commercial
    partner, untaxed, in the currency of the company at the order's own rate. The sums
    per customer and company are the figures of the profile.
    """

    _name = "customer.contribution.report"
    _description = "Customer Contribution"
    _auto = False
    _rec_name = "order_id"
    _order = "date desc, id desc"

    kind = fields.Selection(
        [("sale", "Sale"), ("return", "Return")], readonly=True, string="Kind"
    )
    date = fields.Datetime(
        readonly=True, help="Day of the order; of a return, the day it came back."
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)

    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    owner_id = fields.Many2one("res.users", "Customer Owner", readonly=True)
    category_ids = fields.Many2many(
        related="partner_id.category_id",
        string="Customer Tags",
        help="A customer with two tags counts under both; totals count it once.",
    )
    abc_class = fields.Selection(
        [("A", "A"), ("B", "B"), ("C", "C")], "ABC Class", readonly=True
    )
    industry_id = fields.Many2one("res.partner.industry", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    state_id = fields.Many2one("res.country.state", "Region", readonly=True)

    order_id = fields.Many2one("sale.order", "Order", readonly=True)
    sale_line_id = fields.Many2one("sale.order.line", "Order Line", readonly=True)
    move_id = fields.Many2one("stock.move", "Return Move", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True)

    order_count = fields.Integer(
        "Orders", readonly=True, aggregator="count_distinct", help="Different orders."
    )
    ordered_qty = fields.Float("Ordered Quantity", readonly=True)
    delivered_qty = fields.Float(
        "Delivered Quantity",
        readonly=True,
        help="Less what came back, as on the order.",
    )
    returned_qty = fields.Float("Returned Quantity", readonly=True)
    invoiced_qty = fields.Float("Invoiced Quantity", readonly=True)
    ordered_value = fields.Monetary("Ordered", readonly=True)
    delivered_value = fields.Monetary(
        "Delivered",
        readonly=True,
        help="Less what came back, at the price of the order.",
    )
    returned_value = fields.Monetary(
        "Returned", readonly=True, help="At the net unit price of the order line."
    )
    invoiced_value = fields.Monetary(
        "Invoiced", readonly=True, help="Less credit notes, without down payments."
    )
    discount_value = fields.Monetary("Discount Given", readonly=True)
    revenue = fields.Monetary(
        "Revenue", readonly=True, help="Ordered less returned, untaxed."
    )
    margin = fields.Monetary(
        readonly=True, help="Revenue less the cost that the order lines carry."
    )
    margin_rate = fields.Float(
        "Margin %", readonly=True, aggregator="avg", help="Margin of the whole sum."
    )
    return_rate = fields.Float(
        "Return %", readonly=True, aggregator="avg", help="Returned per ordered value."
    )

    _depends = {
        "customer.profile": ["partner_id", "company_id", "abc_class"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id", "uom_id"],
        "res.company": ["currency_id", "partner_id"],
        "res.partner": [
            "commercial_partner_id",
            "country_id",
            "industry_id",
            "leave_out_of_figures",
            "state_id",
            "user_id",
        ],
        "sale.order": [
            "company_id",
            "currency_rate",
            "date_order",
            "partner_id",
            "state",
            "team_id",
            "user_id",
        ],
        "sale.order.line": [
            "discount",
            "display_type",
            "is_downpayment",
            "margin",
            "order_id",
            "price_subtotal",
            "product_id",
            "product_uom_id",
            "product_uom_qty",
            "purchase_price",
            "qty_delivered",
            "qty_invoiced",
            "untaxed_amount_invoiced",
            "warehouse_id",
        ],
        "stock.location": ["usage"],
        "stock.move": [
            "date",
            "location_dest_id",
            "location_id",
            "product_id",
            "product_uom",
            "quantity",
            "sale_line_id",
            "state",
            "to_refund",
        ],
        "uom.uom": ["factor"],
    }

    @property
    def _table_query(self):
        return SQL("%s %s %s", self._select(), self._from(), self._where())

    @api.model
    def _select(self):
        """Columns: those of the facts, and what the customer and the product add."""
        return SQL(
            """
            SELECT fact.id, fact.kind, fact.date, fact.company_id, fact.order_id,
                   fact.sale_line_id, fact.move_id, fact.user_id, fact.team_id,
                   fact.warehouse_id, fact.product_id,
                   CASE WHEN fact.kind = 'sale' THEN fact.order_id END AS order_count,
                   fact.ordered_qty / COALESCE(unit.factor, 1) AS ordered_qty,
                   fact.delivered_qty / COALESCE(unit.factor, 1) AS delivered_qty,
                   fact.returned_qty / COALESCE(unit.factor, 1) AS returned_qty,
                   fact.invoiced_qty / COALESCE(unit.factor, 1) AS invoiced_qty,
                   fact.ordered_value, fact.delivered_value, fact.returned_value,
                   fact.invoiced_value, fact.discount_value,
                   fact.ordered_value - fact.returned_value AS revenue,
                   fact.margin,
                   fact.margin / NULLIF(
                       fact.ordered_value - fact.returned_value, 0) AS margin_rate,
                   fact.returned_value / NULLIF(fact.ordered_value, 0) AS return_rate,
                   company.currency_id,
                   customer.id AS partner_id,
                   customer.user_id AS owner_id,
                   customer.industry_id,
                   customer.country_id,
                   customer.state_id,
                   profile.abc_class,
                   template.categ_id
            """
        )

    @api.model
    def _from(self):
        return SQL(
            """
            FROM (%s) AS fact
            JOIN res_partner contact ON contact.id = fact.contact_id
            JOIN res_partner customer ON customer.id = contact.commercial_partner_id
            JOIN res_company company ON company.id = fact.company_id
            LEFT JOIN customer_profile profile
                   ON profile.partner_id = customer.id
                  AND profile.company_id = fact.company_id
            LEFT JOIN product_product product ON product.id = fact.product_id
            LEFT JOIN product_template template ON template.id = product.product_tmpl_id
            LEFT JOIN uom_uom unit ON unit.id = template.uom_id
            """,
            SQL(" UNION ALL ").join(self._fact_sources()),
        )

    @api.model
    def _where(self):
        """Whose facts count: not the group's own companies, nobody who was left out."""
        return SQL(
            """
            WHERE customer.leave_out_of_figures IS NOT TRUE
              AND NOT EXISTS (
                  SELECT FROM res_company own WHERE own.partner_id = customer.id
              )
            """
        )

    @api.model
    def _fact_sources(self):
        """The SELECTs that make up the facts, joined by UNION ALL.

        A glue addon appends its own: ``return super()._fact_sources() + [SQL(...)]``,
        with the columns of ``_sale_facts`` in the same order, quantities in the
        reference unit, values in the company's currency. Its ids are
        ``-(KEYS * row id + k)`` with a ``k`` from 2 to 9 that no other addon uses.
        """
        return [self._sale_facts(), self._return_facts()]

    @api.model
    def _sale_facts(self):
        """Lines of confirmed orders, dated with the order."""
        return SQL(
            """
            SELECT line.id,
                   'sale' AS kind,
                   so.date_order AS date,
                   so.company_id,
                   so.partner_id AS contact_id,
                   so.id AS order_id,
                   line.id AS sale_line_id,
                   NULL::integer AS move_id,
                   so.user_id,
                   so.team_id,
                   COALESCE(line.warehouse_id, so.warehouse_id) AS warehouse_id,
                   line.product_id,
                   line.product_uom_qty * uom.factor AS ordered_qty,
                   line.qty_delivered * uom.factor AS delivered_qty,
                   0.0 AS returned_qty,
                   line.qty_invoiced * uom.factor AS invoiced_qty,
                   line.price_subtotal / %(rate)s AS ordered_value,
                   line.qty_delivered * %(net_price)s / %(rate)s AS delivered_value,
                   0.0 AS returned_value,
                   line.untaxed_amount_invoiced / %(rate)s AS invoiced_value,
                   CASE WHEN line.discount < 100
                        THEN line.price_subtotal * line.discount / (100 - line.discount)
                        ELSE line.product_uom_qty * line.price_unit
                    END / %(rate)s AS discount_value,
                   line.margin / %(rate)s AS margin
              FROM sale_order_line line
              JOIN sale_order so ON so.id = line.order_id
              LEFT JOIN uom_uom uom ON uom.id = line.product_uom_id
             WHERE so.state = 'sale'
               AND line.display_type IS NULL
               AND line.is_downpayment IS NOT TRUE
            """,
            net_price=self._net_price(),
            rate=self._order_rate(),
        )

    @api.model
    def _return_facts(self):
        """What came back from customers, dated when it did, at the order's price."""
        return SQL(
            """
            SELECT -(%(keys)s * move.id + %(return_key)s) AS id,
                   'return' AS kind,
                   move.date,
                   so.company_id,
                   so.partner_id AS contact_id,
                   so.id AS order_id,
                   line.id AS sale_line_id,
                   move.id AS move_id,
                   so.user_id,
                   so.team_id,
                   COALESCE(line.warehouse_id, so.warehouse_id) AS warehouse_id,
                   line.product_id,
                   0.0 AS ordered_qty,
                   0.0 AS delivered_qty,
                   move.quantity * uom.factor AS returned_qty,
                   0.0 AS invoiced_qty,
                   0.0 AS ordered_value,
                   0.0 AS delivered_value,
                   %(line_qty)s * %(net_price)s / %(rate)s AS returned_value,
                   0.0 AS invoiced_value,
                   0.0 AS discount_value,
                   -%(line_qty)s * (%(net_price)s - COALESCE(line.purchase_price, 0))
                       / %(rate)s AS margin
              FROM stock_move move
              JOIN stock_location source ON source.id = move.location_id
              JOIN sale_order_line line ON line.id = move.sale_line_id
              JOIN sale_order so ON so.id = line.order_id
              JOIN uom_uom uom ON uom.id = move.product_uom
              JOIN uom_uom line_uom ON line_uom.id = line.product_uom_id
             WHERE move.state = 'done'
               AND move.to_refund
               AND source.usage = 'customer'
               AND so.state = 'sale'
            """,
            keys=KEYS,
            return_key=RETURN_KEY,
            line_qty=SQL("(move.quantity * uom.factor / line_uom.factor)"),
            net_price=self._net_price(),
            rate=self._order_rate(),
        )

    @api.model
    def _net_price(self):
        """Untaxed price of one unit of an order line, after discount, as SQL."""
        return SQL(
            """COALESCE(
                line.price_subtotal / NULLIF(line.product_uom_qty, 0),
                line.price_unit * (1 - line.discount / 100)
            )"""
        )

    @api.model
    def _order_rate(self):
        """The order's currency per unit of the company's, as SQL; never zero."""
        return SQL("COALESCE(NULLIF(so.currency_rate, 0), 1)")

    def _read_group_select(self, aggregate_spec, query):
        """Ratios of a sum are the ratio of the sums, and no average of rows."""
        ratio = RATIOS.get(aggregate_spec)
        if ratio is None:
            return super()._read_group_select(aggregate_spec, query)
        part, whole = (self._field_to_sql(self._table, name, query) for name in ratio)
        return SQL("SUM(%s) / NULLIF(SUM(%s), 0.0)", part, whole)

    # -------------------------------------------------------------------- documents

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
        rows = self.search(domain, limit=limit)
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
