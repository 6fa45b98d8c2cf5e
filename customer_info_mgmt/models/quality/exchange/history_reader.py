"""Rows of a customer's past: whose it is, when it was, and whether it is here."""

import hashlib
from collections import Counter, defaultdict
from datetime import datetime, timezone

import pytz

from odoo import fields

from ....tools.dates import parse_date
from ....tools.headings import fold_heading
from ....tools.match_keys import match_keys
from ....tools.numbers import parse_number
from ....tools.sheet_reader import cell_text
from .import_decision import DUPLICATE, ERROR, NEW, SAME, Decision
from .import_reader import CustomerReader
from .import_row import BadCell

WHOSE = ("ref", "name", "phone", "email")


class HistoryReader(CustomerReader):
    """Reads rows of a customer's past.

    :param required: keys of the columns that each row has to fill
    """

    def __init__(self, env, mapping, options, required):
        super().__init__(env, mapping, options)
        self.required = required
        self.zone = pytz.timezone(env.user.tz or "UTC")

    def _complete(self, row):
        labels = {column.key: column for _place, column, _map in self.mapping}
        if not row.values.keys() & set(WHOSE) and not row.bad:
            row.bad.append((None, self.env._("It does not say which customer.")))
        for key in self.required:
            if row.values.get(key) in (None, "") and not self._is_bad(row, key):
                heading = labels[key].heading(self.env) if key in labels else key
                words = self.env._("%s is missing.", heading)
                row.bad.append((self._place(key), words))

    def _read_text(self, row, column, text, value, cache):
        if column.key == "text":
            row.values["text"] = text.strip()
        elif column.key == "name":
            found = self.partners._normalize_field("name", text, ())
            row.values["name"] = found.value
        else:
            row.values[column.key] = self._line(text)

    def _read_phone(self, row, column, text, value, cache):
        row.values["phone"] = self.partners._normalize_field(
            "phone", text, self.own_countries
        ).value

    def _read_email(self, row, column, text, value, cache):
        row.values["email"] = self.partners._normalize_field("email", text, ()).value

    def _read_number(self, row, column, text, value, cache):
        number = parse_number(value)
        if number is None:
            raise BadCell(
                self.env._("“%s” is no number. Write it as 1234.50.", text.strip()[:40])
            )
        row.values[column.key] = number

    def _read_date(self, row, column, text, value, cache):
        moment = value if isinstance(value, datetime) else self._moment(text)
        if moment is None:
            typed = text if isinstance(value, str) else value
            found = parse_date(typed, self.options.get("date_order"), self.today)
            if found.problem and found.problem.is_wrong or not found.value:
                raise BadCell(self._problem_words(found.problem))
            row.values["date"] = found.value
        else:
            row.values["date"] = self._in_utc(moment)
        if row.values["date"][:10] > self.today.isoformat():
            raise BadCell(self.env._("%s is yet to come.", row.values["date"][:10]))

    def _moment(self, text):
        """Return a day with its time, where the text has one."""
        if ":" not in text:
            return None
        try:
            return datetime.fromisoformat(text.strip().replace("/", "-"))
        except ValueError:
            return None

    def _in_utc(self, moment):
        if moment.time() == datetime.min.time():
            return moment.date().isoformat()
        if moment.tzinfo is None:
            moment = self.zone.localize(moment)
        moment = moment.astimezone(timezone.utc).replace(tzinfo=None)
        return fields.Datetime.to_string(moment)


