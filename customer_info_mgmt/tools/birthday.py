"""A day of birth: with or without its year, its age, and what is no birthday.

Reading it from text is done by ``dates.py``, which reads all dates.
"""

import re
from datetime import date
from typing import NamedTuple

from .dates import parse_date
from .values import half_width, one_line, to_text

# Any leap year: a birthday without a year may be 29 February.
LEAP_YEAR = 2000
OLDEST_AGE = 130

# Without a year, the month comes first; with dots, the day, as with a year.
_MONTH_DAY = re.compile(r"(\d{1,2}) ?[-/] ?(\d{1,2})")
_DAY_MONTH = re.compile(r"(\d{1,2})\. ?(\d{1,2})\.?")
_DOTS = re.compile(r"\d{1,2}\. ?\d{1,2}\. ?\d{4}")
_SHORT_NUMBER = re.compile(r"\d{1,7}")
# What somebody types who looks for birthdays: a year, a month, or both.
_PARTS = [
    re.compile(pattern)
    for pattern in (
        r"(?P<year>\d{4}) ?年?",
        r"(?P<year>\d{4}) ?[-/.年] ?(?P<month>\d{1,2}) ?月?",
        r"(?P<month>\d{1,2}) ?月",
        r"(?P<month>\d{1,2}) ?-",
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

    Takes every date that ``dates.parse_date`` reads for sure, and without a year
    ``05-20``, ``5/20``, ``5月20日``, ``20.05.``.

    :param text: what a person typed; empty means unknown
    :param today: the day that birthdays must not be after
    :raise BirthdayError: with the reason
    """
    text = one_line(half_width(to_text(text or "")))
    if not text:
        return Birthday()
    birthday = _from_iso(_read(text, today))
    birthday.check(today)
    return birthday


def parse_part(text):
    """Read what may be only a part of a birthday, for searching.

    :return: ``Birthday`` with 0 for what was not said, or ``None`` when not understood
    """
    text = one_line(half_width(to_text(text or "")))
    for pattern in _PARTS:
        if found := pattern.fullmatch(text):
            parts = found.groupdict().items()
            return Birthday(**{part: int(value) for part, value in parts})
    try:
        return _from_iso(_read(text, date.max))
    except BirthdayError:
        return None


def _read(text, today):
    """Return ``1990-05-20`` or ``--05-20``."""
    if _SHORT_NUMBER.fullmatch(text):
        # Days of a spreadsheet, or six digits: nobody types a birthday like that.
        raise BirthdayError("format")
    if found := _MONTH_DAY.fullmatch(text):
        text = f"--{found[1]}-{found[2]}"
    elif found := _DAY_MONTH.fullmatch(text):
        text = f"--{found[2]}-{found[1]}"
    order = "dmy" if _DOTS.fullmatch(text) else None
    found = parse_date(text, order=order, today=today, future=True)
    if found.value and (found.problem is None or found.problem.code == "date_no_year"):
        return found.value
    raise BirthdayError(_reason(found.problem, text, today))


def _reason(problem, text, today):
    code = problem.code if problem else "date_unreadable"
    if code == "date_year":
        year = re.search(r"\d{4}", text)
        return "future" if year and int(year[0]) > today.year else "old"
    return "day" if code == "date_no_such_day" else "format"


def _from_iso(text):
    if text.startswith("--"):
        return Birthday(0, *map(int, text[2:].split("-")))
    return Birthday(*map(int, text.split("-")))
