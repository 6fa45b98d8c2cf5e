"""When something that comes back every year falls due. Pure Python."""

from datetime import date, timedelta
from typing import NamedTuple

# Where people born on 29 February celebrate in other years.
LEAP_DAY_POLICIES = ("feb28", "mar1")


class Occurrence(NamedTuple):
    """A day of the calendar on which birthdays of ``month`` and ``day`` are kept."""

    month: int
    day: int
    date: date


def is_leap(year):
    """Tell whether ``year`` has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def birthdays_between(first, last, leap_day="feb28"):
    """List the birthdays that are kept from ``first`` to ``last``, both inclusive.

    Every day stands for the birthdays of its date. In a common year, 28 February or
    1 March also stands for 29 February. The turn of the year needs no care: days are
    walked, not numbers of days compared.

    :param first: first day (``date``)
    :param last: last day (``date``); earlier than ``first`` gives nothing
    :param leap_day: ``feb28`` or ``mar1``
    :return: list of ``Occurrence`` in the order of the calendar
    :raise ValueError: for another ``leap_day``
    """
    if leap_day not in LEAP_DAY_POLICIES:
        raise ValueError(f"leap_day is feb28 or mar1, not {leap_day!r}")
    keeps_leap_day = (2, 28) if leap_day == "feb28" else (3, 1)
    found = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(offset)
        found.append(Occurrence(day.month, day.day, day))
        if (day.month, day.day) == keeps_leap_day and not is_leap(day.year):
            found.append(Occurrence(2, 29, day))
    return found


def catch_up_days(last_run, today, most):
    """Days before ``today`` that a daily job has to look at again.

    :param last_run: day of the last run, or ``None`` before the first
    :param today: the day of this run
    :param most: never more than this many
    :return: number of days, 0 when the job ran yesterday or today, or never
    """
    if not last_run:
        return 0
    return max(0, min((today - last_run).days - 1, most))
