import unittest

from ...tools.tax_ids import normalize_tax_id, tax_key

USCC = "91350211M000100Y46"

GOOD = [
    (USCC, "CN", USCC),
    ("9135 0211 M000 100Y46", "CN", USCC),
    ("91350211-M000100Y46", "CN", USCC),
    ("91350211m000100y46", "CN", USCC),
    ("９１３５０２１１Ｍ０００１００Ｙ４６", "CN", USCC),
    (f"统一社会信用代码：{USCC}", "CN", USCC),
    (f"税号: {USCC}", "CN", USCC),
    (USCC, None, USCC),
    ("9135O211MO001OOY46", "CN", USCC),
    ("9I3502IIM000I00Y46", "CN", USCC),
    ("91110000600037341L", "CN", "91110000600037341L"),
    ("DE136695976", "DE", "DE136695976"),
    ("DE 136,695 976", "DE", "DE136695976"),
    ("136695976", "DE", "136695976"),
    ("USt-IdNr.: DE136695976", "DE", "DE136695976"),
    ("VAT: DE136695976", None, "DE136695976"),
    ("ATU13585627", "AT", "ATU13585627"),
    ("BE 428759497", "BE", "BE428759497"),
    ("FR 40 303 265 045", "FR", "FR40303265045"),
    ("IT 00743110157", "IT", "IT00743110157"),
    ("ES A13 585 625", "ES", "ESA13585625"),
    ("NL4495445B01", "NL", "NL4495445B01"),
    ("PL 8567346215", "PL", "PL8567346215"),
    ("SE 123456789701", "SE", "SE123456789701"),
    ("DK 13585628", "DK", "DK13585628"),
    ("FI 20774740", "FI", "FI20774740"),
    ("PT 501 964 843", "PT", "PT501964843"),
    ("EL 094259216", "GR", "EL094259216"),
    ("GB 980780684", "GB", "GB980780684"),
    ("51 824 753 556", "AU", "51824753556"),
    ("ABC-123  456", "XX", "ABC-123 456"),
    ("ABC-123 456", None, "ABC-123 456"),
    ("/", "CN", "/"),
    ("", "CN", ""),
]

PROBLEMS = [
    ("91350211M000100Y43", "CN", "tax_check_digit"),
    ("91350212M000100Y46", "CN", "tax_check_digit"),
    ("91350211M000100Y4", "CN", "tax_length"),
    ("91350211M000100Y467", "CN", "tax_length"),
    ("12345", "CN", "tax_length"),
    ("440301123456789", "CN", "tax_old_format"),
    ("91350211M0V0100Y46", "CN", "tax_characters"),
    ("DE136695977", "DE", "tax_check_digit"),
    ("DE13669597", "DE", "tax_length"),
    ("136695977", "DE", "tax_check_digit"),
    ("ATU13585626", "AT", "tax_check_digit"),
    ("FR40303265046", "FR", "tax_check_digit"),
    ("IT00743110158", "IT", "tax_check_digit"),
    ("99999999999", "AU", "tax_placeholder"),
    ("000000", "CN", "tax_placeholder"),
    ("无", "CN", "tax_placeholder"),
    ("123456789", "CN", "tax_placeholder"),
    ("xxx", "CN", "tax_placeholder"),
]


class TestTaxIds(unittest.TestCase):
    """B01, B02: tax numbers are checked as their country checks them."""

    def test_good(self):
        for typed, country, stored in GOOD:
            with self.subTest(typed=typed, country=country):
                found = normalize_tax_id(typed, country)
                self.assertEqual((found.value, found.problem), (stored, None))

    def test_problems(self):
        for typed, country, code in PROBLEMS:
            with self.subTest(typed=typed, country=country):
                problem = normalize_tax_id(typed, country).problem
                self.assertEqual(problem and problem.code, code)

    def test_a_corrected_slip_counts_as_change(self):
        self.assertTrue(normalize_tax_id("9135O211MO001OOY46", "CN").changed)
        self.assertFalse(normalize_tax_id("9135 0211 m000 100y46", "CN").changed)

    def test_stable(self):
        for _typed, country, stored in GOOD:
            found = normalize_tax_id(stored, country)
            self.assertEqual((found.value, found.changed), (stored, False))

    def test_never_raises(self):
        for typed in (
            None,
            False,
            5,
            "\x00",
            "DE",
            "EU",
            "税号：",
            "A" * 4000,
            "①②③④⑤⑥",
        ):
            for country in ("CN", "DE", "US", None, "", "??"):
                with self.subTest(typed=str(typed)[:10], country=country):
                    self.assertIsInstance(normalize_tax_id(typed, country).value, str)

    def test_key(self):
        """L04: spellings of one number have one key."""
        self.assertEqual(tax_key("DE 136695976"), tax_key("136.695.976"))
        self.assertEqual(tax_key(f"税号：{USCC.lower()}"), USCC)
        self.assertEqual(tax_key("/"), "")
        self.assertEqual(tax_key("000000"), "")
