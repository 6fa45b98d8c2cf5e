from odoo import api, fields, models
from odoo.tools import float_repr, format_date, formatLang

from . import call_sql
from .customer_product_habit import say_rhythm
from .reorder_settings import AHEAD, chosen

STOCK_STATES = [
    ("on_hand", "On hand"),
    ("untracked", "No stock kept"),
    ("substitute", "Substitute on hand"),
    ("short", "Short"),
]
READY = ("on_hand", "untracked")
# What the lines are read from.
READ = {
    "customer.call": ["company_id", "kind", "partner_id", "until_date"],
    "customer.product.habit": ["lapse_date", "next_date", "usual_quantity"],
    "customer.profile": ["last_order_date"],
    "customer.profile.mark": ["partner_id"],
    "product.product": ["active", "product_tmpl_id"],
    "product.template": [
        "active",
        "company_id",
        "is_storable",
        "sale_ok",
        "substitute_ids",
        "uom_id",
    ],
    "res.partner": ["active", "commercial_partner_id", "user_id"],
    "sale.order": [
        "company_id",
        "date_order",
        "partner_id",
        "state",
        "validity_date",
    ],
    "stock.location": ["warehouse_id"],
    "stock.move": [
        "date",
        "location_dest_id",
        "location_final_id",
        "location_id",
        "product_id",
        "product_qty",
        "state",
    ],
    "stock.quant": ["location_id", "product_id", "quantity", "reserved_quantity"],
    "stock.warehouse": ["active", "company_id"],
    "uom.uom": ["factor", "parent_path"],
}


class CustomerCallLine(models.Model):
    """A product that a customer is due to order, and whether there is enough of it.

    A query, never stored: habits that are due, beside the stock of this moment. Stock
    is told for each line by itself; two customers may be told the same goods.
    """

    _name = "customer.call.line"
    _description = "Product Due for a Customer"
    _auto = False
    _rec_name = "product_id"
    _order = "value desc, id"

    list_id = fields.Many2one("customer.call.list", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    owner_id = fields.Many2one("res.users", "Customer Owner", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    uom_id = fields.Many2one("uom.uom", "Unit", readonly=True)
    next_date = fields.Date("Due On", readonly=True)
    days_late = fields.Integer(readonly=True, aggregator="max")
    median_interval_days = fields.Float(
        "Usual Days between", digits=(8, 1), readonly=True, aggregator="avg"
    )
    last_date = fields.Date("Last Ordered", readonly=True)
    last_quantity = fields.Float(digits="Product Unit", readonly=True)
    last_price = fields.Monetary(readonly=True, aggregator="avg")
    quantity = fields.Float("Usual Quantity", digits="Product Unit", readonly=True)
    value = fields.Monetary(
        "Value at Stake", readonly=True, help="Usual quantity at the last price."
    )
    free_quantity = fields.Float("Free", digits="Product Unit", readonly=True)
    incoming_quantity = fields.Float("Incoming", digits="Product Unit", readonly=True)
    incoming_date = fields.Date("Incoming On", readonly=True)
    substitute_id = fields.Many2one("product.product", readonly=True)
    substitute_quantity = fields.Float(
        "Free of Substitute", digits="Product Unit", readonly=True
    )
    stock_state = fields.Selection(STOCK_STATES, "Stock", readonly=True)
    rhythm = fields.Char("When", compute="_compute_texts")
    stock_text = fields.Char("In Stock", compute="_compute_texts")
    explanation = fields.Char(compute="_compute_texts")

    _depends = READ

    @property
    def _table_query(self):
        return self._lines_sql()

    @api.model
    def _lines_sql(self):
        """SELECT of the lines of today, all companies."""
        today = self.env["customer.profile"].sudo()._today()
        return call_sql.call_lines(call_sql.due_lines(today, chosen(self.env, AHEAD)))

    @api.depends_context("lang")
    @api.depends("next_date", "stock_state", "quantity", "free_quantity")
    def _compute_texts(self):
        for line in self:
            interval = formatLang(line.env, round(line.median_interval_days), digits=0)
            line.rhythm = say_rhythm(line.env, line.days_late, interval)
            line.stock_text = line._say_stock()
            line.explanation = line._say_all(interval)

    def _load_texts(self):
        """Read at once what the texts of many lines are made of."""
        self.fetch(
            [
                *("product_id", "substitute_id", "uom_id", "currency_id"),
                *("quantity", "free_quantity", "stock_state", "days_late"),
            ]
        )
        products = (self.product_id | self.substitute_id).sudo()
        products.with_context(display_default_code=False).mapped("display_name")
        self.mapped("stock_text")

    def _say_all(self, interval):
        return self.env._(
            "Usually %(quantity)s every %(interval)s days; last %(last)s on %(date)s "
            "at %(price)s. %(rhythm)s. %(stock)s.",
            quantity=self._say_quantity(self.quantity),
            interval=interval,
            last=self._say_quantity(self.last_quantity),
            date=format_date(self.env, self.last_date),
            price=formatLang(self.env, self.last_price, currency_obj=self.currency_id),
            rhythm=self.rhythm.capitalize(),
            stock=self.stock_text.capitalize(),
        )

    def _name_of(self, product):
        return product.sudo().with_context(display_default_code=False).display_name

    def _say_quantity(self, quantity):
        return f"{self._number(quantity)} {self.sudo().uom_id.name}"

    def _number(self, quantity):
        """Return a quantity as people write it: 12, not 12.00."""
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        if round(quantity, digits) == round(quantity):
            digits = 0
        else:
            text = float_repr(quantity, digits).rstrip("0")
            digits = len(text.partition(".")[2])
        return formatLang(self.env, quantity, digits=digits)

    def _say_stock(self):
        if self.stock_state == "untracked":
            return self.env._("no stock kept")
        free = max(self.free_quantity, 0)
        if self.stock_state == "on_hand":
            return self.env._("on hand: %s", self._number(free))
        if self.stock_state == "substitute":
            return self.env._(
                "substitute on hand: %(product)s (%(quantity)s)",
                product=self._name_of(self.substitute_id),
                quantity=self._number(self.substitute_quantity),
            )
        return self._say_short(self._number(free), self._number(self.quantity))

    def _say_short(self, free, needed):
        if self.incoming_quantity <= 0:
            return self.env._(
                "short (%(free)s of %(needed)s)", free=free, needed=needed
            )
        return self.env._(
            "short (%(free)s of %(needed)s, %(incoming)s incoming on %(date)s)",
            free=free,
            needed=needed,
            incoming=self._number(self.incoming_quantity),
            date=fields.Date.to_string(self.incoming_date),
        )

    def _say_line(self):
        """One product in one line, for a list and for the note of an activity."""
        return self.env._(
            "%(product)s: %(quantity)s, %(stock)s",
            product=self._name_of(self.product_id),
            quantity=self._say_quantity(self.quantity),
            stock=self.stock_text,
        )
