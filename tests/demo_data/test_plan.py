"""The plan behind the demonstration data, without a database."""

import re
from collections import Counter
from datetime import date, timedelta

import phonenumbers
import pytest
from demo_data import (
    addresses,
    catalogue,
    customers,
    orders,
    shop_sales,
    stock,
    trade,
)
from demo_data.seeds import stream

AS_OF = date(2026, 11, 21)


@pytest.fixture(scope="module")
def plan():
    """Return the customers and orders of the usual seed."""
    people = customers.plan_customers(20, AS_OF)
    return people, orders.plan_orders(20, AS_OF, people)


def value(order):
    """Return an order's value in CNY at list prices."""
    prices = {item.code: item.price for item in catalogue.PRODUCTS}
    return sum(
        quantity * prices[code] * (1 - discount / 100)
        for code, quantity, discount in order.lines
    )


def test_same_seed_same_plan(plan):
    people = customers.plan_customers(20, AS_OF)
    assert people == plan[0]
    assert orders.plan_orders(20, AS_OF, people) == plan[1]


def test_another_seed_is_another_plan(plan):
    people = customers.plan_customers(21, AS_OF)
    assert [one.name for one in people] != [one.name for one in plan[0]]


def test_an_earlier_day_moves_the_three_years():
    day = date(2025, 2, 28)
    people = customers.plan_customers(20, day)
    planned = orders.plan_orders(20, day, people)
    assert max(order.ordered.date() for order in planned) <= day
    assert min(order.ordered.date() for order in planned) > day - timedelta(1100)


def test_enough_of_everything(plan):
    people, planned = plan
    assert len([one for one in people if one.company == customers.MAIN]) >= 300
    assert 550 <= len(planned) <= 750
    assert len(catalogue.PRODUCTS) == 40
    assert len({item.code for item in catalogue.PRODUCTS}) == 40
    kinds = Counter((one.is_company, one.region) for one in people)
    assert min(kinds.values()) >= 15 and len(kinds) == 4
    assert {one.pattern for one in people} == set(customers.PATTERNS)


def test_few_customers_hold_most_of_the_revenue(plan):
    revenue = Counter()
    for order in plan[1]:
        if order.company == customers.MAIN and order.outcome == "sale":
            revenue[order.customer] += value(order)
    ranked = sorted(revenue.values(), reverse=True)
    share = sum(ranked[: len(ranked) // 5]) / sum(ranked)
    assert 0.68 <= share <= 0.86


def test_every_phone_is_valid_and_formats_are_mixed(plan):
    numbers = [
        (one.place.country, entry.phone)
        for one in plan[0]
        for entry in (one, *one.contacts)
        if entry.phone
    ]
    shapes = set()
    for country, phone in numbers:
        parsed = phonenumbers.parse(phone, country)
        assert phonenumbers.is_valid_number(parsed), (country, phone)
        shapes.add(re.sub(r"\d+", "9", phone))
    assert len(numbers) > 400
    assert len(shapes) >= 12


def test_mail_and_web_addresses_are_nobodys(plan):
    for customer in plan[0]:
        for entry in (customer, *customer.contacts):
            assert not entry.email or entry.email.endswith(".example")
        assert not customer.website or customer.website.endswith(".example")


def test_postcodes_have_their_countrys_length():
    lengths = {"CN": 6, "US": 5, "GB": 8, "DE": 5, "FR": 5, "AU": 4}
    for place in addresses.CHINA + addresses.WEST:
        code = addresses.postcode(stream(1, place.city), place)
        assert len(code) == lengths[place.country], place


def test_leaving_customers_left_and_growing_ones_grow(plan):
    people, planned = plan
    pattern = {one.number: one.pattern for one in people}
    last = {}
    halves = Counter()
    middle = AS_OF - timedelta(days=548)
    for order in planned:
        last[order.customer] = order.ordered.date()
        if pattern[order.customer] == "growing":
            halves[order.ordered.date() > middle] += value(order)
    for number, day in last.items():
        if pattern[number] == "leaving":
            assert (AS_OF - day).days >= 180
    assert halves[True] > 2 * halves[False]


def test_what_happens_to_an_order_comes_after_it(plan):
    for order in plan[1]:
        if order.delivered:
            assert order.outcome == "sale"
            assert order.ordered.date() <= order.delivered < AS_OF
        else:
            assert not order.shortage and not order.returned
        codes = [code for code, _quantity, _discount in order.lines]
        assert codes and len(codes) == len(set(codes))
        assert all(quantity >= 1 for _code, quantity, _discount in order.lines)


def test_events_hold_every_fate(plan):
    planned = plan[1]
    kinds = Counter()
    for entries in trade.events_of(planned).values():
        kinds.update(kind for _order, kind in entries)
    assert kinds["order"] == len(planned)
    assert kinds["deliver"] > sum(1 for order in planned if order.delivered)
    assert kinds["return"] >= 20
    assert sum(1 for order in planned if order.shortage) >= 30


def test_goods_arrive_before_they_are_sold(plan):
    start = AS_OF - timedelta(days=365 * customers.YEARS)
    receipts = stock.plan_receipts(plan[1], start, AS_OF)
    arrived, sold = Counter(), Counter()
    for (_day, company), goods in receipts.items():
        for code, quantity in goods.items():
            arrived[company, code] += quantity
    for order in plan[1]:
        for code, quantity, _discount in order.lines:
            sold[order.company, code] += quantity
    assert all(arrived[key] > quantity for key, quantity in sold.items())


def test_some_customers_come_back_in_their_rhythm(plan):
    people, _planned = plan
    sales = shop_sales.plan_sales(20, AS_OF, people)
    assert sales == shop_sales.plan_sales(20, AS_OF, people)
    days = {}
    for sale in sales:
        days.setdefault(sale.customer, []).append(sale.day)
    assert max(map(max, days.values())) <= AS_OF
    assert len([one for one in days.values() if len(set(one)) >= 3]) >= 60
    assert len([one for one in days.values() if (AS_OF - max(one)).days > 60]) >= 20
    assert 800 <= len(sales) <= 2500
    known = {item.code for item in catalogue.PRODUCTS}
    assert {code for sale in sales for code, _quantity in sale.lines} <= known
    assert len({sale.number for sale in sales}) == len(sales)
