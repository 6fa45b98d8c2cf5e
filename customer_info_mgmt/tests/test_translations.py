import re
from io import BytesIO

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path
from odoo.tools.translate import trans_export

MODULE = "customer_info_mgmt"
LANGUAGES = ("zh_CN", "zh_TW")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sdf]|\$\{[^}]*\}|\{\{.*?\}\}|<[^>]+>")

# What a tag says to people is translated, too.
SPOKEN = re.compile(r'(alt|aria-label|placeholder|title)="[^"]*"')


def fixed_parts(text):
    """Return what a translation must keep: placeholders and markup."""
    return sorted(PLACEHOLDER.findall(SPOKEN.sub("", text)))


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestTranslations(TransactionCase):
    """K04, K06: people who work in Chinese find every word in Chinese."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        buffer = BytesIO()
        trans_export(None, [MODULE], buffer, "po", cls.env)
        cls.terms = {
            entry.msgid
            for entry in polib.pofile(buffer.getvalue().decode())
            if not entry.obsolete
        }

    def _catalogue(self, name):
        return polib.pofile(file_path(f"{MODULE}/i18n/{name}"))

    def test_template_holds_every_term(self):
        template = {entry.msgid for entry in self._catalogue(f"{MODULE}.pot")}
        self.assertEqual(self.terms - template, set(), "not in the template")
        self.assertEqual(template - self.terms, set(), "no longer in the addon")

    def test_no_untranslated_term(self):
        for language in LANGUAGES:
            translated = {
                entry.msgid
                for entry in self._catalogue(f"{language}.po").translated_entries()
            }
            with self.subTest(language=language):
                self.assertEqual(self.terms - translated, set())

    def test_placeholders_and_markup_survive(self):
        for language in LANGUAGES:
            for entry in self._catalogue(f"{language}.po").translated_entries():
                with self.subTest(language=language, term=entry.msgid):
                    self.assertEqual(
                        fixed_parts(entry.msgid), fixed_parts(entry.msgstr)
                    )
