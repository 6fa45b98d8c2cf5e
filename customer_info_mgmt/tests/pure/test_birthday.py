from datetime import date

from odoo.tests import BaseCase, tagged

from ...tools.birthday import (
    Birthday,
    BirthdayError,
    parse,
    parse_part,
)

TODAY = date(2026, 3, 10)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestBirthday(BaseCase):
    """A13, A14, B03: birthdays as people write them; one format out."""

    def test_full_dates(self):
        for text in (
            "1990-05-20",
            "1990-5-20",
            "1990/5/20",
            "1990.5.20",
            "1990年5月20日",
            "1990 年 5 月 20 日",
            "1990年5月20",
            "20.05.1990",
            "20. 5. 1990",
            "19900520",
            "１９９０－０５－２０",
            " 1990-05-20 ",
            "1990-05-20 00:00:00",
            "1990-05-20 13:00",
            "20-05-1990",
            "20 May 1990",
            "一九九〇年五月二十日",
            "1990-05-20T00:00",
        ):
            with self.subTest(text=text):
                self.assertEqual(str(parse(text, TODAY)), "1990-05-20")

    def test_without_year(self):
        for text in (
            "05-20",
            "5-20",
            "5/20",
            "5月20日",
            "5月20號",
            "20.05.",
            "--05-20",
            "May 20",
        ):
            with self.subTest(text=text):
                self.assertEqual(parse(text, TODAY), Birthday(0, 5, 20))
                self.assertEqual(str(parse(text, TODAY)), "05-20")

    def test_shown_and_read_again(self):
        """B03: what is shown is read as the same day, whichever day it is."""
        for birthday in (Birthday(0, 5, 6), Birthday(0, 12, 11), Birthday(1990, 5, 6)):
            self.assertEqual(parse(str(birthday), TODAY), birthday)
        self.assertEqual(parse("05.06.1990", TODAY), Birthday(1990, 6, 5))
        self.assertEqual(parse("05.06.", TODAY), Birthday(0, 6, 5))

    def test_empty(self):
        for text in ("", "  ", None, False):
            self.assertEqual(parse(text, TODAY), Birthday())
        self.assertEqual(str(Birthday()), "")

    def test_leap_day(self):
        self.assertEqual(str(parse("02-29", TODAY)), "02-29")
        self.assertEqual(str(parse("2000-02-29", TODAY)), "2000-02-29")

    def test_refused(self):
        for text, reason in (
            ("1990-02-31", "day"),
            ("02-30", "day"),
            ("2001-02-29", "day"),
            ("1990-13-01", "day"),
            ("05-00", "day"),
            ("2026-03-11", "future"),
            ("1890-01-01", "old"),
            ("1700-01-01", "old"),
            ("2300-01-01", "future"),
            ("1990", "format"),
            ("32998", "format"),
            ("900520", "format"),
            ("20.05.90", "format"),
            ("05/06/1990", "format"),
            ("农历五月二十", "format"),
            ("1990-05/20", "format"),
        ):
            with self.subTest(text=text), self.assertRaises(BirthdayError) as caught:
                parse(text, TODAY)
            self.assertEqual(caught.exception.reason, reason, text)

    def test_today_is_no_future(self):
        self.assertEqual(parse("2026-03-10", TODAY).age(TODAY), 0)

    def test_age(self):
        self.assertEqual(Birthday(1990, 3, 10).age(TODAY), 36)
        self.assertEqual(Birthday(1990, 3, 11).age(TODAY), 35)
        self.assertIsNone(Birthday(0, 3, 10).age(TODAY))

    def test_age_of_leap_day(self):
        born = Birthday(2000, 2, 29)
        self.assertEqual(born.age(date(2026, 2, 28)), 25)
        self.assertEqual(born.age(date(2026, 3, 1)), 26)
        self.assertEqual(born.age(date(2028, 2, 29)), 28)

    def test_parts(self):
        for text, expected in (
            ("1990", Birthday(1990)),
            ("1990-05", Birthday(1990, 5)),
            ("1990年5月", Birthday(1990, 5)),
            ("5月", Birthday(0, 5)),
            ("05-20", Birthday(0, 5, 20)),
            ("1990-05-20", Birthday(1990, 5, 20)),
            ("spring", None),
        ):
            with self.subTest(text=text):
                self.assertEqual(parse_part(text), expected)
