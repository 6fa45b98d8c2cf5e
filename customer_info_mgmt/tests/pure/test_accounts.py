from unittest import TestCase

from ...tools.accounts import match_texts, normalize_contact
from ...tools.match_keys import match_keys
from ...tools.similarity import face, score

GOOD = [
    # kind, as typed, as kept, more than spacing changed
    ("wechat", "wang_fang88", "wang_fang88", False),
    ("wechat", "微信号：wang_fang88", "wang_fang88", True),
    ("wechat", " WeChat ID: wang_fang88 ", "wang_fang88", True),
    ("wechat", "138 0013 8000", "13800138000", False),
    ("qq", "QQ：12345678", "12345678", True),
    ("qq", "１２３４５６７８", "12345678", True),
    ("qq", "12345678@qq.com", "12345678", True),
    ("whatsapp", "WhatsApp: +49 171 1234567", "+49 171 1234567", True),
    ("whatsapp", "https://wa.me/491711234567", "+49 171 1234567", True),
    ("telegram", "@wang", "wang", True),
    ("telegram", "https://t.me/wang", "wang", True),
    ("linkedin", "https://www.linkedin.com/in/wang-fang/", "wang-fang", True),
    ("mobile", "13800138000", "+86 138 0013 8000", False),
    ("email", "Wang@TEA.example.CN", "Wang@tea.example.cn", False),
]
DOUBTFUL = [
    ("qq", "1234", "account_qq", True),
    ("qq", "wang", "account_qq", True),
    ("qq", "0123456", "account_qq", True),
    ("wechat", "芳芳", "account_wechat", False),
    ("wechat", "abc", "account_wechat", False),
    ("mobile", "45678", "phone_too_short", True),
    ("email", "wang.example.com", "email_no_at", True),
]


class TestAccounts(TestCase):
    """A07, B02: accounts of messengers to one form, wrong ones named."""

    def test_good(self):
        for kind, typed, value, changed in GOOD:
            with self.subTest(kind=kind, typed=typed):
                found = normalize_contact(kind, typed, ("CN",))
                self.assertEqual(found.value, value)
                self.assertIsNone(found.problem)
                if kind not in ("whatsapp", "qq"):
                    self.assertEqual(found.changed, changed)

    def test_twice_is_as_once(self):
        for kind, typed, _value, _changed in GOOD:
            once = normalize_contact(kind, typed, ("CN",)).value
            self.assertEqual(normalize_contact(kind, once, ("CN",)).value, once)

    def test_doubtful(self):
        for kind, typed, code, is_wrong in DOUBTFUL:
            with self.subTest(kind=kind, typed=typed):
                problem = normalize_contact(kind, typed, ("CN",)).problem
                self.assertEqual(problem.code, code)
                self.assertEqual(problem.is_wrong, is_wrong)

    def test_nothing_raises(self):
        for kind in ("mobile", "email", "wechat", "qq", "whatsapp", "other"):
            for typed in (None, False, "", "\x00", "@", "：", 5, "9" * 500, "https://"):
                normalize_contact(kind, typed)

    def test_match(self):
        """A06: under what accounts are compared."""
        self.assertEqual(
            match_texts("qq", "12345678"),
            [("account", "qq:12345678"), ("email", "12345678@qq.com")],
        )
        self.assertEqual(match_texts("fax", "+86 21 6888 1234"), [])
        self.assertIn(("phone", "13800138000"), match_texts("wechat", "13800138000"))
        self.assertEqual(
            match_keys({"account": ["wechat:fang"]}), {("account", "wechat:fang")}
        )

    def test_same_account_counts(self):
        one = {"name": ["Wang Fang"], "account": ["wechat:fang"]}
        value, reasons = score(face(one), face(dict(one)))
        self.assertGreater(value, 0.9)
        self.assertIn("account", reasons)
        other = dict(one, account=["wechat:other"])
        self.assertNotIn("account", score(face(one), face(other))[1])
