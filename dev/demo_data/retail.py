"""A real year of grocery baskets as confirmed orders, loaded set-based.

The Complete Journey: 2,469 households, 1.47 million lines, of the year 2017, moved
forward by whole weeks so that the last basket is a recent one. Costs are not in the
data: `COST_SHARE` of the average price of a product is assumed. Taxes are not in it
either.
"""

import random
from datetime import date, timedelta
from types import SimpleNamespace

from . import retail_source, retail_sql, users
from .customers import MAIN
from .progress import Progress

COST_SHARE = 0.72
COMPANY = "Complete Journey Grocery"
SAMPLE = 200
LINE_COLUMNS = (
    "household_id", "store_id", "basket_id", "product_id", "quantity",
    "sales_value", "retail_disc", "coupon_disc", "coupon_match_disc",
    "transaction_timestamp",
)  # fmt: skip
PRODUCT_COLUMNS = (
    "product_id", "department", "brand", "product_category", "product_type",
    "package_size",
)  # fmt: skip
HOUSEHOLD_COLUMNS = (
    "household_id", "age", "income", "home_ownership", "marital_status",
    "household_size", "household_comp", "kids_count",
)  # fmt: skip
TAG_NAMES = {
    "age": "Age {}",
    "income": "Income {}",
    "home": "{}",
    "marital": "{}",
    "size": "Household of {}",
    "comp": "{}",
    "kids": "Kids: {}",
}


def load(env, as_of: date, progress: Progress):
    """Load the baskets; tell what was read, loaded and refused.

    :param as_of: the last basket is of the week before this day
    """
    retail_source.folder()
    company = _prepare_company(env)
    _read(env, progress)
    prototypes = _create_prototypes(env)
    shift = _days_to_shift(env.cr, as_of)
    progress.say(f"dates are moved forward by {shift} days ({shift // 7} weeks)")
    parameters = {
        "shift": shift,
        "company": company.id,
        "cost_share": COST_SHARE,
        "gallon": env.ref("uom.product_uom_gal").id,
        "now": env.cr.now(),
    }
    _number(env, parameters)
    for table, prototype in prototypes.items():
        _fill(env, table, {**parameters, "prototype": prototype.id}, progress)
    _remove_prototypes(prototypes)
    env.cr.execute(retail_sql.TAGS)
    env.cr.commit()
    env.invalidate_all()
    env.cr.execute(
        "ANALYZE res_partner, product_template, product_product, sale_order, "
        "sale_order_line"
    )
    progress.say(f"costs are assumed: {COST_SHARE:.0%} of a product's average price")
    check_sample(env, progress)
    rows = env["customer.profile"].refresh(as_of)
    env.cr.commit()
    progress.say(f"figures refreshed: {rows} rows written")


def _prepare_company(env):
    """Make the main company a grocer in US dollars, with people to log in."""
    company = env.ref("base.main_company")
    company.name = COMPANY
    dollar = env.ref("base.USD")
    dollar.active = True
    if company.currency_id != dollar:
        company.currency_id = dollar
    world = SimpleNamespace(env=env, companies={MAIN: company}, users={})
    users.create_users(world)
    return company


def _read(env, progress: Progress):
    """Copy the files into staging tables, and say what cannot be loaded."""
    env.cr.execute(retail_sql.STAGE)
    files = (
        ("cj_product", "products", PRODUCT_COLUMNS),
        ("cj_household", "demographics", HOUSEHOLD_COLUMNS),
        ("cj_line", "transactions", LINE_COLUMNS),
    )
    for table, name, columns in files:
        rows = retail_source.copy_into(env.cr, table, name, columns)
        progress.say(f"{name}: {rows:,} rows read")
    env.cr.execute("ANALYZE cj_line, cj_product, cj_household")
    env.cr.execute(retail_sql.REFUSED)
    for reason, count in env.cr.fetchall():
        verdict = f"refused: {reason}" if reason else "fit to load"
        progress.say(f"transactions: {count:,} rows {verdict}")


def _days_to_shift(cursor, as_of: date) -> int:
    """Return whole weeks, in days, from the last basket to the day before."""
    cursor.execute("SELECT max(transaction_timestamp)::date FROM cj_line")
    last = cursor.fetchone()[0]
    return (as_of - timedelta(days=1) - last).days // 7 * 7


def _number(env, parameters: dict):
    """Clean the staged lines and give everything its id, category and tag."""
    env.cr.execute(retail_sql.CLEAN)
    env.cr.execute(retail_sql.NUMBER, parameters)
    _create_categories(env)
    _create_tags(env)


