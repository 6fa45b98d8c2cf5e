"""Phone numbers as people type them, to one form.

The value is the international form that Odoo shows (``+86 138 0013 8000``), so that
what is stored here and what the core formats on its forms agree; ``e164`` is for
machines.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType, ValidationResult

from .values import Normalized, Problem, half_width, one_line, plain_dashes, to_text

_SEPARATOR = re.compile(
    r"\s*(?:[/;|、，；\n\r\t\\]|,(?!\s*\d{3,4}\s*$)|或者?|\bor\b|\band\b|\bund\b|&)\s*"
)
_LABEL = re.compile(
    r"(?i)^\s*(?:tele?(?:phone|fon)?|phone|mob(?:ile|il)?|cell|fax|"
    r"座机|手机|手機|电话|電話|固话|传真|移动|联系方式|联系电话|办公|家)"
    r"\s*(?:号码|號碼|号|no\.?|nr\.?)?\s*[.:：]?\s*(?=[+(\d])"
)
_EXTENSION = re.compile(
    r"(?i)\s*[-(,]*\s*(?:转接?|轉|分机号?|分機|内线|extension|extn?\.?|ext\.?|x|#|durchwahl|poste)"
    r"\s*[.:：]?\s*(\d{1,6})\s*\)?\s*$"
)
# A Chinese landline with a third group: 0755-26001234-8001.
_CN_EXTENSION = re.compile(r"^((?:\+?86-?)?\(?0\d{2,3}\)?-?\d{7,8})[-,](\d{1,5})$")
_CN_MOBILE = re.compile(r"^1[3-9]\d{9}$")
_SIGNS = re.compile(r"[^\d+]")
_SERVICE = re.compile(r"^(?:1[012]\d{1,3}|9[56]\d{3,4}|12\d{3})$")
_NOT_DIGIT = re.compile(r"\D")
# A number that needs no reading: digits and spaces.
_PLAIN = re.compile(r"\+?\d[\d ]*", re.ASCII)
_NOTE = re.compile(r"[（(]\s*[^()（）\d]+[)）]|[^\d)#]+$")


@dataclass(frozen=True)
class Phone(Normalized):
    """A phone number.

    :param e164: number for machines, empty where the number is not complete
    :param extension: digits to dial after the number
    :param kind: ``mobile``, ``fixed``, ``other`` or empty
    :param country: ISO code of the country the number belongs to, or empty
    """

    e164: str = ""
    extension: str = ""
    kind: str = ""
    country: str = ""


_KINDS = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "fixed",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "mobile",
}
_REASONS = {
    ValidationResult.INVALID_COUNTRY_CODE: "phone_country_code",
    ValidationResult.TOO_SHORT: "phone_too_short",
    ValidationResult.INVALID_LENGTH: "phone_too_short",
    ValidationResult.TOO_LONG: "phone_too_long",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "phone_no_area",
}


def split_phones(text):
    """Return the numbers in a cell that holds several, in their order.

    Known shapes: ``a / b``, ``a;b``, ``a、b``, line breaks, and a landline with
    another ending, ``0755-26001234/35``.
    """
    text = to_text(text)
    if _PLAIN.fullmatch(text):
        return [text.strip()]
    pieces = [piece.strip() for piece in _SEPARATOR.split(half_width(text)) if piece]
    numbers = []
    for piece in pieces:
        digits = _NOT_DIGIT.sub("", piece)
        if not digits:
            continue
        last = numbers[-1] if numbers else ""
        if re.fullmatch(r"\(?0\d{1,4}\)?", last):
            # The slash of 030/123456 parts the area code, not two numbers.
            piece = f"{numbers.pop()}-{piece}"
        elif re.fullmatch(r"\d{1,4}", piece) and len(_NOT_DIGIT.sub("", last)) >= 7:
            piece = last[: len(last) - len(piece)] + piece
        elif re.fullmatch(r"\d{7,8}", piece) and (area := _area_code(last)):
            piece = f"{area}-{piece}"
        numbers.append(piece)
    return numbers


def _area_code(text):
    match = re.match(r"\s*\(?(0\d{2,3})\)?[-\s]", text)
    return match.group(1) if match else ""


def normalize_phone(text, countries=()):
    """Return one number in international form.

    A cell with several numbers gives the first good one and the problem
    ``phone_several``; use ``normalize_phones`` for all.

    :param text: what was typed; anything
    :param countries: ISO codes to try for a number without prefix, best guess first:
        the country of the address, then that of the company
    :return: a ``Phone``; never raises
    """
    found = normalize_phones(text, countries)
    if not found:
        typed = one_line(half_width(to_text(text)))
        return Phone(typed, problem=Problem("phone_no_digits") if typed else None)
    good = [phone for phone in found if not (phone.problem and phone.problem.is_wrong)]
    first = (good or found)[0]
    if len(found) == 1:
        return first
    others = ", ".join(phone.value for phone in found if phone is not first)
    return Phone(
        first.value,
        True,
        Problem("phone_several", others),
        first.e164,
        first.extension,
        first.kind,
        first.country,
    )


def normalize_phones(text, countries=()):
    """Return every number of a cell as a ``Phone``; see ``normalize_phone``."""
    countries = tuple(dict.fromkeys(code.upper() for code in countries if code))
    seen = {}
    for piece in split_phones(text):
        phone = _normalize_one(piece, countries)
        seen.setdefault(phone.e164 + phone.extension or phone.value, phone)
    return list(seen.values())


@lru_cache(maxsize=4096)
def _normalize_one(text, countries):
    if countries[:1] == ("CN",) and (phone := _plain_mobile(text)):
        return phone
    cleaned = plain_dashes(one_line(_LABEL.sub("", text)))
    number, extension = _take_extension(cleaned)
    bare = _NOTE.sub("", number) or number
    has_note = any(char.isalpha() for char in number[len(bare) :])
    dialled = _dialled(bare)
    digits = dialled.lstrip("+")
    if len(digits) < 3:
        return Phone(cleaned, problem=Problem("phone_too_short"))
    if len(digits) > 6 and len(set(digits[-8:])) == 1 or digits in _MADE_UP:
        return Phone(cleaned, problem=Problem("phone_placeholder"))
    parsed, country, kind = _parse(dialled, countries)
    if parsed is None:
        return _unparsed(cleaned, dialled, countries)
    phone = _phone(parsed, cleaned, digits, extension, country, kind)
    return replace(phone, changed=True) if has_note and phone.e164 else phone


@lru_cache(maxsize=1)
def _mobiles_of_china():
    """What the library itself knows of them; asked directly, it takes a tenth."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region("CN")
    return re.compile(metadata.mobile.national_number_pattern)


