from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date, formatLang

from .customer_latent_demand import RECENT_DAYS

SHOWN = 6
# Of an order's products, how many are looked at, and how many rows are read.
MOST_PRODUCTS = 200
MOST_ROWS = 400
# A habit of two days is a habit; expected within a week, it is due.
LEAST_DAYS = 2
DUE_WITHIN = 7


class SaleOrder(models.Model):
    """What else could go on an order."""

    _inherit = "sale.order"

    @api.model
    @api.readonly
    def get_product_suggestions(self, values):
        """Say what goes with the products of an order, and what its customer misses.

        The order need not be saved: what matters of it is handed over. All is read
        with the rights of the user. Who may not see the figures of the customer is
        told only what goes with the products.

        :param values: dict of ``partner_id``, ``company_id``, ``pricelist_id``,
            ``warehouse_id`` (ids, each may be empty) and ``product_ids`` (what is on
            the order)
        :return: dict of ``together`` and ``usual``, lists of dicts with ``product_id``,
            ``name``, ``reason``, ``quantity``, ``unit``, ``price``, ``free_quantity``
            (``False`` where no stock is kept), and ``currency_id`` of the prices
        :raise UserError: for what is no id
        :raise AccessError: for users who may not read orders
        """
        self.check_access("read")
        asked = _Asked(self.env, values)
        together = self._together(asked)
        usual = self._usual(asked)
        self._share_quantities(together, usual)
        self._fill_products(asked, together + usual)
        return {
            "together": [row for row in together if "name" in row][:SHOWN],
            "usual": [row for row in usual if "name" in row][:SHOWN],
            "currency_id": asked.currency.id,
        }

    @api.model
    def _together(self, asked):
        """What goes with the products: in one order first, then by one customer."""
        pairs = self.env["customer.product.affinity"]
        if not asked.product_ids or not pairs.has_access("read"):
            return []
        pairs = pairs.search_fetch(
            Domain("product_id", "in", asked.product_ids)
            & Domain("other_product_id", "not in", asked.product_ids)
            & Domain("other_product_id", "any", [("sale_ok", "=", True)])
            & Domain("company_id", "=", asked.company.id),
            order="basis desc, confidence desc, lift desc, id",
            limit=MOST_ROWS,
        )
        best = {}
        for pair in pairs:
            best.setdefault(pair.other_product_id.id, pair)
        return [
            {"product_id": product_id, "reason": pair._say_short(), "quantity": 1.0}
            for product_id, pair in list(best.items())[: 2 * SHOWN]
        ]

    @api.model
    def _usual(self, asked):
        """What the customer usually buys and the order lacks; what is due first."""
        habits = self.env["customer.product.habit"]
        if not asked.customer or not habits.has_access("read"):
            return []
        habits = habits.search_fetch(
            Domain("partner_id", "=", asked.customer.id)
            & Domain("company_id", "=", asked.company.id)
            & Domain("order_days", ">=", LEAST_DAYS)
            & Domain("product_id", "not in", asked.product_ids)
            & Domain("product_id", "any", [("sale_ok", "=", True)])
            & self._alive_habits(asked.today),
            order="order_days desc, last_date desc, id",
            limit=MOST_ROWS,
        )
        due = fields.Date.add(asked.today, days=DUE_WITHIN)
        habits = habits.sorted(lambda h: not h.next_date or h.next_date > due)
        return [
            {
                "product_id": habit.product_id.id,
                "reason": self._say_habit(habit),
                "quantity": habit.usual_quantity or 1.0,
            }
            for habit in habits[: 2 * SHOWN]
        ]

    @api.model
    def _alive_habits(self, today):
        """Domain of habits that nobody has given up: they are not so long ago."""
        recent = fields.Date.subtract(today, days=RECENT_DAYS)
        return Domain("lapse_date", ">=", today) | (
            Domain("lapse_date", "=", False) & Domain("last_date", ">=", recent)
        )

    @api.model
    def _share_quantities(self, together, usual):
        """Suggest a product once, with the quantity that the customer usually takes."""
        habits = {row["product_id"]: row["quantity"] for row in usual}
        for row in together:
            row["quantity"] = habits.get(row["product_id"], row["quantity"])
        shown = {row["product_id"] for row in together[:SHOWN]}
        usual[:] = [row for row in usual if row["product_id"] not in shown]

    @api.model
    def _say_habit(self, habit):
        figures = {
            "date": format_date(self.env, habit.last_date),
            "quantity": formatLang(self.env, habit.usual_quantity, digits=0)
            if habit.usual_quantity == int(habit.usual_quantity)
            else formatLang(self.env, habit.usual_quantity, digits=2),
            "count": habit.order_days,
            "days": round(habit.median_interval_days),
        }
        if habit.next_date:
            return self.env._(
                "every %(days)s days, last on %(date)s, usually %(quantity)s",
                **figures,
            )
        return self.env._(
            "bought on %(count)s days, last on %(date)s, usually %(quantity)s",
            **figures,
        )

    @api.model
    def _fill_products(self, asked, rows):
        """Add to ``rows`` what the products say: name, unit, price, free quantity."""
        products = self.env["product.product"].with_company(asked.company)
        products = products.with_context(
            warehouse_id=asked.warehouse.id, display_default_code=False
        )
        products = products.search_fetch(
            [("id", "in", [row["product_id"] for row in rows])],
            ["display_name", "uom_id", "is_storable"],
        )
        found = {product.id: product for product in products}
        for row in rows:
            product = found.get(row["product_id"])
            if product:
                row |= {
                    "name": product.display_name,
                    "unit": product.uom_id.name,
                    "free_quantity": product.is_storable and product.free_qty,
                }
        self._fill_prices(asked, products, rows)

    @api.model
    def _fill_prices(self, asked, products, rows):
        """Add the price that the order's price list asks at the quantity of the row."""
        quantities = {row["product_id"]: row["quantity"] for row in rows}
        prices = {}
        for quantity, alike in products.grouped(lambda p: quantities[p.id]).items():
            prices |= asked.pricelist._get_products_price(
                alike, quantity, currency=asked.currency, date=asked.today
            )
        for row in rows:
            row["price"] = prices.get(row["product_id"])


