import unittest

from ...tools.phones import (
    normalize_phone,
    normalize_phones,
    phone_digits,
    split_phones,
)

SHENZHEN = "+86 755 2600 1234"
MOBILE = "+86 138 0013 8001"

# What was typed in China, and the form that is stored.
CHINESE = {
    "13800138001": MOBILE,
    "138 0013 8001": MOBILE,
    "138-0013-8001": MOBILE,
    "138.0013.8001": MOBILE,
    "+8613800138001": MOBILE,
    "+86 138-0013-8001": MOBILE,
    "+86-13800138001": MOBILE,
    "(+86)13800138001": MOBILE,
    "(86)13800138001": MOBILE,
    "8613800138001": MOBILE,
    "86 13800138001": MOBILE,
    "86-138-0013-8001": MOBILE,
    "008613800138001": MOBILE,
    "0086 138 0013 8001": MOBILE,
    "0086-13800138001": MOBILE,
    "１３８００１３８００１": MOBILE,
    "＋８６　１３８　００１３　８００１": MOBILE,
    "138\u200b00138001": MOBILE,
    "\u202d13800138001\u202c": MOBILE,
    " 13800138001 ": MOBILE,
    "13800138001\n": MOBILE,
    "手机：13800138001": MOBILE,
    "手机:13800138001": MOBILE,
    "手机号码：13800138001": MOBILE,
    "电话 13800138001": MOBILE,
    "联系电话：13800138001": MOBILE,
    "Tel: 13800138001": MOBILE,
    "tel.13800138001": MOBILE,
    "Mobile 13800138001": MOBILE,
    "TEL：13800138001": MOBILE,
    "0755-26001234": SHENZHEN,
    "0755 26001234": SHENZHEN,
    "075526001234": SHENZHEN,
    "(0755)26001234": SHENZHEN,
    "(0755) 2600 1234": SHENZHEN,
    "（0755）26001234": SHENZHEN,
    "0755—26001234": SHENZHEN,
    "0755－26001234": SHENZHEN,
    "０７５５－２６００１２３４": SHENZHEN,
    "0755/26001234": SHENZHEN,
    "86-755-26001234": SHENZHEN,
    "86-0755-26001234": SHENZHEN,
    "086-0755-26001234": SHENZHEN,
    "+86-0755-26001234": SHENZHEN,
    "+86 755 26001234": SHENZHEN,
    "+86 (0755) 26001234": SHENZHEN,
    "+86 (0) 755 26001234": SHENZHEN,
    "0086-755-26001234": SHENZHEN,
    "座机：0755-26001234": SHENZHEN,
    "电话:0755-26001234": SHENZHEN,
    "传真：0755-26001234": SHENZHEN,
    "010-65001234": "+86 10 6500 1234",
    "01065001234": "+86 10 6500 1234",
    "021-61234567": "+86 21 6123 4567",
    "020 83333333": "+86 20 8333 3333",
    "0571-87654321": "+86 571 8765 4321",
    "400-800-1234": "+86 400 800 1234",
    "4008001234": "+86 400 800 1234",
    "400 8001234": "+86 400 800 1234",
    "800-810-1234": "+86 800 810 1234",
    "0755-26001234-8001": f"{SHENZHEN} ext. 8001",
    "0755-26001234,8001": f"{SHENZHEN} ext. 8001",
    "0755-26001234转8001": f"{SHENZHEN} ext. 8001",
    "0755-26001234 转 8001": f"{SHENZHEN} ext. 8001",
    "0755-26001234转接8001": f"{SHENZHEN} ext. 8001",
    "0755-26001234轉8001": f"{SHENZHEN} ext. 8001",
    "0755-26001234 分机8001": f"{SHENZHEN} ext. 8001",
    "0755-26001234（分机：8001）": f"{SHENZHEN} ext. 8001",
    "0755-26001234 ext 8001": f"{SHENZHEN} ext. 8001",
    "0755-26001234 ext. 8001": f"{SHENZHEN} ext. 8001",
    "0755-26001234 x8001": f"{SHENZHEN} ext. 8001",
    "0755-26001234#8001": f"{SHENZHEN} ext. 8001",
    "0755-26001234内线12": f"{SHENZHEN} ext. 12",
    "+852 2123 4567": "+852 2123 4567",
    "00852-21234567": "+852 2123 4567",
    "+886 2 2345 6789": "+886 2 2345 6789",
    "+853 2888 1234": "+853 2888 1234",
}

