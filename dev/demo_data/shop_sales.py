"""Sales that no order in Odoo stands for: the old books, and what the shop sells.

Figures of behaviour need customers who come back. Orders with deliveries and invoices
take long to make; a line of imported history does not, and companies have them, too.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from . import catalogue
from .customers import MAIN, Customer
from .seeds import stream
from .world import World

# Patterns of customers who are in the books from before, and days between orders there.
BOOKED = {"key": 55, "leaving": 50, "regular": 120, "growing": 160}
BOOKED_DAYS = 700
# Share of these patterns that buys in the shop, too.
SHOPPERS = {"one_off": 0.26, "new": 0.4, "regular": 0.5, "growing": 0.4}
SHOP_DAYS = 620
# Usual days between two visits, and how many shoppers have it.
RHYTHMS = {7: 2, 14: 4, 21: 5, 30: 5, 45: 3}
# What becomes of a shopper: stays, stopped coming some visits ago, came of late.
STEADY, STOPPED, RECENT = "steady", "stopped", "recent"
FATES = {STEADY: 6, STOPPED: 2, RECENT: 2}
# Who takes the first takes the second in so many of a hundred visits.
GOES_WITH = (
    ("PHO-A1-128", "ACC-CASE", 62),
    ("PHO-A1-256", "ACC-CASE", 66),
    ("PHO-X5-256", "ACC-CASE", 71),
    ("PHO-A1-128", "ACC-FILM", 48),
    ("PHO-X5-256", "ACC-CHG-65", 40),
    ("COF-BLD-1K", "HOU-CUP-1K", 45),
    ("COF-YN-1K", "PKG-BAG-500", 35),
    ("TEA-GIFT-2", "TEA-SET-7", 30),
    ("CLO-TEE-W", "CLO-TEE-B", 58),
    ("PKG-BOX-M", "PKG-TAPE-36", 64),
)


@dataclass(frozen=True)
class Sale:
    """One visit, or one page of the books: number, customer, day and lines."""

    number: str
    customer: int
    day: date
    lines: tuple


def plan_sales(seed: int, as_of: date, customers: list[Customer]) -> list[Sale]:
    """Plan what main company's customers bought besides their orders.

    :param as_of: last day on which somebody bought
    """
    planned = []
    for customer in customers:
        if customer.company != MAIN:
            continue
        rng = stream(seed, "books", customer.number)
        if customer.pattern in BOOKED:
            planned += _booked(rng, customer)
        if rng.random() < SHOPPERS.get(customer.pattern, 0):
            planned += _shopped(rng, customer, as_of)
    return planned


def _booked(rng: random.Random, customer: Customer) -> list[Sale]:
    """Return what stands in the books of the two years before Odoo."""
    usual = BOOKED[customer.pattern]
    end = customer.since - timedelta(days=10)
    start = end - timedelta(days=rng.randint(usual * 2, BOOKED_DAYS))
    return [
        _sale(rng, f"B{customer.number:04d}-{day:%y%m%d}", customer, day, 1.0)
        for day in _visits(rng, start, end, usual)
    ]


def _shopped(rng: random.Random, customer: Customer, as_of: date) -> list[Sale]:
    """Return the visits to the shop of one customer, in its own rhythm."""
    usual = rng.choices(list(RHYTHMS), list(RHYTHMS.values()))[0]
    fate = rng.choices(list(FATES), list(FATES.values()))[0]
    end = as_of - timedelta(days=rng.randint(0, usual))
    start = max(customer.since, as_of - timedelta(days=rng.randint(200, SHOP_DAYS)))
    if fate == STOPPED:
        end -= timedelta(days=round(usual * rng.uniform(1.5, 7)))
    elif fate == RECENT:
        start = as_of - timedelta(days=rng.randint(30, 90))
    return [
        _sale(rng, f"W{customer.number:04d}-{day:%y%m%d}", customer, day, 0.25)
        for day in _visits(rng, start, end, usual)
    ]


def _visits(rng: random.Random, start: date, end: date, usual: int) -> list[date]:
    days, day = [], start
    while day <= end:
        days.append(day)
        day += timedelta(days=max(2, round(usual * rng.lognormvariate(0, 0.18))))
    return days


def _sale(rng, number, customer, day, part) -> Sale:
    """Plan one visit: what the customer always takes, and what goes with it."""
    drawn = catalogue.draw_lines(
        rng, customer.trade, day.month, customer.size * part, customer.favourites
    )
    quantities = {code: quantity for code, quantity, _discount in drawn}
    for first, second, percent in GOES_WITH:
        if first in quantities and rng.randrange(100) < percent:
            quantities.setdefault(second, quantities[first])
    return Sale(number, customer.number, day, tuple(quantities.items()))


def enter_sales(world: World, sales: list[Sale]):
    """Enter these sales as an import of old files does."""
    company = world.companies[MAIN]
    products = {item.code: item for item in catalogue.PRODUCTS}
    world.on(MAIN)["customer.sales.history"].create(
        [
            {
                "partner_id": world.partners[sale.customer].id,
                "company_id": company.id,
                "date": sale.day,
                "name": sale.number,
                "product_id": world.products[code].id,
                "description": world.products[code].name,
                "quantity": quantity,
                "amount": round(quantity * products[code].price, 2),
                "margin": round(
                    quantity * products[code].price * (1 - products[code].cost), 2
                ),
            }
            for sale in sales
            for code, quantity in sale.lines
        ]
    )
    world.env.cr.commit()
    world.progress.say(f"{len(sales)} sales of the old books and the shop are there")