def _plain_mobile(text):
    """Return a Chinese mobile that was typed as its eleven digits, else ``None``."""
    if not _CN_MOBILE.match(text) or not _mobiles_of_china().fullmatch(text):
        return None
    if text in _MADE_UP or len(set(text[-8:])) == 1:
        return None
    value = f"+86 {text[:3]} {text[3:7]} {text[7:]}"
    return Phone(value, False, None, f"+86{text}", "", "mobile", "CN")


_MADE_UP = {
    "12345678",
    "123456789",
    "1234567890",
    "13800000000",
    "12345678901",
    "87654321",
}


def _take_extension(text):
    match = _EXTENSION.search(text)
    if match and len(_NOT_DIGIT.sub("", text[: match.start()])) >= 5:
        return text[: match.start()], match.group(1)
    match = _CN_EXTENSION.match(text.replace(" ", ""))
    if match:
        return match.group(1), match.group(2)
    return text, ""


def _dialled(number):
    """Digits as dialled, with a leading + when the country prefix is there."""
    number = number.strip()
    plus = number.startswith(("+", "(+"))
    # The trunk zero in brackets, +49 (0)30, is for callers from inside only.
    number = re.sub(r"\(\s*0\s*\)", "", number) if plus else number
    digits = _NOT_DIGIT.sub("", number)
    if plus:
        return "+" + digits.removeprefix("00")
    if digits.startswith("00") and len(digits) > 9:
        return "+" + digits[2:]
    if re.match(r"^0?86", digits) and _CN_MOBILE.match(re.sub(r"^0?86", "", digits)):
        return "+86" + digits[-11:]
    if match := re.match(r"^0?860(\d{9,11})$", digits):
        return "+86" + match[1]
    return digits


