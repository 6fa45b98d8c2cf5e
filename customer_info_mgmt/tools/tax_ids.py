"""Tax numbers of companies: China's social credit code, European VAT and others."""

import re

from stdnum import get_cc_module
from stdnum.cn import uscc
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import (
    InvalidChecksum,
    InvalidFormat,
    InvalidLength,
    ValidationError,
)

from .values import (
    Normalized,
    Problem,
    half_width,
    one_line,
    plain_dashes,
    to_text,
    without_space,
)

_LABEL = re.compile(
    r"(?i)^(?:统一社会信用代码|社会信用代码|纳税人识别号|税号|税務編號|統一編號|"
    r"ust-?id(?:nr)?\.?|vat(?:no|nr|id|number)?|tax(?:id|no)?|mwst(?:nr)?|tva|iva|btw|cif|nif|piva)"
    r"[:：.]+"
)
_SIGNS = re.compile(r"[\s.\-_/,:|·]")
_PLACEHOLDER = re.compile(
    r"(?i)^(?:(\w)\1{5,}|0+|123456789\w*|none|null|na|无|無|没有|x+|test)$"
)
_EU_PREFIX = re.compile(
    r"^(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|EU|FI|FR|GR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI)"
    r"[0-9A-Z+*]{2,}$"
)
# The social credit code has no I, O, S, V, Z; people type them for 1, 0, 5, U and 2.
_USCC_SLIPS = str.maketrans("IOSZ", "1052")


def normalize_tax_id(text, country=None):
    """Return a tax number without signs, in capitals, checked as its country checks it.

    A number of a country whose rule is not known stays as typed. An O typed for
    a zero in a social credit code is corrected where that makes the check digit fit.

    :param text: what was typed; anything. ``/`` means "has none", as in the core
    :param country: ISO code of the country of the address
    :return: a ``Normalized``; never raises
    """
    typed = to_text(text).strip()
    if typed in ("", "/"):
        return Normalized(typed)
    compact = plain_dashes(without_space(half_width(typed)))
    compact = _SIGNS.sub("", _LABEL.sub("", compact)).upper()
    if not compact or _PLACEHOLDER.match(compact):
        return Normalized(compact or typed, False, Problem("tax_placeholder"))
    country = (country or "").upper()
    if not _is_known(compact, country):
        return Normalized(one_line(half_width(typed)))
    value, problem = _check(compact, country)
    changed = value != _SIGNS.sub("", half_width(typed)).upper()
    return Normalized(value, changed, problem)


def _is_known(compact, country):
    """Tell whether there is a rule for this number."""
    if _looks_chinese(compact) or _EU_PREFIX.match(compact) and not country:
        return True
    return bool(country and get_cc_module(country.lower(), "vat"))


def _check(compact, country):
    if country == "CN" or not country and _looks_chinese(compact):
        return _check_uscc(compact)
    if _EU_PREFIX.match(compact) and country in ("", *_eu_countries()):
        return compact, _run(eu_vat, compact)
    module = get_cc_module(country.lower(), "vat")
    bare = compact.removeprefix(country)
    return compact, _run(module, bare)


def _eu_countries():
    return (code.upper() for code in eu_vat.MEMBER_STATES | {"gr"})


def _looks_chinese(compact):
    return bool(re.fullmatch(r"[1-9A-Y]\d{7}[0-9A-Z]{10}", compact))


def _check_uscc(compact):
    if (
        re.fullmatch(r"\d{15}|\d{17}[\dX]|\d{6}[0-9A-Z]{9}", compact)
        and len(compact) == 15
    ):
        return compact, Problem("tax_old_format")
    problem = _run(uscc, compact)
    if problem and len(compact) == 18:
        repaired = compact.translate(_USCC_SLIPS)
        if repaired != compact and not _run(uscc, repaired):
            return repaired, None
    return compact, problem


def _run(module, number):
    try:
        module.validate(number)
    except InvalidLength:
        return Problem("tax_length")
    except InvalidFormat:
        return Problem("tax_characters")
    except InvalidChecksum:
        return Problem("tax_check_digit")
    except ValidationError:
        return Problem("tax_characters")
    except Exception:
        # A library that fails on a number says nothing about the number.
        return None
    return None


def tax_key(text):
    """Return the number in the form in which equal ones are equal, or empty.

    The country prefix of a European number is left out.
    """
    compact = without_space(half_width(to_text(text)))
    compact = _SIGNS.sub("", _LABEL.sub("", compact)).upper()
    if len(compact) < 6 or _PLACEHOLDER.match(compact):
        return ""
    return compact[2:] if _EU_PREFIX.match(compact) and len(compact) > 9 else compact
