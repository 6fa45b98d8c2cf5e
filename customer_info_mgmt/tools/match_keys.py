"""Keys under which two records of one customer meet.

Records are compared only where they share a key, never all with all. Each key stands
alone against errors in every other field: whoever mistypes the name is found by phone,
by birthday or by street.
"""

import re
from functools import lru_cache

from .addresses import city_skeleton, street_numbers, street_skeleton, zip_skeleton
from .emails import email_keys
from .names import name_tokens, trade_name
from .phones import phone_digits
from .tax_ids import tax_key
from .values import has_cjk, to_text

# Kind of key: what two records have in common that share it.
KINDS = {
    "phone": "Last eight digits of a phone",
    "email": "E-mail address",
    "tax": "Tax number",
    "account": "Account of a messenger",
    "name": "Name, whatever its order and legal form",
    "sound": "Sound of the name, and the place",
    "part": "Half of a Chinese name, and the place",
    "born": "Birthday, and a part of the name",
    "street": "House number, and the street or place",
}

_SOUNDEX = str.maketrans("bfpvcgjkqsxzdtlmnr", "111122222222334556")
_NOT_LETTER, _AGAIN = re.compile("[^a-z]"), re.compile(r"(\d)\1+")
_DIGIT, _NOT_DIGIT = re.compile(r"\d"), re.compile(r"\D")
_VOWELS = re.compile("[^1-6]")
_SIMILAR = (
    ("ph", "f"), ("ck", "k"), ("sch", "s"), ("sh", "s"), ("th", "t"), ("gh", "g"),
    ("kn", "n"), ("wr", "r"), ("zh", "z"), ("ch", "c"), ("dt", "t"),
)  # fmt: skip


@lru_cache(maxsize=16384)
def sound(word):
    """Return a short code that words which sound alike share; Latin letters only.

    The first letter in its class and three classes of consonants after it.
    """
    word = _NOT_LETTER.sub("", word)
    for old, new in _SIMILAR:
        word = word.replace(old, new)
    if not word:
        return ""
    first = {"k": "c", "q": "c", "z": "s", "y": "i", "w": "v"}.get(word[0], word[0])
    codes = _AGAIN.sub(r"\1", word.translate(_SOUNDEX))
    return (first + _VOWELS.sub("", codes[1:]) + "000")[:4]


def match_keys(values):
    """Return the keys of one customer.

    :param values: dict of what is known, each text or a list of texts: ``name`` (with
        aliases), ``phone``, ``email``, ``account``, ``tax_id``, ``street``, ``zip``,
        ``city``, ``birthday`` (ISO text)
    :return: a set of ``(kind, key)``
    """
    keys = set()
    for phone in _texts(values, "phone"):
        keys.update(("phone", tail) for tail in phone_digits(phone))
    for email in _texts(values, "email"):
        keys.update(("email", key) for key in email_keys(email))
    keys.update(("account", text) for text in _texts(values, "account"))
    keys.update(("tax", key) for key in map(tax_key, _texts(values, "tax_id")) if key)
    places = _places(values)
    born = _born(values)
    for name in _texts(values, "name"):
        keys |= _name_keys(name, places, born)
    keys |= _street_keys(values, places)
    return keys


def _texts(values, field):
    found = values.get(field)
    if not found:
        return ()
    return [found] if isinstance(found, str) else [to_text(one) for one in found if one]


def _places(values):
    """Postal code and city: either serves where the other is mistyped."""
    codes = (zip_skeleton(text) for text in _texts(values, "zip"))
    cities = (city_skeleton(text) for text in _texts(values, "city"))
    return [place for place in (*codes, *cities) if place]


def _born(values):
    return [_NOT_DIGIT.sub("", text) for text in _texts(values, "birthday")]


def _name_keys(name, places, born):
    tokens = name_tokens(name)
    if not tokens:
        return set()
    keys = {("name", "".join(sorted(tokens)))}
    if has_cjk(tokens[0]):
        return keys | _chinese_keys(name, tokens[0], places, born)
    codes = {sound(token) or token for token in tokens if len(token) > 1}
    for day in born:
        keys.update(("born", f"{day}{code}") for code in codes)
    if len(codes) > 1:
        keys.add(("sound", "".join(sorted(codes)[:3])))
    for place in places:
        keys.update(("sound", f"{code}{place}") for code in codes)
    return keys


def _chinese_keys(name, word, places, born):
    """A name with one wrong character keeps one of its halves."""
    keys = {("born", f"{day}{word[0]}") for day in born}
    keys |= {("born", f"{day}{word[-1]}") for day in born}
    trade = trade_name(name)
    if trade != word:
        keys.add(("name", trade))
    if len(trade) >= 4:
        middle = (len(trade) + 1) // 2
        halves = {trade[:middle], trade[middle:] if len(trade) > 4 else trade[1:]}
        keys.update(
            ("part", f"{half}{place}") for half in halves for place in places[:2]
        )
    elif len(trade) >= 2:
        keys.update(("part", f"{trade[0]}{trade[-1]}{place}") for place in places[:2])
    return keys


def _street_keys(values, places):
    keys = set()
    for street in _texts(values, "street"):
        numbers = "".join(sorted(street_numbers(street)))
        words = _DIGIT.sub("", street_skeleton(street)).split()
        longest = max(words, key=len, default="")
        if not numbers or not longest:
            continue
        code = longest[:2] if has_cjk(longest) else sound(longest)
        keys.update(("street", f"{numbers}{code}{place}") for place in places[:1])
        keys.add(("street", f"{numbers}{longest}"))
    return keys
