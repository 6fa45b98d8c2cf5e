"""What is known about people and companies beyond name and address."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from .customers import Contact, Customer
from .seeds import shares, stream

# A person in this many has a birthday within `NEAR_DAYS` of the last day.
NEAR_SHARE = 12
NEAR_DAYS = 9
OCCUPATIONS = (
    "Teacher", "Engineer", "Shop owner", "Doctor", "Designer", "Driver",
    "Accountant", "Civil servant", "Chef", "退休教师", "个体户", "会计", "设计师",
)  # fmt: skip
HOBBIES_CN = ("茶道", "书法", "徒步", "羽毛球", "摄影", "钓鱼", "太极", "电影", "篮球")
HOBBIES_WEST = (
    "Hiking", "Sailing", "Cooking", "Jazz", "Cycling", "Photography", "Football",
    "Gardening", "Chess",
)  # fmt: skip
REGIONS = {
    "Beijing", "Shanghai", "Guangzhou", "Shenzhen", "Hangzhou", "Chengdu", "Wuhan",
    "Chongqing",
}  # fmt: skip
VALUE_TAGS = {
    "key": "value_big_customer",
    "growing": "value_quality_customer",
    "prospect": "value_potential_customer",
}
HABIT_TAGS = {
    "key": "habit_high_frequency",
    "growing": "habit_high_frequency",
    "seasonal": "habit_seasonal_buyer",
    "one_off": "habit_low_frequency",
    "leaving": "own_to_follow_up",
}
TRADE_TAGS = {
    "catering": "trade_catering",
    "wholesale": "trade_wholesale",
    "packaging": "trade_manufacturer",
}
SIZES = {"key": ("250", "1000"), "growing": ("50", "250"), "regular": ("50", "10")}
SMALL_SIZES = ("1", "10", "10", "50")
# Kind of preference: what customers want.
WISHES = {
    "color": ("White", "Black", "Navy blue", "红色", "Natural kraft"),
    "style": ("Plain", "Classic", "With our logo", "国潮"),
    "size": ("M and L only", "Asian sizes", "250 g packs", "Half cartons"),
    "brand": ("No name brands", "House blend", "A1 series"),
    "flavour": ("Light roast", "Jasmine", "浓香型", "清香型", "No sugar"),
    "packing": ("Double carton", "No plastic", "礼盒包装", "Pallets up to 1.2 m"),
    "delivery_time": ("Before 10:00", "Tuesday and Thursday", "下午三点以后",
                      "Not on market days"),
    "delivery_place": ("Back entrance", "送到二楼仓库", "Loading bay 3",
                       "Call 30 minutes ahead"),
    "contact_way": ("WeChat", "Phone, mornings", "E-mail", "No calls, please"),
}  # fmt: skip
SOURCES = {"told": 5, "observed": 3, "order": 3, "survey": 1, "other": 1}
GRADES = {"prompt": "A", "slow": "C", "late": "D", "mixed": "C", "defaulter": "E"}
REASONS = {
    "A": "Pays before or on the due date, for two years without exception.",
    "B": "Pays reliably; the volume speaks for a higher limit.",
    "C": "Usual terms; a few weeks late at times.",
    "D": "Regularly more than a month late; goods against payment from now on.",
    "E": "Invoices unpaid after three reminders; no more orders on account.",
}


@dataclass(frozen=True)
class Person:
    """What is known about a person; ``birth`` is (year or 0, month, day)."""

    salutation: str
    gender: str
    birth: tuple | None
    occupation: str
    hobbies: str


@dataclass(frozen=True)
class Wish:
    """A preference of a customer; ``product`` is a code for the kind product."""

    kind: str
    value: str
    attitude: str
    source: str
    day: date
    product: str = ""


def of_person(seed: int, who: Customer | Contact, chinese: bool, as_of: date, *key):
    """Return what is known about a customer who is a person, or about a contact.

    :param key: what makes the person's random numbers its own
    """
    rng = stream(seed, "person", *key)
    function = getattr(who, "function", "")
    return Person(
        salutation=_salutation(who.name, who.gender, chinese, function),
        gender=who.gender if rng.random() < 0.9 else "",
        birth=_birth(rng, as_of),
        occupation="" if function else rng.choice((*OCCUPATIONS, "")),
        hobbies=_hobbies(rng, chinese),
    )


def _salutation(name: str, gender: str, chinese: bool, function: str) -> str:
    """Return how to address a person."""
    if not chinese:
        return f"{'Mr' if gender == 'male' else 'Ms'} {name.split()[-1]}"
    surname = name[:2] if name.startswith("欧阳") else name[0]
    if function.endswith("经理"):
        return f"{surname}经理"
    return surname + ("先生" if gender == "male" else "女士")


def _hobbies(rng: random.Random, chinese: bool) -> str:
    """Return none to three hobbies, joined as the language does."""
    pool = HOBBIES_CN if chinese else HOBBIES_WEST
    count = rng.choices((0, 1, 2, 3), (35, 25, 30, 10))[0]
    return ("、" if chinese else ", ").join(rng.sample(pool, count))


def _birth(rng: random.Random, as_of: date) -> tuple | None:
    """Draw a birthday: some near the last day, a third unknown, some without year."""
    near = rng.randrange(NEAR_SHARE) == 0
    if not near and rng.random() < 0.35:
        return None
    offset = rng.randint(-NEAR_DAYS, NEAR_DAYS) if near else rng.randint(0, 364)
    day = as_of + timedelta(days=offset)
    year = as_of.year - rng.randint(22, 68) if rng.random() < 0.75 else 0
    # 29 February is not in every year.
    return year, day.month, min(day.day, 28) if day.month == 2 else day.day


def tags(seed: int, customer: Customer) -> list[str]:
    """Return the names of the shipped tags that fit a customer."""
    rng = stream(seed, "tags", customer.number)
    found = []
    if customer.region == "west":
        found.append("region_abroad")
    elif customer.place.latin in REGIONS:
        found.append(f"region_{customer.place.latin.lower()}")
    found.append(VALUE_TAGS.get(customer.pattern, "value_general_customer"))
    if customer.pattern == "key" and rng.random() < 0.6:
        found.append("value_vip")
    if customer.is_company:
        usual = rng.choice(("trade_retail", "trade_online_shop", "trade_wholesale"))
        found.append(TRADE_TAGS.get(customer.trade, usual))
    if customer.pattern in HABIT_TAGS:
        found.append(HABIT_TAGS[customer.pattern])
    elif rng.random() < 0.12:
        found.append("habit_bargain_hunter")
    return found


def company_size(seed: int, customer: Customer) -> str:
    """Return the key of the company's size."""
    rng = stream(seed, "size", customer.number)
    return rng.choice(SIZES.get(customer.pattern, SMALL_SIZES))