def _create_categories(env):
    """Create the product categories and stage them under their names."""
    env.cr.execute(retail_sql.CATEGORIES)
    rows, tops = env.cr.fetchall(), {}
    model = env["product.category"]
    for department in dict.fromkeys(row[0] for row in rows):
        tops[department] = model.create({"name": department.capitalize()})
    made = model.create(
        [
            {"name": category.capitalize(), "parent_id": tops[department].id}
            for department, category in rows
            if category
        ]
    )
    found = iter(made.ids)
    staged = [
        (department, category, next(found) if category else tops[department].id)
        for department, category in rows
    ]
    env.flush_all()
    env.cr.execute(
        "CREATE TEMP TABLE cj_category (department text, product_category text, "
        "id integer)"
    )
    env.cr.execute_values("INSERT INTO cj_category VALUES %s", staged)


def _create_tags(env):
    """Create a tag for every demographic fact and stage it under its value."""
    env.cr.execute(retail_sql.FACTS)
    facts = env.cr.fetchall()
    kind = {"kind": "own"} if "kind" in env["res.partner.category"]._fields else {}
    tags = env["res.partner.category"].create(
        [{"name": TAG_NAMES[fact].format(value), **kind} for fact, value in facts]
    )
    staged = [
        (fact, value, tag.id) for (fact, value), tag in zip(facts, tags, strict=True)
    ]
    env.flush_all()
    env.cr.execute("CREATE TEMP TABLE cj_tag (kind text, value text, id integer)")
    env.cr.execute_values("INSERT INTO cj_tag VALUES %s", staged)


def _create_prototypes(env) -> dict:
    """Let Odoo make one record of each kind; return them by table.

    Their columns give every loaded row what the data does not say, for the fields
    of whatever modules are installed.
    """
    manager = env["res.users"].search([("login", "=", "manager")])
    partner = env["res.partner"].create(
        {
            "name": "Household",
            "user_id": manager.id,
            "customer_rank": 1,
            "country_id": env.ref("base.us").id,
            "lang": "en_US",
        }
    )
    product = env["product.product"].create(
        {
            "name": "Article",
            "type": "consu",
            "is_storable": False,
            "invoice_policy": "delivery",
            "taxes_id": False,
            "supplier_taxes_id": False,
        }
    )
    order = env["sale.order"].create(
        {
            "partner_id": partner.id,
            "user_id": manager.id,
            "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 1})],
        }
    )
    env.flush_all()
    return {
        "res_partner": partner,
        "product_template": product.product_tmpl_id,
        "product_product": product,
        "sale_order": order,
        "sale_order_line": order.order_line,
    }


def _remove_prototypes(prototypes: dict):
    """Take the prototypes away again."""
    prototypes["sale_order"].unlink()
    prototypes["product_template"].unlink()
    prototypes["res_partner"].unlink()


def _fill(env, table: str, parameters: dict, progress: Progress):
    """Fill one table from its staged source."""
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_schema = current_schema AND table_name = %s "
        "ORDER BY ordinal_position",
        [table],
    )
    columns = [row[0] for row in env.cr.fetchall()]
    env.cr.execute(retail_sql.insert(table, columns), parameters)
    progress.say(f"{table}: {env.cr.rowcount:,} rows loaded")


def check_sample(env, progress: Progress, size: int = SAMPLE):
    """Let Odoo compute the amounts of some orders again, and compare.

    :raises RuntimeError: when an amount is not what was loaded
    """
    env.cr.execute("SELECT id FROM sale_order WHERE name LIKE 'CJ%' ORDER BY id")
    found = [row[0] for row in env.cr.fetchall()]
    chosen = random.Random(0).sample(found, min(size, len(found)))
    orders = env["sale.order"].browse(sorted(chosen))
    loaded = _amounts(orders)
    with env.cr.savepoint() as savepoint:
        for record, fields in (
            (orders.order_line, ("price_subtotal", "price_total", "price_tax")),
            (orders.order_line, ("purchase_price", "margin", "invoice_status")),
            (orders, ("amount_untaxed", "amount_total", "margin", "invoice_status")),
        ):
            for name in fields:
                env.add_to_compute(record._fields[name], record)
        env.flush_all()
        computed = _amounts(orders)
        savepoint.rollback()
    env.invalidate_all()
    wrong = [
        (was, now) for was, now in zip(loaded, computed, strict=True) if was != now
    ]
    if wrong:
        raise RuntimeError(f"Odoo computes {len(wrong)} values otherwise: {wrong[:3]}")
    progress.say(f"Odoo computes the same amounts for a sample of {len(orders)} orders")


def _amounts(orders) -> list[tuple]:
    """Return what the check compares, of orders and lines, to the cent."""
    rows = [
        (
            order.name,
            round(order.amount_untaxed, 2),
            round(order.amount_total, 2),
            round(order.margin, 2),
            order.invoice_status,
        )
        for order in orders
    ]
    rows += [
        (
            line.id,
            round(line.price_subtotal, 2),
            round(line.price_total, 2),
            round(line.purchase_price, 4),
            round(line.margin, 4),
            line.invoice_status,
        )
        for line in orders.order_line
    ]
    return rows
