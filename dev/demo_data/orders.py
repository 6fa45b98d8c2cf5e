"""What the customers order, and what becomes of each order, as a plan."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from . import catalogue
from .customers import YEARS, Customer
from .seeds import stream

# Days between two orders, by pattern: (at first, at last).
INTERVALS = {
    "key": (80, 68),
    "growing": (200, 45),
    "leaving": (75, 140),
    "regular": (185, 185),
}
SEASONS = ((12, 1), (8, 9))
RETURN_REASONS = ("damaged", "wrong item", "not sold", "quality")
# Late by how many days against the due date, by kind of payer: (least, most).
LATENESS = {"prompt": (-6, 2), "slow": (4, 28), "late": (25, 75), "mixed": (-5, 45)}


@dataclass(frozen=True)
class Shortage:
    """Part of the order that was not there on the day of delivery.

    ``days`` is when the rest follows, counted from the first delivery; None
    when it is still open.
    """

    share: float
    days: int | None


@dataclass(frozen=True)
class Return:
    """Goods that come back ``days`` after delivery, ``share`` of one line."""

    days: int
    share: float
    reason: str


@dataclass(frozen=True)
class Order:
    """One order and its fate."""

    number: int
    customer: int
    company: str
    ordered: datetime
    lines: tuple
    outcome: str
    delivered: date | None
    shortage: Shortage | None
    returned: Return | None
    late_days: int | None


def plan_orders(seed: int, as_of: date, customers: list[Customer]) -> list[Order]:
    """Plan all orders up to ``as_of``, in the order in which they come in."""
    wishes = []
    for customer in customers:
        rng = stream(seed, "orders", customer.number)
        for nth, day in enumerate(_days(rng, customer, as_of)):
            wishes.append((_moment(rng, day), customer.number, nth, customer))
    wishes.sort(key=lambda wish: wish[:3])
    return [
        _plan_order(stream(seed, "order", who, nth), number, moment, customer, as_of)
        for number, (moment, who, nth, customer) in enumerate(wishes, 1)
    ]


def _days(rng: random.Random, customer: Customer, as_of: date) -> list[date]:
    """Return the days on which a customer orders, by its pattern."""
    pattern = customer.pattern
    if pattern == "prospect":
        return []
    if pattern == "one_off":
        return [customer.since + timedelta(days=rng.randint(0, 20))]
    if pattern == "new":
        first = customer.since + timedelta(days=rng.randint(0, 12))
        again = first + timedelta(days=rng.randint(18, 60))
        return [day for day in (first, again) if day <= as_of][: rng.choice((1, 1, 2))]
    if pattern == "seasonal":
        return _seasonal_days(rng, customer.since, as_of)
    if pattern == "walk_in":
        return [
            as_of - timedelta(days=91 * quarter + rng.randint(3, 80))
            for quarter in reversed(range(4 * YEARS))
        ]
    end = as_of
    if pattern == "leaving":
        end -= timedelta(days=rng.randint(190, 420))
    return _spaced_days(rng, customer.since, end, INTERVALS[pattern])


def _spaced_days(rng, first: date, end: date, intervals: tuple) -> list[date]:
    """Return days whose distance drifts from the first interval to the last."""
    days, day = [], first + timedelta(days=rng.randint(0, 25))
    whole = max(1, (end - first).days)
    while day <= end:
        days.append(day)
        progress = min(1.0, (day - first).days / whole)
        usual = intervals[0] + (intervals[1] - intervals[0]) * progress
        day += timedelta(days=max(5, round(usual * rng.lognormvariate(0, 0.28))))
    return days


def _seasonal_days(rng: random.Random, since: date, as_of: date) -> list[date]:
    """Return one day before each festival: New Year and mid-autumn."""
    days = []
    for year in range(since.year, as_of.year + 1):
        for months in SEASONS:
            day = date(year, rng.choice(months), rng.randint(1, 26))
            if since <= day <= as_of and rng.random() < 0.92:
                days.append(day)
    return sorted(days)


def _moment(rng: random.Random, day: date) -> datetime:
    """Return a moment of a working day, UTC, that is office time in China."""
    if day.weekday() >= 5 and rng.random() < 0.8:
        day -= timedelta(days=day.weekday() - 4)
    minute = rng.randint(0, 9 * 60 + 20)
    return datetime.combine(day, time(1)) + timedelta(minutes=minute)


def _plan_order(rng, number, moment, customer, as_of) -> Order:
    """Plan the lines of an order and what happens to it afterwards."""
    growth = _growth(customer, moment.date(), as_of)
    lines = catalogue.draw_lines(
        rng,
        customer.trade,
        moment.month,
        customer.size * growth,
        customer.favourites,
    )
    outcome = _outcome(rng, moment.date(), as_of)
    wait = rng.choices((0, 1, 2, 3, 5, 8, 13, 24), (6, 20, 25, 19, 14, 8, 4, 4))[0]
    delivered = moment.date() + timedelta(days=wait)
    gone = outcome == "sale" and delivered <= as_of - timedelta(days=1)
    return Order(
        number=number,
        customer=customer.number,
        company=customer.company,
        ordered=moment,
        lines=tuple(lines),
        outcome=outcome,
        delivered=delivered if gone else None,
        shortage=_shortage(rng, delivered, as_of) if gone else None,
        returned=_return(rng) if gone and rng.random() < 0.065 else None,
        late_days=_late_days(rng, customer, moment.date(), as_of),
    )


def _growth(customer: Customer, day: date, as_of: date) -> float:
    """Return how an order's size moves over the years."""
    elapsed = (day - customer.since).days / max(1, (as_of - customer.since).days)
    if customer.pattern == "growing":
        return 0.7 + 1.6 * elapsed
    if customer.pattern == "leaving":
        return 1.2 - 0.7 * elapsed
    return 1.0


def _outcome(rng: random.Random, day: date, as_of: date) -> str:
    """Draw sale, cancelled or (recent only) a quotation that is still open."""
    if (as_of - day).days <= 30 and rng.random() < 0.25:
        return "quotation"
    return "cancel" if rng.random() < 0.025 else "sale"


def _shortage(rng: random.Random, delivered: date, as_of: date) -> Shortage | None:
    """Draw whether a delivery was incomplete, and when the rest followed."""
    if rng.random() >= 0.11:
        return None
    days = rng.randint(4, 24)
    still_open = delivered + timedelta(days=days) >= as_of or (
        (as_of - delivered).days < 60 and rng.random() < 0.5
    )
    return Shortage(rng.uniform(0.3, 0.7), None if still_open else days)


def _return(rng: random.Random) -> Return:
    """Draw what comes back after a delivery."""
    return Return(
        rng.randint(4, 26), rng.uniform(0.15, 0.8), rng.choice(RETURN_REASONS)
    )


def _late_days(rng, customer: Customer, day: date, as_of: date) -> int | None:
    """Draw days after the due date; None when the invoice is never paid."""
    if customer.payer == "defaulter":
        if (as_of - day).days < 400 and rng.random() < 0.75:
            return None
        return rng.randint(40, 110)
    return rng.randint(*LATENESS[customer.payer])
