import unittest

from ...tools.masks import mask_email, mask_phone, mask_text
from ...tools.rate_limit import MAX_CALLERS, RateLimit


class TestMasks(unittest.TestCase):
    """L20: how much a page shows to somebody who may only have the mail."""

    def test_phone(self):
        for phone, shown in (
            ("+86 138 0013 4321", "+86 ••• •••• 4321"),
            ("021-6288 1234", "•••-•••• 1234"),
            ("95588", "•••88"),
            ("12", "••"),
            ("7", "•"),
            ("", ""),
            (False, ""),
        ):
            self.assertEqual(mask_phone(phone), shown)

    def test_email(self):
        for email, shown in (
            ("mei.li@harbour.cn", "m•••@harbour.cn"),
            ("a@b@c.cn", "a•••@c.cn"),
            ("nothing", "no••••"),
            (False, ""),
        ):
            self.assertEqual(mask_email(email), shown)

    def test_text(self):
        for text, shown in (
            ("Nanjing Road 12", "Nan••••"),
            ("南京路12号", "南京••••"),
            ("Li", "L••••"),
            (" ", ""),
        ):
            self.assertEqual(mask_text(text), shown)


class TestRateLimit(unittest.TestCase):
    """L20: whoever tries links is held up."""

    def test_limit(self):
        now = [0.0]
        limit = RateLimit(2, 60, clock=lambda: now[0])
        self.assertEqual([limit.allows("a") for _ in range(3)], [True, True, False])
        self.assertTrue(limit.allows("b"), "others are not held up")
        now[0] = 61
        self.assertTrue(limit.allows("a"))

    def test_it_forgets(self):
        limit = RateLimit(1, 60, clock=lambda: 0.0)
        for caller in range(MAX_CALLERS + 10):
            limit.allows(caller)
        self.assertEqual(len(limit._seen), MAX_CALLERS)