class _Asked:
    """What a caller says of an order, read with care."""

    def __init__(self, env, values):
        if not isinstance(values, dict):
            raise UserError(env._("The order must be told as a set of values."))
        self.values = values
        self.env = env
        companies = self._record("company_id", "res.company")
        self.company = companies & env.companies or env.company
        self.customer = self._record("partner_id", "res.partner").commercial_partner_id
        self.pricelist = self._record("pricelist_id", "product.pricelist")
        self.warehouse = self._record("warehouse_id", "stock.warehouse")
        if not self.warehouse:
            self.warehouse = self.warehouse.search(
                [("company_id", "=", self.company.id)], limit=1
            )
        self.currency = self.pricelist.currency_id or self.company.currency_id
        ids = values.get("product_ids") or []
        if not isinstance(ids, list):
            self._refuse("product_ids")
        self.product_ids = [self._id("product_ids", one) for one in ids[:MOST_PRODUCTS]]
        self.today = fields.Date.context_today(env["sale.order"])

    def _refuse(self, name):
        raise UserError(
            self.env._(
                "%(name)s: %(value)s is no number of a record.",
                name=name,
                value=str(self.values[name]),
            )
        )

    def _id(self, name, value):
        if isinstance(value, bool) or not isinstance(value, int):
            self._refuse(name)
        if not 0 < value < 2**31:
            self._refuse(name)
        return value

    def _record(self, name, model):
        """The record of that id that the user may read, or none."""
        value = self.values.get(name)
        if not value:
            return self.env[model]
        records = self.env[model].with_context(active_test=False)
        found = records.search([("id", "=", self._id(name, value))])
        return found.with_env(self.env)
