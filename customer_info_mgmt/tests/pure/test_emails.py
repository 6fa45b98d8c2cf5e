import unittest

from ...tools.emails import (
    email_keys,
    normalize_email,
    split_emails,
)

GOOD = {
    "li@qq.com": "li@qq.com",
    "Li@QQ.com": "Li@qq.com",
    " li@qq.com ": "li@qq.com",
    "li @qq.com": "li@qq.com",
    "li@ qq.com": "li@qq.com",
    "li@qq .com": "li@qq.com",
    "li lei@qq.com": "lilei@qq.com",
    "<li@qq.com>": "li@qq.com",
    "Li Lei <li@qq.com>": "li@qq.com",
    '"Li, Lei" <li@qq.com>': "li@qq.com",
    "mailto:li@qq.com": "li@qq.com",
    "MAILTO:li@qq.com": "li@qq.com",
    "E-mail: li@qq.com": "li@qq.com",
    "Email：li@qq.com": "li@qq.com",
    "邮箱：li@qq.com": "li@qq.com",
    "电子邮箱:li@qq.com": "li@qq.com",
    "li＠qq．com": "li@qq.com",
    "ｌｉ＠ｑｑ．ｃｏｍ": "li@qq.com",
    "li@qq。com": "li@qq.com",
    "li@163,com": "li@163.com",
    "li@qq..com": "li@qq.com",
    "li@qq.com.": "li@qq.com",
    "li@qq.com;": "li@qq.com",
    "li@qq.com,": "li@qq.com",
    "(li@qq.com)": "li@qq.com",
    "[li@qq.com]": "li@qq.com",
    "li\u200b@qq.com": "li@qq.com",
    "li@qq.com\n": "li@qq.com",
    "first.last@sub.domain.co.uk": "first.last@sub.domain.co.uk",
    "first+tag@gmail.com": "first+tag@gmail.com",
    "o'brien@firma.ie": "o'brien@firma.ie",
    "a_b-c@x-y.de": "a_b-c@x-y.de",
    "a/b@firma.de": "a/b@firma.de",
    "x@firma.museum": "x@firma.museum",
    "李@公司.cn": "李@公司.cn",
    "info@müller.de": "info@müller.de",
    "info@xn--mller-kva.de": "info@xn--mller-kva.de",
    "12345@qq.com": "12345@qq.com",
    "a@b.com;c@d.com": "a@b.com, c@d.com",
    "a@b.com,c@d.com": "a@b.com, c@d.com",
    "a@b.com、c@d.com": "a@b.com, c@d.com",
    "a@b.com c@d.com": "a@b.com, c@d.com",
    "a@b.com\nc@d.com": "a@b.com, c@d.com",
    "a@b.com/c@d.com": "a@b.com, c@d.com",
    "a@b.com | c@d.com": "a@b.com, c@d.com",
    "A <a@b.com>, C <c@d.com>": "a@b.com, c@d.com",
    "a@b.com; a@B.com": "a@b.com",
    "": "",
    "   ": "",
}

PROBLEMS = {
    "li": "email_no_at",
    "li.qq.com": "email_no_at",
    "li(at)qq.com": "email_no_at",
    "无": "email_no_at",
    "@qq.com": "email_no_name",
    "li@": "email_no_domain",
    "li@qq": "email_no_domain",
    "li@.com": "email_no_domain",
    "li@-qq.com": "email_no_domain",
    "li@qq-.com": "email_no_domain",
    "li@qq.c": "email_no_domain",
    "li@localhost": "email_no_domain",
    "li@192.168.1.1": "email_no_domain",
    "li..lei@qq.com": "email_characters",
    ".li@qq.com": "email_characters",
    "li.@qq.com": "email_characters",
    "li@lei@qq.com": "email_characters",
    "li(x)y@qq.com": "email_characters",
    "li\\lei@qq.com": "email_characters",
    "li@q*q.com": "email_characters",
    "l" * 70 + "@qq.com": "email_characters",
    "none@none.com": "email_placeholder",
    "no@email.com": "email_placeholder",
    "x@example.com": "email_placeholder",
    "test@qq.com": "email_placeholder",
    "na@na.de": "email_placeholder",
    "xxx@xxx.com": "email_placeholder",
    "li@gmial.com": "email_typo",
    "li@gmail.con": "email_typo",
    "li@qq.con": "email_typo",
    "li@hotmial.com": "email_typo",
    "li@163.con": "email_typo",
    "li@yaho.com": "email_typo",
    "a@b.com; c@d": "email_no_domain",
}


class TestEmails(unittest.TestCase):
    """B01, B02: one form of every e-mail address."""

    def test_good(self):
        for typed, stored in GOOD.items():
            with self.subTest(typed=typed):
                email = normalize_email(typed)
                self.assertEqual((email.value, email.problem), (stored, None))

    def test_stable(self):
        for stored in GOOD.values():
            with self.subTest(stored=stored):
                email = normalize_email(stored)
                self.assertEqual((email.value, email.changed), (stored, False))

    def test_problems(self):
        for typed, code in PROBLEMS.items():
            with self.subTest(typed=typed):
                problem = normalize_email(typed).problem
                self.assertEqual(problem and problem.code, code)

    def test_a_slip_names_the_likely_domain(self):
        self.assertEqual(normalize_email("li@gmial.com").problem.hint, "gmail.com")
        self.assertFalse(normalize_email("li@gmial.com").problem.is_wrong)
        self.assertTrue(normalize_email("li@qq").problem.is_wrong)

    def test_changed_is_more_than_spacing_and_case(self):
        for typed in ("li@qq.com", " Li@QQ.com", "li @qq.com", "a@b.com;c@d.com"):
            self.assertFalse(normalize_email(typed).changed, typed)
        for typed in ("Li Lei <li@qq.com>", "li@163,com", "li＠qq.com"):
            self.assertTrue(normalize_email(typed).changed, typed)

    def test_never_raises(self):
        for typed in (
            None,
            False,
            5,
            "@",
            "@@",
            "<>",
            "<@>",
            "\x00",
            "@" * 3000,
            ",;,",
        ):
            with self.subTest(typed=str(typed)[:10]):
                self.assertIsInstance(normalize_email(typed).value, str)

    def test_split(self):
        self.assertEqual(split_emails("a@b.de, c@d.de"), ["a@b.de", "c@d.de"])
        self.assertEqual(split_emails(""), [])

    def test_keys(self):
        """L04: spellings of one address have one key."""
        self.assertEqual(email_keys("Li.Lei+shop@GMail.com"), {"lilei@gmail.com"})
        self.assertEqual(email_keys("li@googlemail.com"), {"li@gmail.com"})
        self.assertEqual(email_keys("L.i@qq.com"), {"l.i@qq.com"})
        self.assertEqual(email_keys("a@b.com; c@d.com"), {"a@b.com", "c@d.com"})
        self.assertEqual(email_keys("nothing"), set())
        self.assertEqual(email_keys("none@none.com"), set())
