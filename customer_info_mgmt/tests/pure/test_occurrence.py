from datetime import date

from odoo.tests import BaseCase, tagged

from ...tools.occurrence import (
    birthdays_between,
    catch_up_days,
    is_leap,
)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestOccurrence(BaseCase):
    """L24, D02, P41: when a birthday falls due."""

    def _dates(self, month, day, first, last, **options):
        return [
            occurrence.date
            for occurrence in birthdays_between(first, last, **options)
            if (occurrence.month, occurrence.day) == (month, day)
        ]

    def test_window_is_inclusive(self):
        first, last = date(2026, 5, 1), date(2026, 5, 7)
        self.assertEqual(self._dates(5, 1, first, last), [first])
        self.assertEqual(self._dates(5, 7, first, last), [last])
        self.assertEqual(self._dates(5, 8, first, last), [])
        self.assertEqual(self._dates(4, 30, first, last), [])

    def test_one_day(self):
        day = date(2026, 5, 1)
        self.assertEqual(len(birthdays_between(day, day)), 1)

    def test_nothing_when_last_is_before_first(self):
        self.assertEqual(birthdays_between(date(2026, 5, 2), date(2026, 5, 1)), [])

    def test_turn_of_the_year(self):
        """P41: a lead time that reaches into January."""
        first, last = date(2026, 12, 28), date(2027, 1, 4)
        self.assertEqual(self._dates(1, 2, first, last), [date(2027, 1, 2)])
        self.assertEqual(self._dates(12, 31, first, last), [date(2026, 12, 31)])

    def test_leap_day_in_a_common_year(self):
        first, last = date(2027, 2, 25), date(2027, 3, 5)
        self.assertEqual(self._dates(2, 29, first, last), [date(2027, 2, 28)])
        self.assertEqual(
            self._dates(2, 29, first, last, leap_day="mar1"), [date(2027, 3, 1)]
        )

    def test_leap_day_in_a_leap_year(self):
        first, last = date(2028, 2, 25), date(2028, 3, 5)
        for policy in ("feb28", "mar1"):
            self.assertEqual(
                self._dates(2, 29, first, last, leap_day=policy), [date(2028, 2, 29)]
            )

    def test_everybody_has_one_birthday_in_any_year(self):
        """P41: nobody is forgotten and nobody is greeted twice, whatever the year."""
        for year in (1900, 2000, 2026, 2027, 2028, 2100):
            kept = birthdays_between(date(year, 1, 1), date(year, 12, 31))
            days = [(occurrence.month, occurrence.day) for occurrence in kept]
            self.assertEqual(len(days), 366, year)
            self.assertEqual(len(set(days)), 366, year)

    def test_leap_years(self):
        leap = [year for year in (1900, 2000, 2024, 2026, 2100) if is_leap(year)]
        self.assertEqual(leap, [2000, 2024])

    def test_unknown_policy(self):
        with self.assertRaises(ValueError):
            birthdays_between(date(2026, 1, 1), date(2026, 1, 2), "never")

    def test_catch_up(self):
        """D06: days on which the job did not run are looked at again."""
        today = date(2026, 5, 10)
        for last_run, days in (
            (None, 0),
            (date(2026, 5, 10), 0),
            (date(2026, 5, 9), 0),
            (date(2026, 5, 8), 1),
            (date(2026, 1, 1), 7),
            (date(2026, 6, 1), 0),
        ):
            self.assertEqual(catch_up_days(last_run, today, 7), days)
