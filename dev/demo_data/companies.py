"""The two companies: currencies and rates, charts of accounts, price lists."""

from datetime import timedelta

from .catalogue import PRODUCTS
from .customers import MAIN, SECOND, YEARS
from .seeds import stream
from .world import World

NAMES = {
    MAIN: "Lingnan Trading Co., Ltd. 岭南商贸有限公司",
    SECOND: "Lingnan Trading USA Inc.",
}
CHART = "generic_coa"
VAT_CHINA = 13.0
# CNY for one unit of the currency on the day of `as_of`, before the yearly drift.
CNY_PER = {"USD": 7.12, "EUR": 7.78}
# What the second company adds to the converted list price.
EXPORT_MARKUP = 1.18
WHOLESALE_DISCOUNT = 8.0


def set_up_companies(world: World):
    """Make the main company Chinese and create the second one in US dollars."""
    env = world.env
    for code in ("CNY", "USD", "EUR"):
        env.ref(f"base.{code}").active = True
    main = env.ref("base.main_company")
    world.companies[MAIN] = main
    # As if during an installation: a new country would install its localisation.
    quiet = env(context={**env.context, "install_mode": True})
    _dress_main_company(env, main.with_env(quiet))
    second = quiet["res.company"].create(
        {
            **_no_enrichment(env),
            "name": NAMES[SECOND],
            "currency_id": env.ref("base.USD").id,
            "country_id": env.ref("base.us").id,
            "state_id": env.ref("base.state_us_5").id,
            "city": "San Francisco",
            "street": "77 Market Street",
            "zip": "94103",
            "phone": "(415) 555-0177",
            "email": "office@lingnan-trading-usa.example",
        }
    )
    second = second.with_env(env)
    world.companies[SECOND] = second
    env.user.company_ids |= second
    env.ref("base.user_admin").company_ids |= second
    for company in (main, second):
        _ensure_accounting(world, company)
        _ensure_warehouse(world, company)
    _localise_taxes(world)
    _create_rates(world)


def _no_enrichment(env) -> dict:
    """Return what keeps an invented company from being looked up on the internet."""
    done = "iap_enrich_auto_done"
    return {done: True} if done in env["res.company"]._fields else {}


def _dress_main_company(env, company):
    """Give the main company its Chinese face; its currency while it still can."""
    china = env.ref("base.cn")
    company.write(
        {
            "name": NAMES[MAIN],
            "street": "天河区环市东路168号",
            "city": "广州市",
            "zip": "510620",
            "state_id": env.ref("base.state_cn_GD").id,
            "country_id": china.id,
            "phone": "020-8736 5510",
            "email": "office@lingnan-trading.example",
        }
    )
    booked = env["account.move.line"].search_count(
        [("company_id", "=", company.id)], limit=1
    )
    if not booked:
        company.currency_id = env.ref("base.CNY")


def _ensure_accounting(world: World, company):
    """Load a chart of accounts where there is none, and let banks take payments."""
    if not company.chart_template:
        world.env["account.chart.template"].try_loading(
            CHART, company, install_demo=False
        )
    journals = world.env["account.journal"].search(
        [("company_id", "=", company.id), ("type", "=", "bank")]
    )
    for journal in journals:
        # Paid into the bank account itself: a payment settles its invoice at once.
        journal.inbound_payment_method_line_ids.payment_account_id = (
            journal.default_account_id
        )
        journal.outbound_payment_method_line_ids.payment_account_id = (
            journal.default_account_id
        )


def _ensure_warehouse(world: World, company):
    """Give a company the warehouse that Odoo makes for the first one only."""
    warehouses = world.env["stock.warehouse"]
    if not warehouses.search_count([("company_id", "=", company.id)], limit=1):
        warehouses.create(
            {
                "name": "San Francisco",
                "code": "SF",
                "company_id": company.id,
                "partner_id": company.partner_id.id,
            }
        )


def _localise_taxes(world: World):
    """Turn the generic taxes of the main company into Chinese VAT."""
    main, china = world.companies[MAIN], world.env.ref("base.cn")
    taxes = world.env["account.tax"].search([("company_id", "=", main.id)])
    used = world.env["account.move.line"].search_count(
        [("company_id", "=", main.id), ("tax_ids", "!=", False)], limit=1
    )
    if used or main.chart_template != CHART:
        return
    main.account_fiscal_country_id = china
    domestic = world.env["account.fiscal.position"].search(
        [("company_id", "=", main.id), ("country_id", "!=", False)]
    )
    domestic.country_id = china
    taxes.tax_group_id.country_id = china
    taxes.country_id = china
    usual = main.account_sale_tax_id | main.account_purchase_tax_id
    usual.write({"amount": VAT_CHINA, "name": "VAT 13%", "description": False})
    usual.tax_group_id.name = "VAT 13%"


def _create_rates(world: World):
    """Create monthly rates for three years, in each company's own currency."""
    rng = stream(world.seed, "rates")
    values, day = [], world.as_of - timedelta(days=365 * YEARS + 40)
    price = {code: value * 0.97 for code, value in CNY_PER.items()}
    while day <= world.as_of:
        for code in price:
            price[code] *= 1 + rng.uniform(-0.011, 0.0125)
        values += _rates_of_day(world, day, price)
        day += timedelta(days=30)
    world.env["res.currency.rate"].create(values)


def _rates_of_day(world: World, day, price: dict) -> list[dict]:
    """Return the rates of one day: units of a currency for one of the company's."""
    rates = {
        MAIN: {code: 1 / value for code, value in price.items()},
        SECOND: {"CNY": price["USD"], "EUR": price["USD"] / price["EUR"]},
    }
    return [
        {
            "name": day,
            "rate": rate,
            "currency_id": world.env.ref(f"base.{code}").id,
            "company_id": world.companies[company].id,
        }
        for company, rows in rates.items()
        for code, rate in rows.items()
    ]


def create_pricelists(world: World) -> dict:
    """Create the price lists; return them by ``(company, kind)``.

    Kinds: ``retail`` and ``wholesale`` in the company's currency, ``export`` in
    US dollars.
    """
    group = world.env.ref("base.group_user")
    group._apply_group(world.env.ref("product.group_product_pricelist"))
    group._apply_group(world.env.ref("sale.group_discount_per_so_line"))
    dollars = {
        item.code: round(item.price / CNY_PER["USD"] * EXPORT_MARKUP, 2)
        for item in PRODUCTS
    }
    cny = {item.code: item.price for item in PRODUCTS}
    wholesale = {
        code: round(price * (1 - WHOLESALE_DISCOUNT / 100), 2)
        for code, price in cny.items()
    }
    wishes = {
        (MAIN, "retail"): ("List price CNY", "CNY", cny),
        (MAIN, "wholesale"): ("Wholesale CNY", "CNY", wholesale),
        (MAIN, "export"): ("Export USD", "USD", dollars),
        (SECOND, "retail"): ("List price USD", "USD", dollars),
    }
    return {key: _pricelist(world, key[0], *wish) for key, wish in wishes.items()}


def _pricelist(world: World, company: str, name: str, currency: str, prices: dict):
    """Create one price list with a fixed price for every product."""
    rules = [
        {
            "applied_on": "0_product_variant",
            "product_id": world.products[code].id,
            "compute_price": "fixed",
            "fixed_price": price,
        }
        for code, price in prices.items()
    ]
    return world.env["product.pricelist"].create(
        {
            "name": name,
            "currency_id": world.env.ref(f"base.{currency}").id,
            "company_id": world.companies[company].id,
            "item_ids": [(0, 0, rule) for rule in rules],
        }
    )