def _parse(dialled, countries):
    """Return the parsed number, its country and its type: the first guess that is
    valid, else the first that is possible."""
    if dialled.startswith("+86") and len(dialled) > 4 and dialled[3] == "0":
        dialled = "+86" + dialled[4:]
    guesses = [None] if dialled.startswith("+") else list(countries)
    # Eleven digits that begin with 13 to 19 are a Chinese mobile almost everywhere.
    if not dialled.startswith("+") and _CN_MOBILE.match(dialled):
        guesses.append("CN")
    possible = None
    for guess in guesses:
        try:
            number = phonenumbers.parse(dialled, guess)
        except phonenumbers.NumberParseException:
            continue
        kind = phonenumbers.number_type(number)
        if kind != PhoneNumberType.UNKNOWN:
            country = phonenumbers.region_code_for_number(number) or guess or ""
            return number, country, kind
        possible = possible or (number, guess or "", kind)
    if possible is None:
        return None, "", None
    return _with_forgotten_plus(dialled, possible)


def _with_forgotten_plus(dialled, possible):
    """Read ``4930123456`` as ``+4930123456`` where only that gives a valid number."""
    too_long = phonenumbers.is_possible_number_with_reason(possible[0])
    if dialled.startswith("+") or too_long != ValidationResult.TOO_LONG:
        return possible
    try:
        number = phonenumbers.parse("+" + dialled, None)
    except phonenumbers.NumberParseException:
        return possible
    kind = phonenumbers.number_type(number)
    if kind != PhoneNumberType.UNKNOWN:
        return number, phonenumbers.region_code_for_number(number) or "", kind
    return possible


def _unparsed(cleaned, dialled, countries):
    digits = dialled.lstrip("+")
    if dialled.startswith("+"):
        code = "phone_country_code"
    elif len(digits) < 7:
        code = "phone_service" if _SERVICE.match(digits) else "phone_too_short"
    elif len(digits) > 15:
        code = "phone_too_long"
    else:
        code = "phone_too_short" if countries else "phone_no_country"
    return Phone(cleaned, problem=Problem(code))


def _phone(number, cleaned, digits, extension, country, kind):
    problem = _problem(number, digits)
    if problem:
        return Phone(cleaned, problem=problem, country=country)
    if extension:
        number = _with_extension(number, extension)
    nsn = phonenumbers.national_significant_number(number)
    e164 = f"+{number.country_code}{nsn}"
    value = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    # No type is what the library calls not valid; asked both, it looks twice.
    if kind == PhoneNumberType.UNKNOWN:
        shown = value if cleaned.startswith("+") else cleaned
        return Phone(shown, problem=_doubt(country, digits), country=country)
    kind = _KINDS.get(kind, "other")
    # Separators and the country prefix are spacing; other digits are a change.
    known = {e164[1:], str(number.national_number)}
    known |= {"0" + text for text in known}
    changed = digits not in known
    return Phone(value, changed, None, e164, extension, kind, country)


def _with_extension(number, extension):
    extended = phonenumbers.PhoneNumber()
    extended.merge_from(number)
    extended.extension = extension
    return extended


def _problem(number, digits):
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason == ValidationResult.IS_POSSIBLE:
        return None
    if _SERVICE.match(digits):
        return Problem("phone_service")
    if reason == ValidationResult.INVALID_LENGTH and len(digits) > 11:
        return Problem("phone_too_long")
    if reason == ValidationResult.IS_POSSIBLE_LOCAL_ONLY and len(digits) < 7:
        return Problem("phone_too_short")
    return Problem(_REASONS.get(reason, "phone_unassigned"))


def _doubt(country, digits):
    """The problem of a number of possible length that its country gives nobody."""
    if country == "CN" and re.match(r"1[3-9]", digits):
        return Problem("phone_too_long" if len(digits) > 11 else "phone_too_short")
    if country == "CN" and re.fullmatch(r"[2-8]\d{6,7}", digits):
        return Problem("phone_no_area")
    return Problem("phone_unassigned")


def phone_digits(text):
    """Return the last eight digits of every number in a cell, for comparing.

    Extensions are left out; numbers of fewer than seven digits have no key.
    """
    tails = set()
    for piece in split_phones(text):
        number = piece
        if not _PLAIN.fullmatch(piece):
            number, _extension = _take_extension(plain_dashes(_LABEL.sub("", piece)))
        digits = _NOT_DIGIT.sub("", number)
        if len(digits) >= 7 and len(set(digits[-8:])) > 1:
            tails.add(digits[-8:])
    return tails
