"""Headings of spreadsheets, made comparable. Pure Python."""

import re

from .values import half_width, to_text

# "Phone (required)", "电话（必填）", "*Name": what stands in brackets is no name.
_NOTE = re.compile(r"[(\[【][^)\]】]*[)\]】]")
_SIGNS = re.compile(r"[\W_]+")


def fold_heading(text):
    """Return a heading without case, spaces, signs and remarks in brackets.

    ``"Customer-Name *"`` and ``"customer_name (required)"`` are one heading. A text
    that is nothing but a remark is kept whole.
    """
    whole = half_width(to_text(text)).casefold()
    return _SIGNS.sub("", _NOTE.sub("", whole)) or _SIGNS.sub("", whole)
