"""Birthdays as people write them, with or without a year. Pure Python."""

import re
import unicodedata
from datetime import date
from typing import NamedTuple

# Any leap year: a birthday without a year may be 29 February.
LEAP_YEAR = 2000
OLDEST_AGE = 130

_YEAR, _MONTH, _DAY = r"(?P<year>\d{4})", r"(?P<month>\d{1,2})", r"(?P<day>\d{1,2})"
# Spreadsheets hand over a date with the time of midnight.
_MIDNIGHT = r"(?:[T ]00:00(?::00)?)?"
_FORMATS = [
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR} ?- ?{_MONTH} ?- ?{_DAY}{_MIDNIGHT}",
        rf"{_YEAR} ?/ ?{_MONTH} ?/ ?{_DAY}{_MIDNIGHT}",
        rf"{_YEAR}\. ?{_MONTH}\. ?{_DAY}",
        rf"{_YEAR} ?年 ?{_MONTH} ?月 ?{_DAY} ?[日号號]?",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        rf"{_DAY}\. ?{_MONTH}\. ?{_YEAR}",
        rf"(?:--)?{_MONTH} ?[-/] ?{_DAY}",
        rf"{_MONTH} ?月 ?{_DAY} ?[日号號]?",
        rf"{_DAY}\. ?{_MONTH}\.?",
    )
]
# What somebody types who looks for birthdays: a year, a month, or both.
_PARTS = [
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR} ?年?",
        rf"{_YEAR} ?[-/.年] ?{_MONTH} ?月?",
        rf"{_MONTH} ?月",
        rf"{_MONTH} ?-",
    )
]


class BirthdayError(ValueError):
    """A text that is no birthday.

    :param reason: ``format`` (not read), ``day`` (no such day), ``future`` or ``old``
    """

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class Birthday(NamedTuple):
    """A day of a year that may be unknown; unknown parts are 0."""

    year: int = 0
    month: int = 0
    day: int = 0

    def __str__(self):
        """ISO: ``1990-05-20``, ``05-20`` without a year, empty when unknown."""
        if not self.month:
            return ""
        month_day = f"{self.month:02}-{self.day:02}"
        return f"{self.year:04}-{month_day}" if self.year else month_day

    def check(self, today):
        """Raise ``BirthdayError`` unless somebody alive ``today`` can have it."""
        try:
            day = date(self.year or LEAP_YEAR, self.month, self.day)
        except ValueError:
            raise BirthdayError("day") from None
        if self.year and day > today:
            raise BirthdayError("future")
        if self.year and self.year < today.year - OLDEST_AGE:
            raise BirthdayError("old")

    def age(self, today):
        """Return the age in full years on ``today``, or ``None`` without a year.

        Who was born on 29 February is a year older on 1 March of common years.
        """
        if not self.year:
            return None
        had_birthday = (self.month, self.day) <= (today.month, today.day)
        return today.year - self.year - (not had_birthday)


def parse(text, today):
    """Read a birthday.

    Takes ``1990-05-20``, ``1990/5/20``, ``1990年5月20日``, ``20.05.1990``, and without
    a year ``05-20``, ``5/20``, ``5月20日``, ``20.05.``; digits may be full width.

    :param text: what a person typed; empty means unknown
    :param today: the day that birthdays must not be after
    :raise BirthdayError: with the reason
    """
    text = _plain(text)
    if not text:
        return Birthday()
    for pattern in _FORMATS:
        if found := pattern.fullmatch(text):
            birthday = _from_match(found)
            birthday.check(today)
            return birthday
    raise BirthdayError("format")


def parse_part(text):
    """Read what may be only a part of a birthday, for searching.

    :return: ``Birthday`` with 0 for what was not said, or ``None`` when not understood
    """
    text = _plain(text)
    for pattern in _FORMATS + _PARTS:
        if found := pattern.fullmatch(text):
            return _from_match(found)
    return None


def _plain(text):
    return unicodedata.normalize("NFKC", text or "").strip()


def _from_match(found):
    return Birthday(**{part: int(value) for part, value in found.groupdict().items()})