def purposes(seed: int, customer: Customer) -> list[str]:
    """Return the purposes of further addresses: office, warehouse, delivery."""
    rng = stream(seed, "addresses", customer.number)
    likely = 0.45 if customer.pattern not in ("prospect", "one_off", "new") else 0.12
    found = []
    if customer.is_company:
        for purpose, share in (("warehouse", 1.0), ("office", 0.7), ("delivery", 0.4)):
            if rng.random() < likely * share:
                found.append(purpose)
    return found


def wishes(seed: int, customer: Customer, as_of: date) -> list[Wish]:
    """Return the preferences that became known, none for most prospects."""
    rng = stream(seed, "wishes", customer.number)
    if customer.pattern == "walk_in" or (
        customer.pattern in ("prospect", "one_off") and rng.random() < 0.75
    ):
        return []
    found = []
    for kind in rng.sample(list(WISHES), rng.randint(1, 4)):
        found.append(
            Wish(
                kind=kind,
                value=rng.choice(WISHES[kind]),
                attitude="dislike" if rng.random() < 0.15 else "like",
                source=shares(rng, SOURCES),
                day=_known_day(rng, customer, as_of),
            )
        )
    if rng.random() < 0.6:
        code = rng.choice(customer.favourites)
        day = _known_day(rng, customer, as_of)
        found.append(Wish("product", "", "like", "order", day, code))
    return found


def _known_day(rng: random.Random, customer: Customer, as_of: date) -> date:
    """Draw a day on which something was learnt about a customer."""
    return customer.since + timedelta(
        days=rng.randint(0, max(0, (as_of - customer.since).days))
    )


def aliases(seed: int, customer: Customer) -> list[tuple[str, str]]:
    """Return other names of a customer as ``(name, kind)``."""
    rng = stream(seed, "aliases", customer.number)
    found = []
    if customer.is_company and customer.region == "china":
        city = customer.place.city.removesuffix("市")
        short = customer.name.removeprefix(city)[:4]
        if rng.random() < 0.6:
            found.append((short, "short"))
        if rng.random() < 0.7:
            found.append((customer.latin, "foreign"))
    elif customer.is_company and rng.random() < 0.5:
        initials = "".join(word[0] for word in customer.latin.split())
        found.append((f"{initials} {customer.latin.split()[0]}", "trade"))
    elif customer.region == "china" and customer.pattern != "walk_in":
        if rng.random() < 0.2:
            old = rng.choice(("老", "小"))
            found.append((old + customer.name[0], "nickname"))
    if customer.is_company and rng.random() < 0.04:
        found.append((f"{customer.latin.split()[0]} Brothers", "former"))
    return found


def grade(seed: int, customer: Customer) -> str:
    """Return the credit grade finance gives, by how the customer pays."""
    rng = stream(seed, "grade", customer.number)
    found = GRADES[customer.payer]
    if found == "A" and customer.pattern not in ("key", "growing", "regular"):
        found = "B"
    if found == "A" and rng.random() < 0.3:
        found = "B"
    return found
