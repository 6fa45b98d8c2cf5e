import unittest

from ...tools.names import (
    fold,
    name_skeleton,
    name_tokens,
    normalize_name,
    simplify,
    sorted_skeleton,
    trade_name,
)

STORED = {
    "  深圳市 华强　电子有限公司 ": "深圳市华强电子有限公司",
    "华强电子(深圳)有限公司": "华强电子（深圳）有限公司",
    "华强电子（深圳）有限公司": "华强电子（深圳）有限公司",
    "华强电子 ( 深圳 ) 有限公司": "华强电子（深圳）有限公司",
    "王 小明": "王小明",
    "王　小　明": "王小明",
    "张三,": "张三",
    "张三。": "张三",
    "李\u200b四": "李四",
    "ＡＢＣ　Ｃｏ．，　Ｌｔｄ．": "ABC Co., Ltd.",
    "ＡＢＣ（China）Ltd.": "ABC(China)Ltd.",
    "Siemens  AG   (China)": "Siemens AG (China)",
    "Müller & Söhne GmbH": "Müller & Söhne GmbH",
    "Mu\u0308ller": "Müller",
    "  John\tSmith\n": "John Smith",
    "上海 ABC 贸易有限公司": "上海 ABC 贸易有限公司",
    "O'Brien": "O'Brien",
    "１２３５工作室": "1235工作室",
    "J.P. Morgan": "J.P. Morgan",
    "ACME": "ACME",
    "": "",
}

PROBLEMS = {
    ",,": "name_empty",
    "test": "name_placeholder",
    "TEST1": "name_placeholder",
    "测试": "name_placeholder",
    "asdf": "name_placeholder",
    "xxx": "name_placeholder",
    "无": "name_placeholder",
    "未知": "name_placeholder",
    "n/a": "name_placeholder",
    "新客户": "name_placeholder",
    "li@qq.com": "name_is_email",
    "13800138000": "name_is_phone",
    "+86 755 26001234": "name_is_phone",
    "12345": "name_no_letters",
    "锟斤拷锟斤拷": "name_encoding",
    "MÃ¼ller": "name_encoding",
    "M\ufffdller": "name_encoding",
    "????": "name_encoding",
}

# Groups of spellings that share one skeleton.
SAME = [
    (
        "Müller & Söhne GmbH",
        "MULLER SOHNE",
        "Muller und Sohne gmbh",
        "Müller&Söhne G.m.b.H.",
    ),
    (
        "ABC Trading Co., Ltd.",
        "A.B.C. Trading",
        "ABC TRADING COMPANY LIMITED",
        "abc trading co ltd",
        "ABC Trading Co.,Ltd",
        "ＡＢＣ　Ｔｒａｄｉｎｇ　ＬＬＣ",
        "ABC Trading Inc.",
    ),
    ("Société Générale S.A.", "Societe Generale", "SOCIÉTÉ GÉNÉRALE SA"),
    ("Rossi S.r.l.", "Rossi SRL", "ROSSI", "Rossi S.p.A."),
    ("García Hermanos, S.L.", "Garcia Hermanos SL", "García Hermanos S.A."),
    ("Novo Nordisk A/S", "Novo Nordisk AS", "NOVO NORDISK"),
    ("Philips N.V.", "Philips NV", "Philips B.V.", "philips"),
    ("Kowalski Sp. z o.o.", "Kowalski sp.zo.o.", "KOWALSKI"),
    ("ООО Ромашка", "Ромашка ООО", "ромашка"),
    ("Nokia Oyj", "NOKIA OY", "Nokia"),
    ("Škoda Auto a.s.", "Skoda Auto as", "SKODA AUTO"),
    ("Widget Pty Ltd", "Widget Pty. Ltd.", "Widget"),
    ("Tan Sdn Bhd", "Tan Sdn. Bhd.", "TAN"),
    ("Peter Müller e.K.", "Peter Müller"),
    ("Weber GmbH & Co. KG", "Weber GmbH", "Weber KG"),
    ("Lopez Ltda", "López Ltda.", "Lopez"),
    ("Dr. Hans Schmidt", "Hans Schmidt", "Herr Hans Schmidt"),
    (
        "深圳市华强电子有限公司",
        "深圳市华强电子有限责任公司",
        "深圳市华强电子股份有限公司",
        "深圳市 华强 电子",
        "深圳市华强电子公司",
        "深圳市華強電子有限公司",
    ),
    ("王伟先生", "王伟", "王 伟", "王伟女士"),
    ("張偉", "张伟"),
]

