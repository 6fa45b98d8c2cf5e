"""The record that a row names: by ID, code, channel, tax number, e-mail or phone."""

from collections import defaultdict

from odoo.tools import SQL

from ....tools.headings import fold_heading
from ....tools.match_keys import match_keys
from ....tools.tax_ids import tax_key
from .import_decision import UPDATE


class KeyFinder:
    """The part of a matcher that finds records by what is unique to them."""

    # === Keys that say who it is === #

    def _find_by_keys(self, decisions):
        for name in self.keys:
            open_ones = [one for one in decisions if self._is_open(one)]
            getattr(self, f"_find_by_{name}")(open_ones)

    def _found(self, one, ids, what, key=None):
        if len(ids) > 1:
            named = self._narrow(one, ids)
            if len(named) != 1:
                words = self.env._(
                    "%(count)s customers have the same %(what)s. Merge them first, or "
                    "name the one that is meant by its ID.",
                    count=len(ids),
                    what=what,
                )
                self._refuse(one, [words], key)
                return
            ids = named
        if ids:
            one.partner_id, one.action = ids[0], UPDATE

    def _narrow(self, one, ids):
        """Of several with one phone, the one with the same name is meant."""
        name = fold_heading(one.row.values.get("name"))
        partners = self.partners.browse(ids)
        return [found.id for found in partners if fold_heading(found.name) == name]

    def _find_by_id(self, decisions):
        wanted = {
            one.row.values["_id"]: one for one in decisions if one.row.values.get("_id")
        }
        found = set(self.partners.search([("id", "in", list(wanted))]).ids)
        for one in decisions:
            if number := one.row.values.get("_id"):
                if number in found:
                    self._found(one, [number], "")
                else:
                    words = self.env._("There is no customer with the ID %s.", number)
                    self._refuse(one, [words], "id")

    def _find_by_external_id(self, decisions):
        wanted = defaultdict(list)
        for one in decisions:
            if text := one.row.values.get("_external_id"):
                full = text if "." in text else f"__import__.{text}"
                one.row.values["_external_id"] = full
                wanted[full].append(one)
        modules = {full.split(".", 1)[0] for full in wanted}
        names = {full.split(".", 1)[1] for full in wanted}
        rows = self.env["ir.model.data"].sudo()
        domain = [("module", "in", list(modules)), ("name", "in", list(names))]
        for row in rows.search(domain) if wanted else ():
            for one in wanted.get(row.complete_name, ()):
                partner = self.partners.browse(row.res_id)
                if row.model != "res.partner":
                    words = self.env._(
                        "The external ID %s belongs to something else.",
                        row.complete_name,
                    )
                    self._refuse(one, [words], "external_id")
                elif partner.exists()._filtered_access("read"):
                    self._found(one, [row.res_id], "")

    def _find_by_identity(self, decisions):
        wanted = defaultdict(list)
        for one in decisions:
            if text := one.row.values.get("_identity"):
                wanted[text].append(one)
        domain = [
            ("channel_id", "=", self.imp.channel_id.id),
            ("external_id", "in", list(wanted)),
        ]
        for identity in self.env["customer.identity"].search(domain) if wanted else ():
            for one in wanted[identity.external_id]:
                self._found(one, identity.partner_id.ids, "")

    def _find_by_ref(self, decisions):
        found = self._by_field("ref", decisions)
        for one in decisions:
            code = one.row.values.get("ref")
            self._found(one, found.get(code, []), self.env._("code"), "ref")
            if self._is_open(one) and not one.row.values.get("name"):
                if not one.row.values.get("_contact") or code:
                    words = self.env._("There is no customer with the code %s.", code)
                    self._refuse(one, [words], "ref")

    def _by_field(self, name, decisions):
        texts = {one.row.values[name] for one in decisions if one.row.values.get(name)}
        found = defaultdict(list)
        if texts:
            domain = [(name, "in", list(texts))]
            for partner in self.partners.search_fetch(domain, [name]):
                found[partner[name]].append(partner.id)
        return found

    def _find_by_vat(self, decisions):
        self._by_match_key("tax", "vat", tax_key, decisions, self.env._("tax ID"))

    def _find_by_email(self, decisions):
        self._by_match_key(
            "email",
            "email",
            lambda text: (text or "").casefold(),
            decisions,
            self.env._("e-mail"),
        )

    def _find_by_phone(self, decisions):
        self._by_match_key("phone", "phone", lambda text: text or "", decisions, "")

    def _by_match_key(self, kind, name, same, decisions, what):
        """Find by the index of match keys, then compare the values themselves."""
        keys = {}
        for one in decisions:
            if one.row.values.get(name) and not one.row.values.get("_parent"):
                for found_kind, key in match_keys(
                    {"tax_id" if kind == "tax" else name: [one.row.values[name]]}
                ):
                    if found_kind == kind:
                        keys.setdefault(key, []).append(one)
        if not keys:
            return
        rows = self.env.execute_query(
            SQL(
                "SELECT key, partner_id FROM customer_match_key"
                " WHERE kind = %s AND key = ANY(%s)",
                kind,
                list(keys),
            )
        )
        ids = [partner_id for _key, partner_id in rows]
        found = self.partners.search([("id", "in", ids), ("parent_id", "=", False)])
        known = {partner.id: same(partner[name]) for partner in found}
        hits = defaultdict(set)
        for key, partner_id in rows:
            for one in keys[key]:
                if known.get(partner_id) == same(one.row.values[name]):
                    hits[id(one)].add(partner_id)
        what = what or self.env._("phone")
        for one in decisions:
            if id(one) in hits and self._is_open(one):
                self._found(one, sorted(hits[id(one)]), what, name)

    def _find_contacts(self, decisions):
        """A contact is found by its name among those of its company."""
        parents = {one.row.values.get("parent_id") for one in decisions} - {None}
        known = defaultdict(list)
        if parents:
            domain = [("parent_id", "in", list(parents))]
            for child in self.partners.search_fetch(domain, ["parent_id", "name"]):
                known[child.parent_id.id, fold_heading(child.name)].append(child.id)
        for one in decisions:
            values = one.row.values
            key = (values.get("parent_id"), fold_heading(values.get("name")))
            if len(known.get(key, ())) == 1:
                one.partner_id, one.action = known[key][0], UPDATE
