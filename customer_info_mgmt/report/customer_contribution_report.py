from odoo import api, fields, models
from odoo.tools import SQL

from ..models.analytics.sales_sql import (
    MOVE_COUNTS,
    MOVE_JOINS,
    MOVED_QUANTITY,
    NET_UNIT_MARGIN,
    NET_UNIT_PRICE,
    in_company_currency,
)

# The sources of facts are told apart by their ids: an order line keeps its own, so that
# opening one row stays a look-up by primary key at any size; the others are negative.
RETURN_KEY = 1
HISTORY_KEY = 2
KEYS = 10

# Goods that go to the customer again take their return back.
RETURN_SIGN = SQL("(CASE WHEN destination.usage = 'customer' THEN -1 ELSE 1 END)")
# What the line would have cost without its discount, less what it costs.
DISCOUNT = SQL(
    """CASE WHEN line.discount < 100
            THEN line.price_subtotal * line.discount / (100 - line.discount)
            ELSE line.product_uom_qty * line.price_unit
        END"""
)

# aggregate -> the two fields whose sums it divides
RATIOS = {
    "margin_rate:avg": ("margin", "revenue"),
    "return_rate:avg": ("returned_value", "ordered_value"),
}


class CustomerContributionReport(models.Model):
    """What customers contribute: order lines and, dated when they happen, returns.

    Sales are counted as in ``customer.profile``: confirmed orders, for the commercial
    partner, untaxed, in the currency of the company at the order's own rate. The sums
    per customer and company are the figures of the profile, but for the cents by which
    an order with rounding over all lines differs from the sum of its lines.
    """

    _name = "customer.contribution.report"
    _description = "Customer Contribution"
    _auto = False
    _rec_name = "order_id"
    _order = "date desc, id desc"

    kind = fields.Selection([("sale", "Sale"), ("return", "Return")], readonly=True)
    date = fields.Datetime(
        readonly=True, help="Day of the order; of a return, the day it came back."
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)

    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    owner_id = fields.Many2one("res.users", "Customer Owner", readonly=True)
    customer_group_id = fields.Many2one("customer.group", readonly=True)
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

    order_id = fields.Many2one("sale.order", readonly=True)
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
    revenue = fields.Monetary(readonly=True, help="Ordered less returned, untaxed.")
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
        "customer.profile": ["partner_id", "company_id", "abc_class", "rfm_segment"],
        "customer.sales.history": [
            "amount",
            "company_id",
            "date",
            "document_key",
            "margin",
            "partner_id",
            "product_id",
            "quantity",
        ],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id", "uom_id"],
        "res.company": ["currency_id", "partner_id"],
        "res.partner": [
            "commercial_partner_id",
            "country_id",
            "customer_group_id",
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
            "origin_returned_move_id",
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
                   fact.document_key AS order_count,
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
                   (SELECT company.currency_id
                      FROM res_company company
                     WHERE company.id = fact.company_id) AS currency_id,
                   fact.partner_id,
                   customer.user_id AS owner_id,
                   customer.customer_group_id,
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
            JOIN res_partner customer ON customer.id = fact.partner_id
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
              AND customer.id NOT IN (
                  SELECT own.commercial_partner_id
                    FROM res_company
                    JOIN res_partner own ON own.id = res_company.partner_id
              )
            """
        )

    @api.model
    def _fact_sources(self):
        """The SELECTs that make up the facts, joined by UNION ALL.

        Each finds the customer itself: the database can then look one customer up
        instead of reading everybody's orders.

        A glue addon appends its own: ``return super()._fact_sources() + [SQL(...)]``,
        with the columns of ``_sale_facts`` in the same order, quantities in the
        reference unit, values in the company's currency. Its ids are
        ``-(KEYS * row id + k)`` with a ``k`` from 3 to 9 that no other addon uses.
        """
        return [self._sale_facts(), self._return_facts(), self._history_facts()]

    @api.model
    def _history_facts(self):
        """Lines of sales from before Odoo; what has a negative amount came back."""
        return SQL(
            """
            SELECT -(%(keys)s * line.id + %(history_key)s) AS id,
                   CASE WHEN line.amount < 0 THEN 'return' ELSE 'sale' END AS kind,
                   line.date + time '12:00' AS date,
                   line.company_id,
                   contact.commercial_partner_id AS partner_id,
                   NULL::integer AS order_id,
                   NULL::integer AS sale_line_id,
                   NULL::integer AS move_id,
                   NULL::integer AS user_id,
                   NULL::integer AS team_id,
                   NULL::integer AS warehouse_id,
                   line.product_id,
                   CASE WHEN line.amount < 0 THEN 0 ELSE line.quantity END
                       AS ordered_qty,
                   CASE WHEN line.amount < 0 THEN 0 ELSE line.quantity END
                       AS delivered_qty,
                   CASE WHEN line.amount < 0 THEN abs(line.quantity) ELSE 0 END
                       AS returned_qty,
                   CASE WHEN line.amount < 0 THEN 0 ELSE line.quantity END
                       AS invoiced_qty,
                   GREATEST(line.amount, 0) AS ordered_value,
                   GREATEST(line.amount, 0) AS delivered_value,
                   GREATEST(-line.amount, 0) AS returned_value,
                   GREATEST(line.amount, 0) AS invoiced_value,
                   0.0 AS discount_value,
                   COALESCE(line.margin, 0) AS margin,
                   CASE WHEN line.amount >= 0 THEN -line.document_key END
                       AS document_key
              FROM customer_sales_history line
              JOIN res_partner contact ON contact.id = line.partner_id
            """,
            keys=KEYS,
            history_key=HISTORY_KEY,
        )

    @api.model
    def _sale_facts(self):
        """Lines of confirmed orders, dated with the order."""
        return SQL(
            """
            SELECT line.id,
                   'sale' AS kind,
                   orders.date_order AS date,
                   orders.company_id,
                   contact.commercial_partner_id AS partner_id,
                   orders.id AS order_id,
                   line.id AS sale_line_id,
                   NULL::integer AS move_id,
                   orders.user_id,
                   orders.team_id,
                   COALESCE(line.warehouse_id, orders.warehouse_id) AS warehouse_id,
                   line.product_id,
                   line.product_uom_qty * uom.factor AS ordered_qty,
                   line.qty_delivered * uom.factor AS delivered_qty,
                   0.0 AS returned_qty,
                   line.qty_invoiced * uom.factor AS invoiced_qty,
                   %(ordered)s AS ordered_value,
                   %(delivered)s AS delivered_value,
                   0.0 AS returned_value,
                   %(invoiced)s AS invoiced_value,
                   %(discount)s AS discount_value,
                   %(margin)s AS margin,
                   orders.id AS document_key
              FROM sale_order_line line
              JOIN sale_order orders ON orders.id = line.order_id
              JOIN res_partner contact ON contact.id = orders.partner_id
              LEFT JOIN uom_uom uom ON uom.id = line.product_uom_id
             WHERE orders.state = 'sale'
               AND line.display_type IS NULL
               AND line.is_downpayment IS NOT TRUE
            """,
            ordered=in_company_currency(SQL("line.price_subtotal")),
            delivered=in_company_currency(
                SQL("line.qty_delivered * %s", NET_UNIT_PRICE)
            ),
            invoiced=in_company_currency(SQL("line.untaxed_amount_invoiced")),
            discount=in_company_currency(DISCOUNT),
            margin=in_company_currency(SQL("line.margin")),
        )

    @api.model
    def _return_facts(self):
        """What came back, and went out again by a return of the return.

        Both are dated when they happened and valued at the price of their order. The
        order and its customer are joined first: beyond eight tables the database keeps
        the order of the joins, and a single customer must be looked up from there.
        """
        return SQL(
            """
            SELECT -(%(keys)s * moves.id + %(return_key)s) AS id,
                   'return' AS kind,
                   moves.date,
                   orders.company_id,
                   contact.commercial_partner_id AS partner_id,
                   orders.id AS order_id,
                   line.id AS sale_line_id,
                   moves.id AS move_id,
                   orders.user_id, orders.team_id,
                   COALESCE(line.warehouse_id, orders.warehouse_id) AS warehouse_id,
                   line.product_id,
                   0.0 AS ordered_qty,
                   0.0 AS delivered_qty,
                   %(sign)s * moves.quantity * uom.factor AS returned_qty,
                   0.0 AS invoiced_qty,
                   0.0 AS ordered_value,
                   0.0 AS delivered_value,
                   %(returned)s AS returned_value,
                   0.0 AS invoiced_value,
                   0.0 AS discount_value,
                   %(margin)s AS margin,
                   NULL::integer AS document_key
              FROM stock_move moves
              %(joins)s
              JOIN res_partner contact ON contact.id = orders.partner_id
              JOIN uom_uom uom ON uom.id = moves.product_uom
              JOIN stock_location origin ON origin.id = moves.location_id
              JOIN stock_location destination
                ON destination.id = moves.location_dest_id
              LEFT JOIN stock_move undone ON undone.id = moves.origin_returned_move_id
              LEFT JOIN stock_location undone_origin
                ON undone_origin.id = undone.location_id
             WHERE %(counts)s
               AND CASE WHEN destination.usage = 'customer'
                        THEN undone_origin.usage = 'customer'
                         AND undone.state = 'done'
                         AND undone.to_refund
                        ELSE origin.usage = 'customer'
                    END
            """,
            keys=KEYS,
            return_key=RETURN_KEY,
            sign=RETURN_SIGN,
            returned=in_company_currency(
                SQL("%s * (%s) * %s", RETURN_SIGN, MOVED_QUANTITY, NET_UNIT_PRICE)
            ),
            margin=in_company_currency(
                SQL("-%s * (%s) * %s", RETURN_SIGN, MOVED_QUANTITY, NET_UNIT_MARGIN)
            ),
            joins=MOVE_JOINS,
            counts=MOVE_COUNTS,
        )

    def _read_group_select(self, aggregate_spec, query):
        """Ratios of a sum are the ratio of the sums, and no average of rows."""
        ratio = RATIOS.get(aggregate_spec)
        if ratio is None:
            return super()._read_group_select(aggregate_spec, query)
        part, whole = (self._field_to_sql(self._table, name, query) for name in ratio)
        return SQL("SUM(%s) / NULLIF(SUM(%s), 0.0)", part, whole)
