"""The kinds of cells, and how each is read."""

import re

from odoo.tools import plaintext2html

from ....tools import birthday as birthdays
from ....tools.dates import parse_date
from ....tools.headings import fold_heading
from ....tools.values import Normalized, one_line
from . import columns as catalogue
from .import_row import BadCell

_DESTROYED = re.compile(r"^\d(?:[.,]\d+)?E\+?\d+$", re.IGNORECASE)
# Words and signs that mean nothing in HTML.
_PLAIN = re.compile(r"[\w ,.;()-]+")
_PIECES = re.compile(r"\s*[;；、\n|]\s*")
_COMMAS = re.compile(r"\s*[,，]\s*")
_RECORD_NUMBER = re.compile(r"^[1-9]\d{0,8}$", re.ASCII)
_EXTERNAL_ID = re.compile(r"^[\w.-]+$", re.ASCII)
LONGEST_LINE = 500
CONTACT = {
    "contact_name": "name",
    "contact_phone": "phone",
    "contact_email": "email",
    "contact_function": "function",
}


class CellKinds:
    """The part of a reader that reads a cell by the kind of its column."""

    # === Kinds of cells === #

    def _read_text(self, row, column, text, value, cache):
        key = column.key
        target = CONTACT.get(key)
        if key in ("name", "vat", "zip", "street", "street2", "city"):
            self._read_cleaned(row, key, text)
        elif target == "name":
            found = self.partners._normalize_field("name", text, ())
            self._check(row, "contact_name", text, found, keep=False)
            row.values.setdefault("_contact", {})["name"] = found.value
        elif target:
            row.values.setdefault("_contact", {})[target] = self._line(text)
        elif key == "comment":
            text = text.strip()
            row.values["comment"] = (
                f"<p>{text}</p>"
                if _PLAIN.fullmatch(text)
                else str(plaintext2html(text))
            )
        elif key == "district":
            row.values["_district"] = self._line(text)
        elif key == "website":
            line = self._line(text)
            is_whole = line.startswith(("http://", "https://"))
            row.values["website"] = (
                line if is_whole else self.partners._clean_website(line)
            )
        else:
            row.values[column.field] = self._line(text)

    def _read_cleaned(self, row, name, text):
        if len(text) > LONGEST_LINE:
            self._line(text)
        found = self.partners._normalize_field(name, text, self._countries(row))
        self._check(row, name, text, found)

    def _line(self, text):
        line = one_line(text)
        if len(line) > LONGEST_LINE:
            raise BadCell(
                self.env._("Longer than %s characters. Shorten it.", LONGEST_LINE)
            )
        return line

    def _check(self, row, name, typed, found, keep=True):
        """Take a normalised value, or refuse it, and note what is to be known of it."""
        problem = found.problem
        if problem and problem.is_wrong:
            if self.options.get("wrong_values") != "mark" or not keep:
                raise BadCell(self._problem_words(problem))
            found = Normalized(typed, False, problem)
        if not keep:
            return
        row.values[name] = found.value
        if found.changed or problem:
            row.notes.append((name, typed, found))

    def _problem_words(self, problem):
        if problem.code not in self._words:
            self._words[problem.code] = self.env["customer.data.issue"]._words(
                problem.code
            )
        hint = f" ({problem.hint})" if problem.hint else ""
        return self._words[problem.code] + hint

    def _read_phone(self, row, column, text, value, cache):
        self._refuse_destroyed(text)
        found = self.partners._normalize_field("phone", text, self._countries(row))
        if column.key == "contact_phone":
            self._check(row, "phone", text, found, keep=False)
            row.values.setdefault("_contact", {})["phone"] = found.value
        else:
            self._check(row, "phone", text, found)

    def _refuse_destroyed(self, text):
        if _DESTROYED.match(text.strip()):
            raise BadCell(
                self.env._(
                    "%s: the spreadsheet rounded the number, its last digits are lost. "
                    "Format the column as text and enter it again.",
                    text.strip(),
                )
            )

    def _read_point(self, row, column, text, value, cache):
        """A further way to reach someone; a mobile is the phone of who has none."""
        if column.key in ("mobile", "whatsapp"):
            self._refuse_destroyed(text)
            found = self.partners._normalize_field("phone", text, self._countries(row))
            if column.key == "mobile" and "phone" not in row.values:
                self._check(row, "phone", text, found)
                return
            self._check(row, column.key, text, found, keep=False)
            text = found.value
        row.values.setdefault("_points", {})[column.key] = self._line(text)[:250]

    def _read_identity(self, row, column, text, value, cache):
        found = self._line(text)
        if len(found) > 250:
            raise BadCell(self.env._("Longer than %s characters. Shorten it.", 250))
        row.values["_identity"] = found

    def _read_email(self, row, column, text, value, cache):
        found = self.partners._normalize_field("email", text, ())
        if column.key == "contact_email":
            self._check(row, "email", text, found, keep=False)
            row.values.setdefault("_contact", {})["email"] = found.value
        else:
            self._check(row, "email", text, found)

    def _read_birthday(self, row, column, text, value, cache):
        # Values that are equal are not always the same date: 1 and True.
        key = (type(value), value)
        if key not in cache:
            cache[key] = self._birthday(value, text)
        row.values["birthday"] = cache[key]

    def _birthday(self, value, text):
        typed = value if not isinstance(value, str) else text
        if isinstance(typed, bool):
            typed = text
        if isinstance(typed, int) and 1900 * 10**4 < typed < 2100 * 10**4:
            typed = str(typed)
        if isinstance(typed, float) and 1900 * 10**4 < typed < 2100 * 10**4:
            typed = str(int(typed))
        found = parse_date(typed, self.options.get("date_order") or None, self.today)
        if found.problem and found.problem.is_wrong:
            raise BadCell(self._problem_words(found.problem))
        try:
            return str(birthdays.parse(found.value, self.today))
        except birthdays.BirthdayError as error:
            words = {
                "format": self.env._("this is not a date"),
                "day": self.env._("there is no such day"),
                "future": self.env._("this day is yet to come"),
                "old": self.env._("nobody is that old"),
            }
            raise BadCell(f"{text.strip()}: {words[error.reason]}") from None

    def _read_selection(self, row, column, text, value, cache):
        if not cache:
            cache.update(catalogue.choice_words(self.env, column))
        folded = fold_heading(text)
        if folded not in cache:
            texts = catalogue.labels(self.env, column).values()
            raise BadCell(
                self.env._(
                    "“%(text)s” is none of the choices: %(choices)s.",
                    text=one_line(text)[:80],
                    choices=", ".join(list(texts)[:12]),
                )
            )
        row.values[column.field] = cache[folded]

    _read_boolean = _read_selection

    def _read_many2one(self, row, column, text, value, cache):
        if column.key == "parent_id":
            row.values["_parent"] = self._line(text)
            return
        folded = fold_heading(text)
        key = (folded, row.values.get("country_id"))
        if key not in cache:
            try:
                cache[key] = self._find(row, column, text)
            except BadCell as error:
                cache[key] = error
        if isinstance(cache[key], BadCell):
            raise cache[key]
        row.values.update(cache[key])

    def _find(self, row, column, text):
        """Return the values that a name stands for."""
        if column.key == "state_id":
            return self._find_state(row, text)
        found = self.finder.find(column, text)
        if len(found) == 1:
            values = {column.field: found[0]}
            if column.key == "country_id":
                country = self.env["res.country"].browse(found[0])
                values["_country_code"] = country.code
            return values
        if not found and column.key == "customer_group_id" and self._creates():
            return {"_group": self._line(text)}
        raise BadCell(self._not_one(column, text, len(found)))

    def _find_state(self, row, text):
        country = row.values.get("country_id")
        found = self.finder.find_state(text, country)
        if len(found) != 1:
            column = catalogue.BY_KEY["state_id"]
            raise BadCell(self._not_one(column, text, len(found)))
        values = {"state_id": found[0]}
        if not country:
            state = self.env["res.country.state"].browse(found[0])
            values["country_id"] = state.country_id.id
            values["_country_code"] = state.country_id.code
        return values

    def _creates(self):
        return self.options.get("create_missing")

    def _not_one(self, column, text, count):
        heading = column.heading(self.env)
        text = one_line(text)[:80]
        if count:
            return self.env._(
                "“%(text)s” is the name of %(count)s records (%(column)s). Use a name "
                "or code that only one of them has.",
                text=text,
                count=count,
                column=heading,
            )
        return self.env._(
            "“%(text)s” is not there (%(column)s). Correct it, create it first, or map "
            "it to another value.",
            text=text,
            column=heading,
        )

    def _read_tags(self, row, column, text, value, cache):
        key = text.strip()
        if key not in cache:
            cache[key] = self._find_tags(column, key)
        ids, names, missing = cache[key]
        if missing:
            raise BadCell(missing)
        if ids:
            row.values["category_id"] = ids
        if names:
            row.values["_tags"] = names

    def _find_tags(self, column, text):
        """Return ``(ids, names to create, reason of refusal)``."""
        whole = self.finder.find(column, text)
        if len(whole) == 1:
            return whole, [], ""
        ids, names = [], []
        pieces = [piece for piece in _PIECES.split(text) if piece]
        for piece in pieces:
            found = self.finder.find(column, piece)
            smaller = [part for part in _COMMAS.split(piece) if part]
            for part in [piece] if found else smaller:
                found = self.finder.find(column, part)
                if len(found) > 1 or not found and not self._creates():
                    return [], [], self._not_one(column, part, len(found))
                ids += found
                names += [] if found else [self._line(part)]
        return sorted(set(ids)), sorted(set(names)), ""

    def _read_aliases(self, row, column, text, value, cache):
        names = [self._line(name) for name in _PIECES.split(text.strip()) if name]
        row.values["_aliases"] = list(dict.fromkeys(names))

    def _read_record_id(self, row, column, text, value, cache):
        if not _RECORD_NUMBER.match(text.strip()):
            raise BadCell(
                self.env._(
                    "“%s” is no number of a record. Leave it empty for new customers.",
                    text.strip()[:40],
                )
            )
        row.values["_id"] = int(text)

    def _read_external_id(self, row, column, text, value, cache):
        if not _EXTERNAL_ID.match(text.strip()):
            raise BadCell(
                self.env._(
                    "“%s” is no external ID: letters, digits, points and underscores.",
                    text.strip()[:40],
                )
            )
        row.values["_external_id"] = text.strip()
