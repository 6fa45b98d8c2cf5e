"""Who the customers are and how they behave, before any database is touched."""

import random
import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from . import addresses, catalogue, names
from .seeds import shares, stream

YEARS = 3
MAIN, SECOND = "main", "second"
# How many customers follow each pattern of buying; 322 with the walk-in.
PATTERNS = {
    "key": 8,
    "growing": 12,
    "leaving": 12,
    "seasonal": 14,
    "regular": 12,
    "new": 32,
    "one_off": 110,
    "prospect": 121,
    "walk_in": 1,
}
# Customers of the second company, all of them western.
PATTERNS_SECOND = {"key": 2, "growing": 3, "leaving": 2, "regular": 4, "one_off": 8}
# Size of an order against the usual one, by pattern: (lowest, highest).
SIZES = {
    "key": (1.6, 3.6),
    "growing": (0.8, 1.6),
    "leaving": (0.7, 1.5),
    "seasonal": (0.6, 1.4),
    "regular": (0.6, 1.3),
}
SMALL = (0.25, 0.9)
PAYERS = {"prompt": 46, "slow": 27, "late": 14, "mixed": 7, "defaulter": 6}
TERMS = {"Immediate Payment": 20, "15 Days": 25, "30 Days": 45, "45 Days": 10}
OWNERS = ("sales", "sales2", "manager")
POSITIONS_CN = ("采购经理", "总经理", "财务", "仓库主管", "店长", "助理")
POSITIONS_WEST = ("Buyer", "Managing director", "Accountant", "Store manager")


@dataclass(frozen=True)
class Contact:
    """A person who works at a customer."""

    name: str
    function: str
    gender: str
    phone: str
    email: str


@dataclass(frozen=True)
class Customer:
    """One customer: what the file shows and how the simulation treats it."""

    number: int
    company: str
    pattern: str
    name: str
    latin: str
    is_company: bool
    gender: str
    place: addresses.Place
    street: str
    zip: str
    phone: str
    email: str
    website: str
    industry: str
    trade: str
    owner: str
    since: date
    term: str
    payer: str
    size: float
    favourites: tuple
    contacts: tuple = field(default=())

    @property
    def region(self) -> str:
        """Return where the customer sits: ``china`` or ``west``."""
        return "china" if self.place.country == "CN" else "west"


def plan_customers(seed: int, as_of: date, scale: float = 1.0) -> list[Customer]:
    """Plan all customers of both companies.

    :param seed: same seed and date, same customers
    :param as_of: the last day of the three years
    :param scale: share of the usual number of each pattern, for quick tests
    """
    taken: set = set()
    planned = []
    for company, patterns in ((MAIN, PATTERNS), (SECOND, PATTERNS_SECOND)):
        for pattern, count in patterns.items():
            for _one in range(max(1, round(count * scale))):
                number = len(planned) + 1
                rng = stream(seed, "customer", number)
                planned.append(
                    _plan_customer(rng, number, company, pattern, as_of, taken)
                )
    return planned


def _plan_customer(rng, number, company, pattern, as_of, taken) -> Customer:
    """Plan one customer: identity first, then behaviour."""
    western = company == SECOND or (pattern != "walk_in" and rng.random() < 0.16)
    place = addresses.draw_place(rng, addresses.WEST if western else addresses.CHINA)
    is_company = pattern in SIZES or rng.random() < 0.48
    if pattern == "walk_in":
        place, is_company = addresses.CHINA[0], False
    identity = _identity(rng, place, is_company, taken)
    domain = _domain(identity.latin, number)
    customer = Customer(
        number=number,
        company=company,
        pattern=pattern,
        name=identity.name,
        latin=identity.latin,
        is_company=is_company,
        gender=getattr(identity, "gender", ""),
        place=place,
        street=addresses.street(rng, place),
        zip=addresses.postcode(rng, place),
        phone=(addresses.landline if is_company else addresses.mobile)(rng, place),
        email=_email(identity.latin, number, domain if is_company else ""),
        website=f"https://www.{domain}" if is_company and rng.random() < 0.7 else "",
        industry=getattr(identity, "industry", ""),
        trade=getattr(identity, "trade", rng.choice(("tea", "coffee", "clothing"))),
        owner=_owner(rng, pattern),
        since=_since(rng, pattern, as_of),
        term=shares(rng, TERMS) if is_company else "Immediate Payment",
        payer=_payer(rng, pattern),
        size=rng.uniform(*SIZES.get(pattern, SMALL)),
        favourites=(),
    )
    return _complete(rng, customer, domain)


