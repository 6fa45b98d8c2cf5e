import unittest
from datetime import date, datetime

from ...tools.dates import parse_date

TODAY = date(2026, 6, 15)
DAY = "1990-05-20"

READ = {
    "1990-05-20": DAY,
    "1990-5-20": DAY,
    "1990/05/20": DAY,
    "1990/5/20": DAY,
    "1990.05.20": DAY,
    "1990.5.20": DAY,
    "1990 05 20": DAY,
    "19900520": DAY,
    " 1990-05-20 ": DAY,
    "１９９０－０５－２０": DAY,
    "1990—05—20": DAY,
    "'1990-05-20": DAY,
    "1990-05-20 00:00:00": DAY,
    "1990-05-20 13:45": DAY,
    "1990-05-20T00:00:00": DAY,
    "1990-05-20T00:00:00Z": DAY,
    "1990-05-20T00:00:00.000+08:00": DAY,
    "1990/5/20 0:00": DAY,
    "1990/5/20 上午 8:30": DAY,
    "1990年5月20日": DAY,
    "1990年05月20日": DAY,
    "1990 年 5 月 20 日": DAY,
    "1990年5月20": DAY,
    "1990年5月20号": DAY,
    "1990年5月20日 星期日": DAY,
    "1990年5月20日（周日）": DAY,
    "1990年5月20日 10:30": DAY,
    "1990年5月20日10时30分": DAY,
    "公元1990年5月20日": DAY,
    "１９９０年５月２０日": DAY,
    "一九九〇年五月二十日": DAY,
    "一九九零年五月二十日": DAY,
    "一九九○年五月二十日": DAY,
    "二〇二五年十月十日": "2025-10-10",
    "二〇二五年十二月三十一日": "2025-12-31",
    "二〇二五年一月十一日": "2025-01-11",
    "二〇二五年一月一日": "2025-01-01",
    "民国79年5月20日": DAY,
    "民國79年5月20日": DAY,
    "中華民國79年5月20日": DAY,
    "平成2年5月20日": DAY,
    "令和元年5月20日": "2019-05-20",
    "20.05.1990": DAY,
    "20.5.1990": DAY,
    "20. 5. 1990": DAY,
    "20/05/1990": DAY,
    "20-05-1990": DAY,
    "05/20/1990": DAY,
    "5/20/1990": DAY,
    "5/20/1990 3:04:05 PM": DAY,
    "05/05/1990": "1990-05-05",
    "20051990": DAY,
    "20 May 1990": DAY,
    "20 may 1990": DAY,
    "20 MAY 1990": DAY,
    "20-May-1990": DAY,
    "20th May 1990": DAY,
    "20th of May 1990": DAY,
    "May 20, 1990": DAY,
    "May 20 1990": DAY,
    "May 20th, 1990": DAY,
    "Sunday, May 20, 1990": DAY,
    "Sun, 20 May 1990": DAY,
    "1990 May 20": DAY,
    "1990-May-20": DAY,
    "20 Sept. 1990": "1990-09-20",
    "20. Mai 1990": DAY,
    "20. März 1990": "1990-03-20",
    "20. Dez. 1990": "1990-12-20",
    "20 mai 1990": DAY,
    "1er janvier 1990": "1990-01-01",
    "20 février 1990": "1990-02-20",
    "20 août 1990": "1990-08-20",
    "20 de mayo de 1990": DAY,
    "20 enero 1990": "1990-01-20",
    "20 maggio 1990": DAY,
    "20 gennaio 1990": "1990-01-20",
    "20 mei 1990": DAY,
    "20 de maio de 1990": DAY,
    "29 Feb 2024": "2024-02-29",
    "33013": DAY,
    "33013.0": DAY,
    "33013.5": DAY,
    "": "",
    "   ": "",
}

NUMBERS = {
    33013: DAY,
    33013.75: DAY,
    1: "1900-01-01",
    59: "1900-02-28",
    61: "1900-03-01",
    44197: "2021-01-01",
    45658: "2025-01-01",
    2958465: "9999-12-31",
}

REFUSED = {
    "05/06/1990": "date_ambiguous",
    "5.6.1990": "date_ambiguous",
    "01-02-1990": "date_ambiguous",
    "01/02/03": "date_ambiguous",
    "20-05-10": "date_ambiguous",
    "05061990": "date_ambiguous",
    "5/6": "date_ambiguous",
    "1990-02-31": "date_no_such_day",
    "31.02.1990": "date_no_such_day",
    "2月30日": "date_no_such_day",
    "1990年2月30日": "date_no_such_day",
    "29 Feb 1991": "date_no_such_day",
    "1991-02-29": "date_no_such_day",
    "1990-13-01": "date_no_such_day",
    "1990-00-10": "date_no_such_day",
    "1990-01-00": "date_no_such_day",
    "32.12.1990": "date_no_such_day",
    "0000-00-00": "date_year",
    "1066-10-14": "date_year",
    "3000-01-01": "date_year",
    "农历五月初一": "date_lunar",
    "1990年正月初一": "date_lunar",
    "阴历1990年5月20日": "date_lunar",
    "abc": "date_unreadable",
    "1990": "date_unreadable",
    "May 1990": "date_unreadable",
    "1990-05": "date_unreadable",
    "20 Foo 1990": "date_unreadable",
    "不详": "date_unreadable",
    "1990-05/20": "date_unreadable",
    "-": "date_unreadable",
}

