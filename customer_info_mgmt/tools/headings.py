"""Headings of spreadsheets, made comparable. Pure Python."""

import re
from functools import lru_cache

from .values import half_width, to_text

# "Phone (required)", "电话（必填）", "*Name": what stands in brackets is no name.
_NOTE = re.compile(r"[(\[【][^)\]】]*[)\]】]")
_SIGNS = re.compile(r"[\W_]+")


def fold_heading(text):
    """Return a heading without case, spaces, signs and remarks in brackets.

    ``"Customer-Name *"`` and ``"customer_name (required)"`` are one heading. A text
    that is nothing but a remark is kept whole.
    """
    return _fold(to_text(text))


# Provinces, groups and choices stand in every row of a file.
@lru_cache(maxsize=8192)
def _fold(text):
    whole = half_width(text).casefold()
    return _SIGNS.sub("", _NOTE.sub("", whole)) or _SIGNS.sub("", whole)
