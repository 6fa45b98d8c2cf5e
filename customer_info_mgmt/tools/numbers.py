"""Amounts and quantities as people write them. Pure Python."""

import re

from .values import half_width, plain_dashes, to_text, without_space

_SIGNS = re.compile(r"(?i)(?:rmb|cny|usd|eur|gbp|元|圆|块|¥|￥|\$|€|£|pcs|件|个)\.?")
_PLAIN = re.compile(r"^[+-]?\d+(?:\.\d+)?$")
_GROUPED = re.compile(r"^[+-]?\d{1,3}(?:([.,'’ ])\d{3})+(?:[.,]\d+)?$")


def parse_number(value):
    """Return the number that a cell holds, or ``None`` where it holds none.

    ``1,234.50``, ``1.234,50``, ``¥1,234`` and ``(12)`` for a negative amount. A single
    comma with three digits behind it separates thousands, a single point decimals.

    :param value: text or number
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        # Neither infinite nor "not a number".
        return float(value) if abs(value) < 1e15 else None
    text = plain_dashes(half_width(to_text(value)))
    text = without_space(_SIGNS.sub("", text)).replace("'", "").replace("’", "")
    if text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1]
    text = _decimal_point(text)
    if not _PLAIN.match(text) or len(text) > 20:
        return None
    return float(text)


def _decimal_point(text):
    """Return the text with a point for decimals and nothing between thousands."""
    comma, point = text.rfind(","), text.rfind(".")
    if comma >= 0 and point >= 0:
        thousands = "," if comma < point else "."
        return text.replace(thousands, "").replace(",", ".")
    if comma >= 0:
        if text.count(",") > 1 or re.search(r"\d,\d{3}$", text):
            return text.replace(",", "") if _GROUPED.match(text) else text
        return text.replace(",", ".")
    if text.count(".") > 1 and _GROUPED.match(text):
        return text.replace(".", "")
    return text