WITHOUT_YEAR = {
    "5月20日": "--05-20",
    "05-20": "--05-20",
    "5/20": "--05-20",
    "20/5": "--05-20",
    "20.5": None,
    "--05-20": "--05-20",
    "20 May": "--05-20",
    "May 20": "--05-20",
    "五月二十日": "--05-20",
    "2月29日": "--02-29",
}

TWO_DIGITS = {
    "90-05-20": DAY,
    "90/5/20": DAY,
    "90.5.20": DAY,
    "900520": DAY,
    "20/05/90": DAY,
    "5/20/90": DAY,
    "20.5.90": DAY,
    "20-May-90": DAY,
    "20 May '90": DAY,
    "90年5月20日": DAY,
    "20 May 26": "2026-05-20",
    "20 May 27": "1927-05-20",
    "20 May 00": "2000-05-20",
}


class TestDates(unittest.TestCase):
    """B03, D02: one form of every date."""

    def _read(self, typed, **options):
        return parse_date(typed, today=TODAY, **options)

    def test_read(self):
        for typed, stored in READ.items():
            with self.subTest(typed=typed):
                found = self._read(typed)
                self.assertEqual((found.value, found.problem), (stored, None))

    def test_numbers_of_a_spreadsheet(self):
        for typed, stored in NUMBERS.items():
            with self.subTest(typed=typed):
                self.assertEqual(self._read(typed).value, stored)
        self.assertEqual(
            self._read(31551, epoch=1904).value, DAY.replace("05-20", "05-20")
        )

    def test_the_day_that_excel_invented(self):
        """Excel counts a 29 February 1900, which never was."""
        self.assertEqual(self._read(60).problem.code, "date_no_such_day")
        for number in (0, -1, 2958466, 1e12):
            self.assertEqual(self._read(number).problem.code, "date_unreadable")

    def test_dates_pass(self):
        self.assertEqual(self._read(date(1990, 5, 20)).value, DAY)
        self.assertEqual(self._read(datetime(1990, 5, 20, 13, 30)).value, DAY)

    def test_refused(self):
        for typed, code in REFUSED.items():
            with self.subTest(typed=typed):
                found = self._read(typed)
                self.assertEqual(
                    (found.value, found.problem and found.problem.code), ("", code)
                )

    def test_given_order(self):
        for typed, order, stored in (
            ("05/06/1990", "dmy", "1990-06-05"),
            ("05/06/1990", "mdy", "1990-05-06"),
            ("5.6.90", "dmy", "1990-06-05"),
            ("01/02/03", "ymd", "2001-02-03"),
            ("01/02/03", "dmy", "2003-02-01"),
            ("01/02/03", "mdy", "2003-01-02"),
            ("1990/05/06", "dmy", "1990-05-06"),
            ("05061990", "dmy", "1990-06-05"),
        ):
            with self.subTest(typed=typed, order=order):
                self.assertEqual(self._read(typed, order=order).value, stored)
        wrong = self._read("05/20/1990", order="dmy")
        self.assertEqual(wrong.problem.code, "date_no_such_day")

    def test_without_a_year(self):
        for typed, stored in WITHOUT_YEAR.items():
            with self.subTest(typed=typed):
                found = self._read(typed)
                self.assertEqual(found.value, stored or "")
                if stored:
                    self.assertEqual(found.problem.code, "date_no_year")

    def test_year_of_two_digits(self):
        for typed, stored in TWO_DIGITS.items():
            with self.subTest(typed=typed):
                found = self._read(typed)
                self.assertEqual(found.value, stored)
                self.assertEqual(found.problem.code, "date_two_digit_year")
        expected = self._read("20 May 45", future=True)
        self.assertEqual(expected.value, "2045-05-20")

    def test_future(self):
        self.assertEqual(self._read("2035-01-01").problem.code, "date_year")
        self.assertEqual(self._read("2035-01-01", future=True).value, "2035-01-01")

    def test_stable(self):
        for stored in READ.values():
            found = self._read(stored)
            self.assertEqual((found.value, found.changed), (stored, False))

    def test_never_raises(self):
        for typed in (
            None,
            False,
            True,
            [],
            "年月日",
            "十年十月十日",
            "\x00",
            "9" * 400,
            "1" * 6,
            "99999.9.9",
            "//",
            "0/0/0",
            float("1e300"),
        ):
            with self.subTest(typed=str(typed)[:12]):
                self.assertIsInstance(self._read(typed).value, str)
        for typed in (float("nan"), float("inf")):
            self.assertEqual(self._read(typed).problem.code, "date_unreadable")
