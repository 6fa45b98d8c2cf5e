"""A row of a file as it was read, and how it is kept."""

import json
from dataclasses import dataclass, field

from ....tools.values import Normalized, Problem

# Made once: ``json.dumps`` would make an encoder for each row.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class BadCell(ValueError):
    """A cell that cannot be read; the text says why and the way out."""


@dataclass
class Row:
    """What a row of the file says.

    :param values: as for ``res.partner.create``; names with an underscore are for the
        import itself: ``_id``, ``_external_id``, ``_identity``, ``_tags`` and
        ``_group`` (to create), ``_parent`` (text), ``_contact`` (values), ``_aliases``,
        ``_points`` (``{kind: value}``)
    :param bad: list of ``(place of the cell or None, reason)``
    :param notes: list of ``(field, typed, Normalized)``, as the normaliser gives them
    """

    number: int
    values: dict = field(default_factory=dict)
    bad: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    @property
    def label(self):
        contact = self.values.get("_contact") or {}
        return self.values.get("name") or contact.get("name") or ""


def dump_notes(notes):
    """Return notes as what a Json column holds."""
    return [
        [
            name,
            typed,
            found.value,
            found.changed,
            found.problem.code if found.problem else "",
            found.problem.hint if found.problem else "",
        ]
        for name, typed, found in notes
    ]


def dump(value):
    """Return JSON that PostgreSQL takes."""
    return _encode(value)


def load_notes(rows):
    """Return what ``dump_notes`` was given."""
    return [
        (name, typed, Normalized(value, changed, Problem(code, hint) if code else None))
        for name, typed, value, changed, code, hint in rows or ()
    ]
