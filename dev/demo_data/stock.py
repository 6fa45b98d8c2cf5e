"""The products in the database, and goods that come in ahead of the demand."""

from collections import Counter, defaultdict
from datetime import datetime, time, timedelta

from .catalogue import PRODUCTS
from .companies import CNY_PER
from .customers import SECOND
from .trade import validate
from .world import World

# Months between two receipts from the suppliers, and what is ordered on top of
# the demand that will come.
RECEIPT_DAYS = 182
RESERVE = 1.15
LEFT_OVER = 6
CHINESE = "zh_CN"


def create_products(world: World):
    """Create categories and products with a cost in each company's currency."""
    categories = _create_categories(world.env)
    products = world.env["product.product"].create(
        [
            {
                "name": item.name,
                "default_code": item.code,
                "type": "consu",
                "is_storable": True,
                "list_price": item.price,
                "standard_price": round(item.price * item.cost, 2),
                "categ_id": categories[item.category].id,
                "invoice_policy": "delivery",
                "description_sale": item.chinese,
            }
            for item in PRODUCTS
        ]
    )
    _translate(products)
    world.products = {
        item.code: one for item, one in zip(PRODUCTS, products, strict=True)
    }
    foreign = products.with_company(world.companies[SECOND])
    for item, product in zip(PRODUCTS, foreign, strict=True):
        cost = item.price * item.cost / CNY_PER["USD"]
        product.standard_price = round(cost * 1.06, 2)  # freight and duty
    _attach_taxes(world, products)


def _translate(products):
    """Give the products their Chinese names, where Chinese is switched on."""
    if not products.env["res.lang"].search_count([("code", "=", CHINESE)]):
        return
    for item, product in zip(PRODUCTS, products, strict=True):
        product.product_tmpl_id.update_field_translations(
            "name", {CHINESE: item.chinese}
        )


def _attach_taxes(world: World, products):
    """Put each company's usual sales tax on the products."""
    taxes = world.env["account.tax"]
    for company in world.companies.values():
        taxes |= company.account_sale_tax_id
    products.taxes_id = taxes


def _create_categories(env) -> dict:
    """Create the tree of categories; return the lower ones by their path."""
    tops, found = {}, {}
    for top, below in dict.fromkeys(item.category for item in PRODUCTS):
        if top not in tops:
            tops[top] = env["product.category"].create({"name": top})
        found[top, below] = env["product.category"].create(
            {"name": below, "parent_id": tops[top].id}
        )
    return found


def plan_receipts(orders, start, as_of) -> dict:
    """Return what has to come in when: ``{(day, company): {code: quantity}}``.

    Every half-year the goods of the half-year to come arrive, and a reserve.
    """
    receipts = defaultdict(Counter)
    days = []
    while start <= as_of:
        days.append(start)
        start += timedelta(days=RECEIPT_DAYS)
    for order in orders:
        day = max(day for day in days if day <= order.ordered.date())
        for code, quantity, _discount in order.lines:
            receipts[day, order.company][code] += quantity
    for day, company in list(receipts):
        for item in PRODUCTS:
            need = receipts[day, company][item.code] * RESERVE
            # A week's worth at least, so that no shelf is empty.
            receipts[day, company][item.code] = round(need) + LEFT_OVER
    return receipts


def receive(world: World, company: str, goods: dict, day):
    """Take in a delivery of the suppliers through a receipt of the warehouse."""
    env = world.on(company)
    warehouse = env["stock.warehouse"].search(
        [("company_id", "=", world.companies[company].id)], limit=1
    )
    kind = warehouse.in_type_id
    source = env.ref("stock.stock_location_suppliers")
    places = {
        "location_id": source.id,
        "location_dest_id": kind.default_location_dest_id.id,
    }
    moves = [
        {
            "product_id": world.products[code].id,
            "product_uom_qty": quantity,
            **places,
        }
        for code, quantity in sorted(goods.items())
    ]
    picking = env["stock.picking"].create(
        {
            "picking_type_id": kind.id,
            "origin": f"Suppliers {day:%Y-%m}",
            "move_ids": [(0, 0, move) for move in moves],
            **places,
        }
    )
    picking.action_confirm()
    validate(picking, {picking: datetime.combine(day, time(2))})
