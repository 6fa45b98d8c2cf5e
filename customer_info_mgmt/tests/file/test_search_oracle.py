import random
import re
import unicodedata
from unittest.mock import patch

from odoo.fields import Domain
from odoo.modules.db import FunctionStatus
from odoo.tests import tagged

from ...models.file import res_partner_search
from ..common import CustomerInfoCommon

LETTERS = list("李伟王芳犇华兴公司𠮷한가カ豈aAbBéÉßx129３Ａ％%_\\-.@，。（'\"  ")
TERMS = (
    "李伟", "伟李", "芳", "犇", "A李", "a李", "公司", "3", "１", "李 伟", "李%芳",
    "李_芳", "王\\芳", "\\", "%", "_", "％", "%%", "李％", "aé", "AE", "éÉ", "ß", "''",
    '"', "--", "，。", "（", "3A", "12-9", "1 2 9", " 李", "李 ", "@a", "𠮷", "𠮷李",
    "カ", "한가", "豈", "�", "未见过", "犇犇", "zq", "李" * 60, "xé" * 3000, "- " * 500,
)  # fmt: skip


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestSearchOracle(CustomerInfoCommon):
    """A32: whatever is typed, the indexes find what reading every row would find."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(19)
        partners = cls.env["res.partner"]
        parents = partners.create(
            [
                {
                    "name": cls._text() or "x",
                    "is_company": number % 2 == 0,
                    "ref": cls._text() if number % 3 == 0 else False,
                    "company_registry": cls._text() if number % 7 == 0 else False,
                }
                for number in range(120)
            ]
        )
        contacts = partners.create(
            [
                {"name": cls._text() or "y", "parent_id": each.id}
                for each in parents[:40]
            ]
        )
        cls.every = parents | contacts
        for partner in cls.every[::5]:
            name = cls._text().strip()
            if name:
                partner.alias_ids = [(0, 0, {"name": name})]
        for partner in cls.every[::4]:
            partner.phone = "1" + "".join(cls.random.choices("129- ", k=7))
        cls.env.flush_all()

    @classmethod
    def _text(cls):
        return "".join(cls.random.choices(LETTERS, k=cls.random.randint(1, 8))).strip()

    def _terms(self):
        names = self.every.mapped("name") + self.every.alias_ids.mapped("name")
        for name in self.random.sample(names, 60):
            begin = self.random.randrange(len(name))
            yield name[begin : begin + self.random.randint(1, 3)]
        for _time in range(40):
            yield "".join(self.random.choices(LETTERS, k=2))
        yield from TERMS

    def _expected(self, term):
        """What the definition says, row by row and without any index of ours."""
        partners = self.env["res.partner"]
        found = partners.search(
            Domain("id", "in", self.every.ids)
            & Domain.OR(Domain(n, "ilike", term) for n in partners._rec_names_search)
        )
        aliases = self.env["customer.alias"].search(
            [("partner_id", "in", self.every.ids), ("name", "ilike", term)]
        )
        found |= aliases.partner_id
        typed = unicodedata.normalize("NFKC", term)
        digits = re.sub(r"^00|\D", "", typed)
        if len(digits) >= 3 and not re.search(r"[^\d\s./()+\\-]", typed):
            found |= self.every.filtered(
                lambda each: digits in re.sub(r"[\s\\./()\-]", "", each.phone or "")
            )
        return found

    def _found(self, term, **options):
        partners = self.env["res.partner"].with_user(self.user_user)
        domain = [("id", "in", self.every.ids), ("display_name", "ilike", term)]
        return partners.search(domain, **options)

    def _compare(self, **options):
        for term in self._terms():
            if not term.strip():
                continue
            with self.subTest(term=term[:20]):
                self.assertEqual(
                    set(self._found(term, **options).ids),
                    set(self._expected(term).ids),
                )

    def test_few(self):
        self._compare()

    def test_more_than_go_along_as_numbers(self):
        with patch.object(res_partner_search, "NUMBERS_AT_MOST", 0):
            self._compare()
            self._compare(limit=1000)

    def test_more_than_an_index_is_worth(self):
        with (
            patch.object(res_partner_search, "NUMBERS_AT_MOST", 0),
            patch.object(res_partner_search, "COMMON", -1),
        ):
            self._compare(limit=1000)

    def test_what_cannot_be_stored_is_not_found(self):
        """A32: a character that no database holds is an answer, not a crash."""
        partners = self.env["res.partner"].with_user(self.user_user)
        for text in ("李\0伟", "\0", "\ud800", "a\udfffb"):
            with self.subTest(text=repr(text)):
                self.assertFalse(self._found(text))
                self.assertEqual(partners.name_search(text), [])
                self.assertFalse(partners.search([("customer_search", "ilike", text)]))
                self.assertFalse(partners.search([("display_name", "=", text)]))
                self.assertFalse(partners.search([("display_name", "in", [text])]))
                others = [("id", "in", self.every.ids)]
                self.assertEqual(
                    partners.search([*others, ("display_name", "not ilike", text)]),
                    partners.search(others),
                )

    def test_very_long_text(self):
        for text in ("李伟" * 20_000, "ab " * 20_000, "%" * 10_000):
            found, expected = self._found(text), self._expected(text)
            self.assertEqual(set(found.ids), set(expected.ids))

    def test_two_characters_are_served_by_an_index(self):
        """A32, L27: no table of partners or aliases is read whole for them."""
        registry = self.env.registry
        if not registry.has_trigram or registry.has_unaccent == FunctionStatus.PRESENT:
            self.skipTest("the database cannot index parts of texts")
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        partners = self.env["res.partner"].with_user(self.user_user)
        with patch.object(res_partner_search, "NUMBERS_AT_MOST", 0):
            for text in ("李伟", "犇", "3M", "A李", "4321"):
                domain = partners._search_display_name("ilike", text)
                statements = [partners._ids_sql(domain)]
                statements += partners._search_places("ilike", text)
                for sql in statements:
                    self.env.cr.execute("EXPLAIN " + sql.code, sql.params)
                    plan = "\n".join(row[0] for row in self.env.cr.fetchall())
                    with self.subTest(text=text):
                        self.assertNotIn("Seq Scan on res_partner", plan)
                        self.assertNotIn("Seq Scan on customer_alias", plan)
