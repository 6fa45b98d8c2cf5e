"""Customers that stand in a file more than once."""

from ....tools.headings import fold_heading
from ....tools.match_keys import match_keys
from ....tools.similarity import face, score
from .import_decision import COMPARED_AT_MOST, DUPLICATE, ERROR, NEW, SAME, UPDATE

# Kinds of match keys under which rows of one file meet.
TELLING = ("phone", "email", "tax", "name")


class FileMemory:
    """The part of a matcher that remembers the rows it has seen."""

    # === Twice in the file === #

    def _find_in_file(self, decisions):
        self.faces = {}
        self._fetch_firsts(decisions)
        for one in decisions:
            if one.action == ERROR:
                continue
            if one.parent_row in self.records and not one.row.values.get("name"):
                one.partner_id, one.action = self.records[one.parent_row], UPDATE
            if one.action == UPDATE:
                self._claim(one)
            elif one.row.values.get("name") and not one.row.values.get("_parent"):
                self._meet(one)

    def _claim(self, one):
        """One record is changed by one row; what follows may bring more contacts."""
        first = self.taken.setdefault(one.partner_id, one.row.number)
        self.records[one.row.number] = one.partner_id
        if first == one.row.number:
            return
        values = one.row.values
        if contact := values.get("_contact"):
            one.row.values = {"_contact": contact}
        elif values != self._values_of(first):
            one.action = DUPLICATE
            one.reason = self.env._("Row %s is the same customer.", first)

    def _fetch_firsts(self, decisions):
        """Read the earlier rows that these meet, all of them at once."""
        wanted = {
            number
            for one in decisions
            if one.action not in (ERROR, UPDATE)
            for number in self._firsts(self._telling_keys(one))
        }
        wanted.update(self.taken.get(one.partner_id) for one in decisions)
        wanted -= {None, *self.chunk}
        if wanted:
            self.chunk.update(self.imp._values_of_rows(wanted))

    def _telling_keys(self, one):
        keys = [hash(key) for key in one.keys if key[0] in TELLING]
        for name in ("ref", "_identity", "_external_id"):
            if text := one.row.values.get(name):
                keys.append(hash((name, text)))
        return keys

    def _firsts(self, keys):
        """Return the earlier rows that had one of the keys first, at most a few."""
        found = {self.seen[key] for key in keys if key in self.seen}
        return sorted(found)[:COMPARED_AT_MOST]

    def _meet(self, one):
        keys = self._telling_keys(one)
        for number in self._firsts(keys):
            if self._meets(one, number):
                return
        for key in keys:
            self.seen.setdefault(key, one.row.number)

    def _meets(self, one, number):
        values, other = one.row.values, self._values_of(number)
        same_ref = any(
            values.get(name) and values.get(name) == other.get(name)
            for name in ("ref", "_identity", "_external_id")
        )
        mine = {name: value for name, value in values.items() if name != "_contact"}
        theirs = {name: value for name, value in other.items() if name != "_contact"}
        if values.get("_contact") and (same_ref or mine == theirs):
            one.parent_row = number
            one.action, one.partner_id, one.reason = NEW, None, ""
            one.row.values = {"_contact": values["_contact"]}
            return True
        mine, theirs = self._face(one.row.number, values), self._face(number, other)
        value, codes = score(mine, theirs)
        if values == other or same_ref or value >= self.threshold:
            one.action, one.partner_id = DUPLICATE, None
            reasons = ", ".join(self.duplicates.with_env(self.env)._in_words(codes))
            one.reason = self.env._(
                "Row %(row)s is the same customer (%(reasons)s).",
                row=number,
                reasons=reasons if not same_ref else self.env._("same code"),
            )
            return True
        return False

    def _face(self, number, values):
        if number not in self.faces:
            self.faces[number] = face(self._face_values(values))
        return self.faces[number]

    def _face_values(self, values):
        if "is_company" not in values:
            values = {**values, "is_company": values.get("_is_company")}
        return self.partners._match_values_of_vals(values)

    def _values_of(self, number):
        """Return the values of an earlier row of the file."""
        if number not in self.chunk:
            self.chunk.update(self.imp._values_of_rows([number]))
        return self.chunk.get(number, {})

    # === Going on after a stop === #

    def remember(self, rows):
        """Take in what earlier chunks left behind.

        :param rows: iterable of ``(number, action, partner id, values)``
        """
        for number, action, partner_id, values in rows:
            if action == UPDATE or action == SAME and partner_id:
                self.taken.setdefault(partner_id, number)
                self.records[number] = partner_id
            elif values.get("name") and not values.get("_parent"):
                keys = match_keys(self._face_values(values))
                for key in keys:
                    if key[0] in TELLING:
                        self.seen.setdefault(hash(key), number)
                for name in ("ref", "_identity", "_external_id"):
                    if values.get(name):
                        self.seen.setdefault(hash((name, values[name])), number)
            if values.get("name") and not values.get("_parent"):
                self.names.setdefault(hash(fold_heading(values["name"])), number)
                self.last_customer = number
