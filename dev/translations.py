"""Bring the catalogues in ``i18n/`` up to date with the terms of the addon.

Usage: python dev/translations.py TEMPLATE.pot

``TEMPLATE.pot`` is a fresh export (``dev/odoo i18n export -l pot``). Every catalogue
keeps its translations, gains the new terms and loses those that are gone.
"""

import sys
from pathlib import Path

import polib

CATALOGUES = Path(__file__).parent.parent / "customer_info_mgmt" / "i18n"
LANGUAGES = ("zh_CN", "zh_TW")
# Dates in the header would make every run a change.
VOLATILE = ("POT-Creation-Date", "PO-Revision-Date")


def main(template_path):
    """Write the template and update every catalogue; print what is left to do."""
    template = polib.pofile(template_path)
    for key in VOLATILE:
        template.metadata.pop(key, None)
    CATALOGUES.mkdir(exist_ok=True)
    template.save(CATALOGUES / "customer_info_mgmt.pot")
    for language in LANGUAGES:
        catalogue = update(CATALOGUES / f"{language}.po", template)
        missing = catalogue.untranslated_entries() + catalogue.fuzzy_entries()
        print(f"{language}: {len(catalogue)} terms, {len(missing)} not translated")


def update(path, template):
    """Merge ``template`` into the catalogue at ``path`` and return it."""
    known = {}
    if path.exists():
        known = {entry.msgid: entry for entry in polib.pofile(str(path))}
    catalogue = polib.POFile()
    catalogue.metadata = {**template.metadata, "Language": path.stem}
    for entry in template:
        previous = known.get(entry.msgid)
        catalogue.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgstr=previous.msgstr if previous else "",
                comment=entry.comment,
                occurrences=entry.occurrences,
                flags=entry.flags,
            )
        )
    catalogue.save(str(path))
    return catalogue


if __name__ == "__main__":
    main(*sys.argv[1:])