# Typed, countries to try, stored.
ELSEWHERE = [
    ("030 123456", ("DE",), "+49 30 123456"),
    ("030/123456", ("DE",), "+49 30 123456"),
    ("+49 (0)30 123456", ("CN",), "+49 30 123456"),
    ("0049 30 123456", ("CN",), "+49 30 123456"),
    ("4930123456", ("DE",), "+49 30 123456"),
    ("+4930123456", (), "+49 30 123456"),
    ("020 7946 0018", ("GB",), "+44 20 7946 0018"),
    ("020 7946 0018", ("GB", "CN"), "+44 20 7946 0018"),
    ("(650) 253-0000", ("US",), "+1 650-253-0000"),
    ("650.253.0000", ("US",), "+1 650-253-0000"),
    ("1-650-253-0000", ("US",), "+1 650-253-0000"),
    ("650-253-0000 x12", ("US",), "+1 650-253-0000 ext. 12"),
    ("+1 650-253-0000 ext. 12", (), "+1 650-253-0000 ext. 12"),
    ("01 42 68 53 00", ("FR",), "+33 1 42 68 53 00"),
    ("06 12 34 56 78", ("FR",), "+33 6 12 34 56 78"),
    ("+33 (0)1 42 68 53 00", (), "+33 1 42 68 53 00"),
    ("02 1234 5678", ("AU",), "+61 2 1234 5678"),
    ("03-3210-7000", ("JP",), "+81 3-3210-7000"),
    ("91 123 45 67", ("ES",), "+34 911 23 45 67"),
    ("044 668 18 00", ("CH",), "+41 44 668 18 00"),
    ("2123 4567", ("HK",), "+852 2123 4567"),
    ("02 2345 6789", ("TW",), "+886 2 2345 6789"),
    ("13800138001", ("DE",), MOBILE),
    ("13800138001", ("DE", "CN"), MOBILE),
    ("13800138001", (), MOBILE),
    ("0755-26001234", ("US", "CN"), SHENZHEN),
    ("0755-26001234", ("cn",), SHENZHEN),
    ("0755-26001234", (None, "", "CN"), SHENZHEN),
]

PROBLEMS = {
    "123456": "phone_too_short",
    "12": "phone_too_short",
    "1380013800": "phone_too_short",
    "138001380011": "phone_too_long",
    "1380013800113800138001": "phone_too_long",
    "26001234": "phone_no_area",
    "2600123": "phone_no_area",
    "无": "phone_no_digits",
    "none": "phone_no_digits",
    "-": "phone_no_digits",
    "没有电话": "phone_no_digits",
    "11111111": "phone_placeholder",
    "00000000000": "phone_placeholder",
    "13800000000": "phone_placeholder",
    "12345678": "phone_placeholder",
    "123456789": "phone_placeholder",
    "99999999999": "phone_placeholder",
    "10086": "phone_service",
    "95588": "phone_service",
    "12315": "phone_service",
    "+999 12345678": "phone_country_code",
    "+86 138": "phone_too_short",
    "12345678901234567890": "phone_too_long",
    "0999-26001234": "phone_unassigned",
    "13800138001/13900139000": "phone_several",
}

SEVERAL = {
    "13800138001/13900139000": [MOBILE, "+86 139 0013 9000"],
    "13800138001;13900139000": [MOBILE, "+86 139 0013 9000"],
    "13800138001；13900139000": [MOBILE, "+86 139 0013 9000"],
    "13800138001、13900139000": [MOBILE, "+86 139 0013 9000"],
    "13800138001,13900139000": [MOBILE, "+86 139 0013 9000"],
    "13800138001，13900139000": [MOBILE, "+86 139 0013 9000"],
    "13800138001\n13900139000": [MOBILE, "+86 139 0013 9000"],
    "13800138001\r\n13900139000": [MOBILE, "+86 139 0013 9000"],
    "13800138001|13900139000": [MOBILE, "+86 139 0013 9000"],
    "13800138001 或 13900139000": [MOBILE, "+86 139 0013 9000"],
    "13800138001 or 13900139000": [MOBILE, "+86 139 0013 9000"],
    "13800138001 / 13800138001": [MOBILE],
    "13800138001 / +86 138 0013 8001": [MOBILE],
    "0755-26001234/35": [SHENZHEN, "+86 755 2600 1235"],
    "0755-26001234/5678": [SHENZHEN, "+86 755 2600 5678"],
    "0755-26001234/26005678": [SHENZHEN, "+86 755 2600 5678"],
    "0755-26001234、13800138001": [SHENZHEN, MOBILE],
    "电话:0755-26001234 手机:13800138001".replace(" 手", "；手"): [SHENZHEN, MOBILE],
    "0755-26001234转8001/13800138001": [f"{SHENZHEN} ext. 8001", MOBILE],
    "13800138001 / 无": [MOBILE],
    "a; b": [],
    "": [],
}


