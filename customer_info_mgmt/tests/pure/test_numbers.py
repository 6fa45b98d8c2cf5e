import unittest

from ...tools.numbers import parse_number

READ = {
    "1234": 1234.0,
    "1,234.50": 1234.5,
    "1.234,50": 1234.5,
    "1,234": 1234.0,
    "1.234": 1.234,
    "1,5": 1.5,
    "12,34": 12.34,
    "1.234.567": 1234567.0,
    "¥1,200": 1200.0,
    "1200元": 1200.0,
    "１２００": 1200.0,
    "-5": -5.0,
    "(12.50)": -12.5,
    "€ 9.90": 9.9,
    12: 12.0,
    1.5: 1.5,
}
NO_NUMBERS = (
    "", "abc", "1.2.3", "1,23,4", "--5", "1-2", "12a", "#REF!", None, True,
    float("nan"), float("inf"), "1e5", "9" * 30,
)  # fmt: skip


class TestNumbers(unittest.TestCase):
    def test_what_is_read(self):
        """J07: amounts as they are written in China, England and Germany."""
        for typed, number in READ.items():
            with self.subTest(typed=typed):
                self.assertEqual(parse_number(typed), number)

    def test_what_is_no_number(self):
        """L29: what cannot be read is not guessed."""
        for typed in NO_NUMBERS:
            with self.subTest(typed=typed):
                self.assertIsNone(parse_number(typed))