def _complete(rng: random.Random, customer: Customer, domain: str) -> Customer:
    """Add what follows from the rest: favourites and the people of a company."""
    if customer.pattern == "walk_in":
        customer = replace(
            customer, name="Walk-in customer 散客", phone="", email="", street=""
        )
    people = _people(rng, customer.place, domain) if customer.is_company else ()
    favourites = catalogue.favourites(rng, customer.trade)
    return replace(customer, favourites=favourites, contacts=people)


def _identity(rng, place, is_company, taken):
    """Draw a firm or a person who fits the place."""
    if place.country != "CN":
        form = addresses.LEGAL_FORMS[place.country]
        if is_company:
            return names.distinct(lambda: names.western_firm(rng, form), taken)
        return names.distinct(lambda: names.western_person(rng), taken)
    if is_company:
        return names.distinct(
            lambda: names.chinese_firm(rng, place.city, place.latin), taken
        )
    return names.distinct(lambda: names.chinese_person(rng), taken)


def _people(rng: random.Random, place: addresses.Place, domain: str) -> tuple:
    """Draw the one to three contacts of a company."""
    chinese = place.country == "CN"
    positions = POSITIONS_CN if chinese else POSITIONS_WEST
    people = []
    for position in rng.sample(positions, rng.choices((1, 2, 3), (50, 35, 15))[0]):
        draw = names.chinese_person if chinese else names.western_person
        person = draw(rng)
        mail = f"{_slug(person.latin, '.')}@{domain}" if rng.random() < 0.85 else ""
        phone = addresses.mobile(rng, place)
        people.append(Contact(person.name, position, person.gender, phone, mail))
    return tuple(people)


def _since(rng: random.Random, pattern: str, as_of: date) -> date:
    """Return the day the customer came into the file."""
    # Not before a weekend that an order would be moved back to.
    start = as_of - timedelta(days=365 * YEARS - 3)
    if pattern == "new":
        return as_of - timedelta(days=rng.randint(20, 130))
    if pattern == "one_off":
        return start + timedelta(days=rng.randint(0, 365 * YEARS - 160))
    if pattern == "prospect":
        return start + timedelta(days=rng.randint(0, 365 * YEARS - 10))
    if pattern == "growing":
        return start + timedelta(days=rng.randint(150, 480))
    return start + timedelta(days=rng.randint(0, 90))


def _owner(rng: random.Random, pattern: str) -> str:
    """Draw the salesperson; nobody owns the walk-in and a quarter of the prospects."""
    if pattern == "walk_in" or (pattern == "prospect" and rng.random() < 0.25):
        return ""
    return rng.choices(OWNERS, (5, 4, 1))[0]


def _payer(rng: random.Random, pattern: str) -> str:
    """Draw how a customer pays; who leaves often leaves bills behind."""
    if pattern == "walk_in":
        return "prompt"
    if pattern == "leaving" and rng.random() < 0.4:
        return "defaulter"
    return shares(rng, PAYERS)


def _slug(latin: str, glue: str) -> str:
    """Return a name as it stands in an address: lower case ASCII, joined."""
    return glue.join(re.findall(r"[a-z0-9]+", latin.lower()))


def _domain(latin: str, number: int) -> str:
    """Return a domain that can never be anybody's (RFC 2606 reserves it)."""
    return f"{_slug(latin, '-')}-{number}.example"


def _email(latin: str, number: int, domain: str) -> str:
    """Return the general address of a company, or a person's private one."""
    if domain:
        return f"info@{domain}"
    return f"{_slug(latin, '.')}{number}@mail.example"
