import unittest

from ...tools.match_keys import KINDS, match_keys, sound
from ...tools.similarity import REASONS, face, score

COMPANY = {
    "name": "深圳市华强电子有限公司",
    "phone": "0755-26001234",
    "email": "info@huaqiang.cn",
    "tax_id": "91350211M000100Y46",
    "street": "南山区科技园1号",
    "city": "深圳市",
    "zip": "518000",
    "is_company": True,
}
PERSON = {
    "name": "John Smith",
    "phone": "+1 650 253 0000",
    "email": "john@smith.com",
    "street": "12 Main Street",
    "city": "Boston",
    "zip": "02101",
    "birthday": "1990-05-20",
    "is_company": False,
}

# What an error or two make of a record; each is still the same customer.
SAME = [
    (COMPANY, {"name": "华强电子（深圳）有限公司", "tax_id": "", "email": ""}),
    (COMPANY, {"name": "深圳华强电子", "phone": "", "tax_id": "", "email": ""}),
    (COMPANY, {"name": "深圳市华墙电子有限公司", "tax_id": ""}),
    (COMPANY, {"phone": "0755 2600 1235", "email": ""}),
    (COMPANY, {"phone": "13800138001", "email": "other@huaqiang.cn"}),
    (COMPANY, {"street": "", "zip": "", "city": "", "phone": "", "email": ""}),
    (COMPANY, {"tax_id": "91350211M000100Y64"}),
    (PERSON, {"name": "Smith, John", "phone": "", "email": ""}),
    (PERSON, {"name": "Jon Smith", "birthday": "1990-05-21"}),
    (PERSON, {"name": "John Smyth", "email": "", "street": ""}),
    (PERSON, {"name": "JOHN SMITH", "phone": "650-253-0001", "zip": "02110"}),
    (PERSON, {"name": "J. Smith", "birthday": ""}),
    (PERSON, {"birthday": "1990-20-05", "email": ""}),
]

# Records that share something and are two customers.
DIFFERENT = [
    (
        COMPANY,
        {
            "name": "深圳市宏达贸易有限公司",
            "tax_id": "91350211M000100Y99",
            "email": "x@hongda.cn",
        },
    ),
    (COMPANY, {"name": "李伟", "is_company": False, "tax_id": "", "email": ""}),
    (
        COMPANY,
        {
            "name": "广州市宏达食品有限公司",
            "phone": "020-83333333",
            "tax_id": "",
            "email": "",
            "city": "广州市",
            "zip": "510000",
        },
    ),
    (
        PERSON,
        {
            "name": "Mary Smith",
            "birthday": "1988-01-02",
            "email": "mary@smith.com",
            "phone": "",
        },
    ),
    (
        PERSON,
        {
            "name": "John Smith",
            "birthday": "1961-11-02",
            "email": "",
            "phone": "",
            "street": "9 Oak Lane",
            "city": "Leeds",
            "zip": "LS1",
        },
    ),
    (PERSON, {"name": "Peter Brown", "email": "peter@brown.com", "birthday": ""}),
    ({"name": "张伟", "city": "深圳市"}, {"name": "张玮", "city": "深圳市"}),
    ({"name": "张伟", "city": "深圳市"}, {"name": "张伟", "city": "北京市"}),
]


def _score(one, other):
    return score(face(one), face(other))


class TestSimilarity(unittest.TestCase):
    """B07, L04: keys under which duplicates meet, and what they score."""

    def test_same(self):
        for base, changes in SAME:
            with self.subTest(changes=changes):
                value, reasons = _score(base, {**base, **changes})
                self.assertGreaterEqual(value, 0.85)
                self.assertTrue(reasons)
                self.assertTrue(match_keys(base) & match_keys({**base, **changes}))

    def test_different(self):
        for base, changes in DIFFERENT:
            with self.subTest(changes=changes):
                value, _reasons = _score(base, {**base, **changes})
                self.assertLess(value, 0.7)

    def test_symmetric(self):
        for base, changes in SAME + DIFFERENT:
            other = {**base, **changes}
            self.assertEqual(_score(base, other)[0], _score(other, base)[0])

    def test_reasons_say_what_is_equal(self):
        _value, reasons = _score(PERSON, {**PERSON, "name": "Jon Smith", "email": ""})
        self.assertEqual(set(reasons), {"name_near", "phone", "birthday", "street"})
        self.assertTrue(set(reasons) <= set(REASONS))

    def test_family_shares_phone_and_mail(self):
        """P11: a company and its contacts share numbers and are not one customer."""
        contact = {**COMPANY, "name": "王小明", "is_company": False, "family": 7}
        self.assertLess(_score({**COMPANY, "family": 7}, contact)[0], 0.1)

    def test_nothing_known(self):
        for values in ({}, {"name": ""}, {"phone": "无"}, {"name": None, "phone": []}):
            self.assertEqual(match_keys(values), set())
            self.assertLess(_score(values, COMPANY)[0], 0.1)

    def test_more_evidence_never_lowers(self):
        less = {"name": "John Smith", "city": "Boston"}
        more = {**less, "phone": "+1 650 253 0000"}
        self.assertGreater(_score(more, more)[0], _score(less, less)[0])

    def test_keys_have_known_kinds(self):
        for values in (COMPANY, PERSON):
            keys = match_keys(values)
            self.assertTrue({kind for kind, _key in keys} <= KINDS.keys())
            self.assertTrue(all(key for _kind, key in keys))

    def test_each_field_alone_brings_together(self):
        for field, value in (
            ("phone", "650 253 0000"),
            ("email", "JOHN@smith.com"),
            ("name", "smith john"),
        ):
            with self.subTest(field=field):
                self.assertTrue(match_keys(PERSON) & match_keys({field: value}))
        tax = {"tax_id": "9135 0211 M000 100Y46"}
        self.assertTrue(match_keys(COMPANY) & match_keys(tax))

    def test_several_values(self):
        both = {
            "phone": ["0755-26001234", "13800138001"],
            "name": ["张三", "Zhang San"],
        }
        keys = match_keys(both)
        self.assertIn(("phone", "26001234"), keys)
        self.assertIn(("phone", "00138001"), keys)
        self.assertIn(("name", "sanzhang"), keys)
        self.assertGreater(
            _score(both, {"phone": "13800138001", "name": "张三"})[0], 0.9
        )

    def test_sound(self):
        for one, other in (
            ("smith", "smyth"),
            ("philip", "filip"),
            ("katherine", "catherine"),
            ("meier", "meyer"),
            ("schmidt", "schmitt"),
            ("walter", "valter"),
            ("clarke", "clark"),
        ):
            with self.subTest(one=one, other=other):
                self.assertEqual(sound(one), sound(other))
        self.assertNotEqual(sound("smith"), sound("brown"))
        self.assertEqual(sound("张"), "")
