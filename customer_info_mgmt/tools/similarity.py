"""How likely two records are one customer, from 0 to 1, and why.

Every field that both records have adds evidence for or against, in bits: how much more
often it agrees (or differs) between two records of one customer than between two of
different ones. The sum, with the doubt that precedes all evidence, becomes a
probability (Fellegi and Sunter, "A Theory for Record Linkage", 1969). A field that one
side lacks says nothing.
"""

import re
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA, JaroWinkler, Levenshtein

from .addresses import city_skeleton, street_numbers, street_skeleton
from .emails import email_keys
from .match_keys import sound
from .names import name_tokens, trade_name
from .phones import phone_digits
from .tax_ids import tax_key
from .values import has_cjk, to_text

# Bits before any evidence: records that meet under a key are mostly different people.
PRIOR = -6.0

# Codes of what is equal or nearly so, and of what speaks against it. They are stored;
# the words are the models'.
REASONS = (
    "tax",
    "phone",
    "email",
    "account",
    "name",
    "birthday",
    "street",
    "place",
    "tax_near",
    "phone_near",
    "email_near",
    "name_near",
    "birthday_near",
    "street_near",
    "tax_differs",
    "name_differs",
    "birthday_differs",
)


@dataclass(slots=True)
class Face:
    """What is compared of one record, prepared once.

    :param is_company: ``True``, ``False`` or ``None`` where it is not known
    :param family: id that parent and contacts of one company share, or ``None``
    """

    names: list = field(default_factory=list)
    phones: frozenset = frozenset()
    emails: frozenset = frozenset()
    accounts: frozenset = frozenset()
    taxes: frozenset = frozenset()
    born: str = ""
    streets: list = field(default_factory=list)
    numbers: frozenset = frozenset()
    places: frozenset = frozenset()
    is_company: bool | None = None
    family: int | None = None


def face(values):
    """Return the ``Face`` of the values that ``match_keys`` takes.

    Two keys more: ``is_company`` and ``family``.
    """

    def texts(name):
        found = values.get(name) or ()
        return [found] if isinstance(found, str) else [to_text(text) for text in found]

    def union(function, name):
        return frozenset().union(*map(function, texts(name)))

    born = texts("birthday")
    codes = (re.sub(r"\W", "", text).lower() for text in texts("zip"))
    places = (*codes, *map(city_skeleton, texts("city")))
    return Face(
        names=[_name(text) for text in texts("name") if text],
        phones=union(phone_digits, "phone"),
        emails=union(email_keys, "email"),
        accounts=frozenset(texts("account")),
        taxes=frozenset(filter(None, map(tax_key, texts("tax_id")))),
        born=re.sub(r"\D", "", born[0]) if born else "",
        streets=list(filter(None, map(street_skeleton, texts("street")))),
        numbers=union(street_numbers, "street"),
        places=frozenset(filter(None, places)),
        is_company=values.get("is_company"),
        family=values.get("family"),
    )


def _name(text):
    """Sorted tokens, trade name, and whether it is written in Chinese."""
    tokens = name_tokens(text)
    chinese = bool(tokens) and has_cjk(tokens[0])
    trade = trade_name(text) if chinese else ""
    return tuple(sorted(tokens)), "".join(tokens), trade


def score(left, right):
    """Return the probability that two faces are one customer, and the reasons.

    :param left: a ``Face``
    :param right: a ``Face``
    :return: ``(score, reasons)``: 0 to 1, and a list of codes of ``REASONS``
    """
    bits, reasons = PRIOR, []
    # All contacts of a company have its tax number and its door.
    family = left.family and left.family == right.family
    shared = () if family else (_by_tax, _by_address)
    own = (_by_name, _by_phone, _by_email, _by_account, _by_born)
    for part in (*shared[:1], *own, *shared[1:]):
        weight, reason = part(left, right)
        bits += weight
        if reason:
            reasons.append(reason)
    if left.is_company is not None and right.is_company is not None:
        bits -= 2.0 * (left.is_company != right.is_company)
    if family and "name" not in reasons:
        # They share its phones, too.
        bits -= 4.0 if "name_near" in reasons else 20.0
    return 1 / (1 + 2.0**-bits), reasons


def _near(left, right, distance=1):
    """Some pair of the two sets differs by at most ``distance`` characters.

    Two exchanged neighbours count as one.
    """
    return any(
        OSA.distance(one, other, score_cutoff=distance) <= distance
        for one in left
        for other in right
    )


def _by_tax(left, right):
    if not left.taxes or not right.taxes:
        return 0.0, None
    if left.taxes & right.taxes:
        return 9.0, "tax"
    if _near(left.taxes, right.taxes):
        return 5.0, "tax_near"
    return -4.0, "tax_differs"