class HistoryMatcher:
    """Finds the customers of rows, and the rows that are here already.

    :param imp: the ``customer.import`` in the environment of the importing user
    :param said: names of the values that make a row what it is
    :param known: function that returns which of some keys are here already
    :param counted: equal rows of one file are so many things, and not one twice
    """

    def __init__(self, imp, said, known, counted):
        self.imp = imp
        self.env = imp.env
        self.partners = imp.env["res.partner"].with_context(active_test=False)
        self.said = said
        self.known = known
        self.counted = counted
        self.seen = Counter()
        self.first = {}

    def decide(self, rows):
        """Return a ``Decision`` for each row, in their order."""
        decisions = [Decision(row) for row in rows]
        for one in decisions:
            if one.row.bad:
                self._refuse(one, " ".join(reason for _place, reason in one.row.bad))
        self._find_customers([one for one in decisions if one.action != ERROR])
        self._find_known([one for one in decisions if one.action != ERROR])
        return decisions

    def _refuse(self, one, reason):
        one.action, one.partner_id, one.reason = ERROR, None, reason

    def _find_customers(self, decisions):
        found = {
            name: self._by_field(name, decisions) for name in ("ref", "name")
        } | self._by_keys(decisions)
        for one in decisions:
            values = one.row.values
            sets = [
                found[name][values[name]] for name in ("ref", "name") if name in values
            ]
            sets += [
                found[name][values[name]]
                for name in ("email", "phone")
                if name in values
            ]
            self._choose(one, sets[0] if values.get("ref") else None, sets)

    def _choose(self, one, by_code, sets):
        """Take the one record that all the row says leads to, the code before all."""
        ids = by_code if by_code is not None else self._common(sets)
        shown = one.row.values.get("ref") or one.row.label or "?"
        if len(ids) == 1:
            one.partner_id = next(iter(ids))
        elif ids:
            words = self.env._(
                "%(count)s customers are meant by “%(text)s”. Add the customer code.",
                count=len(ids),
                text=shown,
            )
            self._refuse(one, words)
        else:
            self._refuse(one, self.env._("There is no customer “%s”.", shown))

    def _common(self, sets):
        filled = [ids for ids in sets if ids]
        if not filled:
            return set()
        common = set.intersection(*filled)
        return common or filled[0]

    def _by_field(self, name, decisions):
        texts = {one.row.values[name] for one in decisions if one.row.values.get(name)}
        found = defaultdict(set)
        domain = [(name, "in", list(texts))]
        for partner in self.partners.search_fetch(domain, [name]) if texts else ():
            found[partner[name]].add(partner.id)
        return found

    def _by_keys(self, decisions):
        """Find by phone and e-mail, whatever their spelling."""
        result = {}
        for name in ("email", "phone"):
            texts = {
                one.row.values[name] for one in decisions if one.row.values.get(name)
            }
            keys = defaultdict(set)
            for text in texts:
                for _kind, key in match_keys({name: [text]}):
                    keys[key].add(text)
            result[name] = self._holders(name, keys)
        return result

    def _holders(self, kind, keys):
        found = defaultdict(set)
        if not keys:
            return found
        self.env.cr.execute(
            "SELECT key, partner_id FROM customer_match_key"
            " WHERE kind = %s AND key = ANY(%s)",
            [kind, list(keys)],
        )
        rows = self.env.cr.fetchall()
        ids = [partner_id for _key, partner_id in rows]
        visible = set(self.partners.search([("id", "in", ids)]).ids)
        for key, partner_id in rows:
            if partner_id in visible:
                for text in keys[key]:
                    found[text].add(partner_id)
        return found

    def _find_known(self, decisions):
        for one in decisions:
            key = self._key(one)
            if key in self.first:
                one.action = DUPLICATE
                one.reason = self.env._("Row %s says the same.", self.first[key])
            else:
                self.first[key] = one.row.number
            one.row.values["_key"] = key
        known = self.known([one.row.values["_key"] for one in decisions])
        for one in decisions:
            if one.action == NEW and one.row.values["_key"] in known:
                one.action = SAME

    def _key(self, one):
        """Return what is the same for the same row, today and in a year."""
        said = [str(one.partner_id)]
        said += [cell_text(one.row.values.get(name, "")) for name in self.said]
        key = hashlib.sha1("\0".join(said).encode()).hexdigest()
        if self.counted:
            self.seen[key] += 1
            key = f"{key}-{self.seen[key]}"
        return key

    def remember(self, rows):
        """Take in what earlier chunks left behind."""
        for number, _action, _partner_id, values in rows:
            if key := values.get("_key"):
                self.first.setdefault(key, number)
                if self.counted:
                    self.seen[key.rpartition("-")[0]] += 1


def author_of(env, text):
    """Return the user that a name or login means, or an empty recordset."""
    if not text:
        return env["res.users"]
    folded = fold_heading(text)
    users = env["res.users"].with_context(active_test=False)
    found = users.search(
        ["|", ("name", "=ilike", text), ("login", "=ilike", text)], limit=2
    )
    return found if len(found) == 1 and folded else users.browse()