class TestPhones(unittest.TestCase):
    """B01, B02, B04, P16: one form of every phone."""

    def test_chinese(self):
        for typed, stored in CHINESE.items():
            with self.subTest(typed=typed):
                phone = normalize_phone(typed, ("CN",))
                self.assertEqual((phone.value, phone.problem), (stored, None))
                self.assertEqual(phone.e164[:3], stored[:3])

    def test_elsewhere(self):
        for typed, countries, stored in ELSEWHERE:
            with self.subTest(typed=typed, countries=countries):
                phone = normalize_phone(typed, countries)
                self.assertEqual((phone.value, phone.problem), (stored, None))

    def test_problems(self):
        for typed, code in PROBLEMS.items():
            with self.subTest(typed=typed):
                phone = normalize_phone(typed, ("CN",))
                self.assertEqual(phone.problem and phone.problem.code, code)
                self.assertTrue(phone.problem.words)

    def test_without_a_country(self):
        phone = normalize_phone("030 123456", ())
        self.assertEqual(phone.problem.code, "phone_no_country")
        self.assertEqual(phone.value, "030 123456")

    def test_what_is_wrong_stays_as_typed(self):
        for typed in ("123456", "1380013800", "138001380011", "26001234", "10086"):
            with self.subTest(typed=typed):
                self.assertEqual(normalize_phone(typed, ("CN",)).value, typed)

    def test_stable(self):
        """A stored number is normal already: cleaning twice changes nothing."""
        for stored in {*CHINESE.values(), *(row[2] for row in ELSEWHERE)}:
            with self.subTest(stored=stored):
                phone = normalize_phone(stored, ())
                self.assertEqual((phone.value, phone.changed), (stored, False))

    def test_changed_is_more_than_spacing(self):
        for typed in (
            "13800138001",
            "+86 138-0013-8001",
            "0755 26001234",
            "86 13800138001",
        ):
            self.assertFalse(normalize_phone(typed, ("CN",)).changed, typed)
        for typed in ("13800138001/13900139000", "13800138001（老板）"):
            self.assertTrue(normalize_phone(typed, ("CN",)).changed, typed)

    def test_kind_country_extension(self):
        mobile = normalize_phone("13800138001", ("CN",))
        self.assertEqual(
            (mobile.kind, mobile.country, mobile.extension), ("mobile", "CN", "")
        )
        desk = normalize_phone("0755-26001234转12", ("US", "CN"))
        self.assertEqual(
            (desk.kind, desk.country, desk.extension), ("fixed", "CN", "12")
        )
        self.assertEqual(desk.e164, "+8675526001234")

    def test_several_in_one_cell(self):
        for typed, stored in SEVERAL.items():
            with self.subTest(typed=typed):
                found = [phone.value for phone in normalize_phones(typed, ("CN",))]
                self.assertEqual(found, stored)

    def test_several_keeps_the_first_good_one(self):
        phone = normalize_phone("123456 / 13800138001", ("CN",))
        self.assertEqual(phone.value, MOBILE)
        self.assertEqual(phone.problem.code, "phone_several")
        self.assertIn("123456", phone.problem.hint)

    def test_empty(self):
        for typed in (None, False, "", "   ", "\n"):
            phone = normalize_phone(typed, ("CN",))
            self.assertEqual((phone.value, phone.problem), ("", None))

    def test_never_raises(self):
        for typed in (
            "+",
            "++86",
            "ext. 5",
            "()",
            "转",
            "#",
            13800138001,
            1.5,
            "\x00",
            "٣٤٥" * 9,
            "1" * 5000,
            "/" * 500,
            "+86" * 100,
        ):
            with self.subTest(typed=str(typed)[:20]):
                self.assertIsInstance(normalize_phone(typed, ("CN", "XX")).value, str)

    def test_split(self):
        self.assertEqual(split_phones("a1234567 / b7654321"), ["a1234567", "b7654321"])
        self.assertEqual(split_phones(None), [])

    def test_digits_to_compare(self):
        """L04: all spellings of a number have one tail."""
        for typed, stored in CHINESE.items():
            with self.subTest(typed=typed):
                self.assertEqual(phone_digits(typed), phone_digits(stored))
        self.assertEqual(phone_digits("0755-26001234/35"), {"26001234", "26001235"})
        self.assertEqual(phone_digits("123456"), set())
        self.assertEqual(phone_digits("88888888"), set())

    def test_the_short_way_gives_what_the_library_gives(self):
        """B04: eleven digits of a Chinese mobile, by our short way and by theirs."""
        for prefix in range(130, 200):
            number = f"{prefix}12345678"
            quick = normalize_phone(number, ("CN",))
            slow = normalize_phone(f"+86 {number}", ("CN",))
            self.assertEqual(bool(quick.problem), bool(slow.problem), number)
            if not quick.problem:
                self.assertEqual(quick, slow)