def _by_phone(left, right):
    if not left.phones or not right.phones:
        return 0.0, None
    if left.phones & right.phones:
        return 5.5, "phone"
    if _near(left.phones, right.phones):
        return 3.0, "phone_near"
    return -1.2, None


def _by_email(left, right):
    if not left.emails or not right.emails:
        return 0.0, None
    if left.emails & right.emails:
        return 6.0, "email"
    if _near(left.emails, right.emails):
        return 3.0, "email_near"
    return -1.2, None


def _by_account(left, right):
    """Who has another account than the other may have both: that says nothing."""
    if left.accounts & right.accounts:
        return 7.0, "account"
    return 0.0, None


def _by_born(left, right):
    if not left.born or not right.born:
        return 0.0, None
    if left.born == right.born:
        return 6.0, "birthday"
    if Levenshtein.distance(left.born, right.born) <= 1 or _swapped(
        left.born, right.born
    ):
        return 3.0, "birthday_near"
    return -3.0, "birthday_differs"


def _swapped(left, right):
    """Day and month were exchanged, or two neighbouring digits."""
    return len(left) == len(right) == 8 and sorted(left) == sorted(right)


def _by_name(left, right):
    if not left.names or not right.names:
        return 0.0, None
    weight = max(
        _names_alike(one, other) for one in left.names for other in right.names
    )
    if weight >= 3.9:
        return weight, "name"
    if weight > 0:
        return weight, "name_near"
    return weight, "name_differs" if weight <= -3 else None


def _names_alike(one, other):
    """Bits for two names; an equal name says the more the longer it is."""
    tokens, whole, trade = one
    other_tokens, other_whole, other_trade = other
    shorter = min(len(whole), len(other_whole))
    if not shorter:
        return 0.0
    if tokens == other_tokens:
        return _bits_of_equal(whole, trade)
    if trade and trade == other_trade and len(trade) >= 3:
        return _bits_of_equal(trade, trade) - 0.5
    if trade or other_trade:
        return _chinese_alike(trade or whole, other_trade or other_whole)
    return _latin_alike(tokens, other_tokens, shorter)


def _bits_of_equal(whole, chinese):
    per_character = 1.5 if chinese else 0.55
    return min(9.0, max(4.0, 1.0 + per_character * len(whole)))


def _chinese_alike(one, other):
    longer = max(len(one), len(other))
    distance = Levenshtein.distance(one, other)
    if longer <= 3:
        if distance > 1 or one[0] != other[0]:
            return -4.0
        return 1.8 if longer == 3 else 0.0
    share = 1 - distance / longer
    if share >= 0.75:
        return 3.5
    if min(len(one), len(other)) >= 3 and (one in other or other in one):
        return 2.0
    return 0.5 if share >= 0.6 else -4.0


def _latin_alike(tokens, others, shorter):
    straight = JaroWinkler.similarity(" ".join(tokens), " ".join(others))
    best = max(straight, _tokens_alike(tokens, others))
    if best >= 0.93:
        return 3.8 if shorter >= 6 else 2.0
    if best >= 0.86:
        return 2.0
    if _initial_of(tokens, others):
        return 1.0
    return 0.0 if best >= 0.75 else -4.0


def _tokens_alike(tokens, others):
    """Mean similarity of the words, each with its best partner on the other side."""
    tokens, others = sorted((tokens, others), key=lambda words: (len(words), words))
    if not tokens:
        return 0.0
    total = sum(
        max(JaroWinkler.similarity(token, other) for other in others) * len(token)
        for token in tokens
    )
    missing = 0.12 * (len(others) - len(tokens))
    return total / sum(map(len, tokens)) - missing


def _initial_of(tokens, others):
    """``j smith`` and ``john smith``; or one word has the sound of its partner."""
    common = set(tokens) & set(others)
    left, right = set(tokens) - common, set(others) - common
    if not common or len(left) != 1 or len(right) != 1:
        return False
    one, other = left.pop(), right.pop()
    return one[0] == other[0] and (
        1 in (len(one), len(other)) or sound(one) == sound(other)
    )


def _by_address(left, right):
    place = _place_bits(left, right)
    if not left.streets or not right.streets:
        return place, "place" if place > 1 else None
    alike = max(
        Levenshtein.normalized_similarity(one, other)
        for one in left.streets
        for other in right.streets
    )
    same_number = not left.numbers or not right.numbers or left.numbers & right.numbers
    if alike >= 0.97:
        return place + 3.5, "street"
    if alike >= 0.75:
        return place + (2.5 if same_number else -0.5), "street_near"
    if alike >= 0.55 and same_number:
        return place + 1.0, "place" if place > 1 else None
    return place - 2.0, None


def _place_bits(left, right):
    if not left.places or not right.places:
        return 0.0
    common = len(left.places & right.places)
    if common:
        return 0.7 + 0.8 * common
    return 0.3 if _near(left.places, right.places) else -1.5