DIFFERENT = [
    ("Müller Trading GmbH", "Müller Tools GmbH"),
    ("华强电子有限公司", "华强电器有限公司"),
    ("张伟", "张玮"),
    ("AG", "GmbH"),
    ("Weber", "Webber"),
]

TRADE_NAMES = {
    "深圳市华强电子有限公司": "华强电子",
    "华强电子（深圳）有限公司": "华强电子",
    "深圳华强电子有限公司": "华强电子",
    "广东省华强电子有限公司": "华强电子",
    "广东华强电子集团有限公司": "华强电子",
    "腾讯计算机系统（深圳）有限公司": "腾讯计算机系统",
    "中国石油天然气股份有限公司": "石油天然气",
    "上海XYZ贸易有限公司": "xyz贸易",
    "北京饭店": "北京饭店",
    "张伟": "张伟",
    "Weber GmbH": "weber",
}


class TestNames(unittest.TestCase):
    """B06, B09, L04: one spelling of a name, one skeleton of all spellings."""

    def test_stored(self):
        for typed, stored in STORED.items():
            with self.subTest(typed=typed):
                name = normalize_name(typed)
                self.assertEqual((name.value, name.problem), (stored, None))

    def test_stable(self):
        for stored in STORED.values():
            with self.subTest(stored=stored):
                name = normalize_name(stored)
                self.assertEqual((name.value, name.changed), (stored, False))

    def test_changed_is_more_than_spacing(self):
        for typed in (" 王 小明", "华强电子(深圳)有限公司", "John  Smith"):
            self.assertFalse(normalize_name(typed).changed, typed)
        for typed in ("ＡＢＣ", "张三,"):
            self.assertTrue(normalize_name(typed).changed, typed)

    def test_problems(self):
        for typed, code in PROBLEMS.items():
            with self.subTest(typed=typed):
                problem = normalize_name(typed).problem
                self.assertEqual(problem and problem.code, code)

    def test_legal_form_stays_in_the_name(self):
        for name in ("深圳市华强电子有限公司", "Müller & Söhne GmbH", "ABC Co., Ltd."):
            self.assertEqual(normalize_name(name).value, name)

    def test_same_skeleton(self):
        for spellings in SAME:
            skeleton = name_skeleton(spellings[0])
            self.assertTrue(skeleton)
            for spelling in spellings[1:]:
                with self.subTest(one=spellings[0], other=spelling):
                    self.assertEqual(name_skeleton(spelling), skeleton)

    def test_different_skeletons(self):
        for one, other in DIFFERENT:
            with self.subTest(one=one, other=other):
                self.assertNotEqual(name_skeleton(one), name_skeleton(other))

    def test_order_of_words(self):
        self.assertEqual(sorted_skeleton("Li, Wei"), sorted_skeleton("wei li"))
        self.assertNotEqual(name_skeleton("Li Wei"), name_skeleton("Wei Li"))

    def test_trade_name(self):
        for name, trade in TRADE_NAMES.items():
            with self.subTest(name=name):
                self.assertEqual(trade_name(name), trade)

    def test_nothing_but_a_legal_form_stays(self):
        self.assertEqual(name_skeleton("AG"), "ag")
        self.assertEqual(name_tokens(""), [])
        self.assertEqual(name_skeleton("！！"), "")

    def test_fold(self):
        self.assertEqual(fold("ＳTRASSE Łódź"), "strasse lodz")
        self.assertEqual(simplify("東莞華強電子"), "东莞华强电子")

    def test_never_raises(self):
        for typed in (None, False, 0, 5, "\x00", "\ud800", "()" * 500, "公司" * 300):
            with self.subTest(typed=repr(typed)[:12]):
                self.assertIsInstance(normalize_name(typed).value, str)
                self.assertIsInstance(name_skeleton(typed), str)
                self.assertIsInstance(trade_name(typed), str)
