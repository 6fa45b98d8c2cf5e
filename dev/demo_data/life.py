"""Three years of a trading house, lived through step by step."""

from collections import defaultdict
from datetime import datetime, time, timedelta

from . import (
    channels,
    companies,
    customer_file,
    figures,
    orders,
    shop_sales,
    stock,
    trade,
    upkeep,
    users,
)
from .clock import Clock
from .customers import YEARS, plan_customers
from .finance import Ledger
from .partners import Book
from .world import World

# Days that are worked off in one go: the documents of four weeks share Odoo's
# calls, which halves the time against weeks, but keep their own dates.
STEP = 28


class Life:
    """Moves the clock through the years and lets happen what was planned.

    :param scale: share of the usual number of customers, for quick tests
    """

    def __init__(self, world: World, clock: Clock, scale: float = 1.0):
        self._world = world
        self._clock = clock
        self.customers = plan_customers(world.seed, world.as_of, scale)
        self.orders = orders.plan_orders(world.seed, world.as_of, self.customers)
        self._start = world.as_of - timedelta(days=365 * YEARS)
        self._events = trade.events_of(self.orders)
        self._receipts = stock.plan_receipts(self.orders, self._start, world.as_of)
        self._ledger = Ledger(world)
        self._voices = customer_file.Voices(world, self.orders)
        self._placed = 0

    def live(self):
        """Create everything, from the companies to the last payment."""
        world = self._world
        self._set_clock(self._start - timedelta(days=3))
        companies.set_up_companies(world)
        users.create_users(world)
        stock.create_products(world)
        files = customer_file.Files(world)
        self._book = Book(world, companies.create_pricelists(world), files)
        world.env.cr.commit()
        world.progress.say("companies, users and products are there")
        day = self._start
        while day <= world.as_of:
            last = min(day + timedelta(days=STEP - 1), world.as_of)
            self._live_through(day, last)
            world.env.cr.commit()
            world.progress.count("orders", self._placed, len(self.orders))
            day = last + timedelta(days=1)
        customer_file.complete(world, self._clock, self.customers)
        shop_sales.enter_sales(
            world, shop_sales.plan_sales(world.seed, world.as_of, self.customers)
        )
        channels.send_customers(world, self.customers)
        upkeep.tidy_up(world)
        figures.work_out(world)

    def _set_clock(self, day):
        """Set the clock to the evening of a day."""
        self._clock.move_to(datetime.combine(day, time(10, 30)))

    def _live_through(self, first, last):
        """Let the days from ``first`` to ``last`` happen."""
        self._set_clock(last)
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        for company in self._world.companies:
            self._receive(company, days)
            self._enter_customers(company, first, last)
            self._trade(company, days)
            self._voices.live_through(company, last)
            self._ledger.pay(company, last)

    def _receive(self, company, days):
        """Take in the goods of the half-year that starts."""
        for day in days:
            if (day, company) in self._receipts:
                goods = self._receipts[day, company]
                stock.receive(self._world, company, goods, day)

    def _enter_customers(self, company, first, last):
        """Enter the customers who became known in these days."""
        if first == self._start:
            first = first.min
        known = [
            one
            for one in self.customers
            if one.company == company and first <= one.since <= last
        ]
        if known:
            self._book.enter(company, known)

    def _trade(self, company, days):
        """Work off orders, deliveries, returns and invoices of these days."""
        due = self._due(company, days)
        placed = [order for order, _day in due["order"]]
        if placed:
            trade.place_orders(self._world, company, placed)
            self._placed += len(placed)
        # Twice, so that a backorder of the same weeks finds its delivery.
        moved = []
        for batch in _first_and_rest(due["deliver"]):
            if batch:
                trade.deliver(self._world, company, batch)
                moved += batch
        if moved:
            self._ledger.invoice(company, moved, days[-1])
        if due["return"]:
            trade.take_back(self._world, company, due["return"])
            self._ledger.invoice(company, due["return"], days[-1])

    def _due(self, company, days) -> dict:
        """Return ``{kind: [(order, day), ...]}`` of one company in these days."""
        due = defaultdict(list)
        for day in days:
            for order, kind in self._events.get(day, ()):
                if order.company == company:
                    due[kind].append((order, day))
        return due


def _first_and_rest(deliveries: list) -> tuple[list, list]:
    """Split deliveries into the first of each order and its second."""
    first, second, seen = [], [], set()
    for order, day in deliveries:
        (second if order.number in seen else first).append((order, day))
        seen.add(order.number)
    return first, second
