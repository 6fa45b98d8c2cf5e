"""Is this row a new customer, one that is there, or one that was in the file before."""

from collections import defaultdict
from dataclasses import dataclass, field

from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.headings import fold_heading
from ....tools.match_keys import match_keys
from ....tools.similarity import face, score
from ....tools.tax_ids import tax_key
from ...file.contact.customer_contact_point import FAMILIES
from .. import quality_settings

# Kinds of match keys under which rows of one file meet.
TELLING = ("phone", "email", "tax", "name")
NEW, UPDATE, SAME, DUPLICATE, ERROR = "new", "update", "same", "duplicate", "error"
COMPARED_AT_MOST = 5
# Values of a row that no single field of the customer holds.
CREATED_ONLY = ("_is_company", "_country_code")


@dataclass
class Decision:
    """What is to happen to a row.

    :param changes: what differs from the record that is updated
    :param partner_id: the record that is updated, or that the row seems to be
    :param parent_row: number of the row whose record is the company of this one
    :param pair: ``(id, score, codes)`` of the likely duplicate
    :param keys: match keys, where they were needed
    """

    row: object
    action: str = NEW
    reason: str = ""
    partner_id: int | None = None
    parent_row: int | None = None
    parent_text: str = ""
    changes: dict = field(default_factory=dict)
    pair: tuple = ()
    keys: set = frozenset()
    match_values: dict = field(default_factory=dict)


class CustomerMatcher:
    """Decides rows in chunks; remembers what it saw of the file.

    :param imp: the ``customer.import``, with the environment of the importing user
    """

    def __init__(self, imp):
        self.imp = imp
        self.env = imp.env
        self.partners = imp.env["res.partner"].with_context(active_test=False)
        self.duplicates = imp.env["customer.duplicate"].sudo()
        self.keys = imp._update_keys()
        self.threshold = quality_settings.get_threshold(imp.env)
        # Key to number of the row that had it first; numbers, not texts: a file may
        # have 200,000 rows.
        self.seen = {}
        self.names = {}
        self.taken = {}
        # Number of a row to the record that it means.
        self.records = {}
        self.last_customer = None

    # === Chunks === #

    def decide(self, rows):
        """Return a ``Decision`` for each row, in their order."""
        self.chunk = {row.number: row.values for row in rows}
        decisions = [Decision(row) for row in rows]
        for decision in decisions:
            if decision.row.bad:
                self._refuse(decision, [reason for _place, reason in decision.row.bad])
        self._find_parents(decisions)
        self._find_by_keys([one for one in decisions if one.action != ERROR])
        self._find_contacts([one for one in decisions if self._is_open(one)])
        self._find_alike([one for one in decisions if self._is_open(one)])
        self._find_in_file(decisions)
        self._find_differences(decisions)
        return decisions

    def _is_open(self, one):
        return one.action == NEW and not one.partner_id

    def _refuse(self, decision, reasons):
        decision.action, decision.partner_id = ERROR, None
        decision.reason = " ".join(dict.fromkeys(reasons))

    # === Companies of contacts === #

    def _find_parents(self, decisions):
        wanted = defaultdict(list)
        for one in decisions:
            values = one.row.values
            if not values.get("name") and values.get("_contact"):
                one.parent_row = None if self._has_key(values) else self.last_customer
                if one.parent_row is None and not self._has_key(values):
                    self._refuse(one, [self.env._("No company stands above it.")])
            elif values.get("_parent"):
                wanted[values["_parent"]].append(one)
            if values.get("name") and not values.get("_parent"):
                self.last_customer = one.row.number
                folded = hash(fold_heading(values["name"]))
                self.names.setdefault(folded, one.row.number)
        if wanted:
            self._place_parents(wanted)

    def _has_key(self, values):
        return bool(values.keys() & {"_id", "_external_id", "_identity", "ref"})

    def _place_parents(self, wanted):
        found = self._companies(list(wanted))
        for text, ones in wanted.items():
            ids = found.get(text, [])
            for one in ones:
                values = one.row.values
                if len(ids) == 1:
                    values["parent_id"] = ids[0]
                elif ids:
                    words = self.env._(
                        "“%s” is the name of several companies. Use the code.", text
                    )
                    self._refuse(one, [words])
                elif number := self.names.get(hash(fold_heading(text))):
                    one.parent_row = number
                else:
                    one.parent_text = text

    def _companies(self, texts):
        """Return ``{text: ids}`` of the companies with that code or name."""
        domain = Domain("parent_id", "=", False) & (
            Domain("ref", "in", texts) | Domain("complete_name", "in", texts)
        )
        found = defaultdict(list)
        for partner in self.partners.search_fetch(domain, ["ref", "name"]):
            for text in {partner.ref, partner.name} & set(texts):
                found[text].append(partner.id)
        return found

    # === Keys that say who it is === #

    def _find_by_keys(self, decisions):
        for name in self.keys:
            open_ones = [one for one in decisions if self._is_open(one)]
            getattr(self, f"_find_by_{name}")(open_ones)

    def _found(self, one, ids, what):
        if len(ids) > 1:
            named = self._narrow(one, ids)
            if len(named) != 1:
                words = self.env._(
                    "%(count)s customers have the same %(what)s. Merge them first, or "
                    "name the one that is meant by its ID.",
                    count=len(ids),
                    what=what,
                )
                self._refuse(one, [words])
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
                    self._refuse(one, [words])

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
                    self._refuse(one, [words])
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
            self._found(one, found.get(code, []), self.env._("code"))
            if self._is_open(one) and not one.row.values.get("name"):
                if not one.row.values.get("_contact") or code:
                    words = self.env._("There is no customer with the code %s.", code)
                    self._refuse(one, [words])

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
                self._found(one, sorted(hits[id(one)]), what)

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

    # === Likely duplicates === #

    def _find_alike(self, decisions):
        """Ask the duplicate service about all rows of the chunk at once."""
        wanted = [self._match_values(one) for one in decisions]
        keys_list = [match_keys(values) for values in wanted]
        candidates = self.duplicates._candidates(keys_list, least=2)
        ids = {found for places in candidates.values() for found in places}
        known = self.partners.sudo().browse(ids)._match_values() if ids else {}
        faces = {partner_id: face(values) for partner_id, values in known.items()}
        visible = set(self.partners.browse(faces)._filtered_access("read").ids)
        hits = {}
        for place, one in enumerate(decisions):
            one.keys = keys_list[place]
            one.match_values = wanted[place]
            if found := candidates.get(place):
                scored = self.duplicates._scored(
                    wanted[place], None, found, faces, self.threshold
                )
                name = one.row.values.get("name")
                same = [
                    pid for pid in found if pid in known and name in known[pid]["name"]
                ][:COMPARED_AT_MOST]
                hits[id(one)] = (scored, same)
        self._judge_alike(decisions, hits, visible)

    def _match_values(self, one):
        values = one.row.values
        if not values.get("name"):
            return {}
        if "is_company" not in values:
            values = {**values, "is_company": values.get("_is_company")}
        return self.partners._match_values_of_vals(values)

    def _judge_alike(self, decisions, hits, visible):
        ids = {pid for _scored, same in hits.values() for pid in same} & visible
        current = self._current(ids, [one for one in decisions if id(one) in hits])
        for one in decisions:
            scored, same = hits.get(id(one), ((), ()))
            twin = next(
                (
                    pid
                    for pid in same
                    if pid in current and not self._differences(one, current[pid], True)
                ),
                None,
            )
            if twin:
                one.partner_id, one.action = twin, UPDATE
            elif scored:
                self._is_duplicate(one, scored[0])

    def _is_duplicate(self, one, found):
        partner_id, value, codes = found
        shown = self.duplicates.with_env(self.env)._present([found])[0]
        reasons = ", ".join(shown["reasons"])
        one.pair = (partner_id, value, codes)
        one.partner_id, one.action = partner_id, DUPLICATE
        if shown["name"]:
            one.reason = self.env._(
                "Probably here already: %(name)s (%(reasons)s).",
                name=shown["name"],
                reasons=reasons,
            )
        else:
            one.partner_id = None
            one.reason = self.env._(
                "Probably here already, as a customer that you may not see (%s).",
                reasons,
            )
        if self.imp.duplicate_action == "update" and shown["name"]:
            one.action = UPDATE

    # === Twice in the file === #

    def _find_in_file(self, decisions):
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

    def _meet(self, one):
        keys = [hash(key) for key in one.keys if key[0] in TELLING]
        for name in ("ref", "_identity", "_external_id"):
            if text := one.row.values.get(name):
                keys.append(hash((name, text)))
        firsts = {self.seen[key] for key in keys if key in self.seen}
        for number in sorted(firsts)[:COMPARED_AT_MOST]:
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
        value, codes = score(face(one.match_values), face(self._face_values(other)))
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

    def _face_values(self, values):
        if "is_company" not in values:
            values = {**values, "is_company": values.get("_is_company")}
        return self.partners._match_values_of_vals(values)

    def _values_of(self, number):
        """Return the values of an earlier row of the file."""
        if number not in self.chunk:
            self.chunk[number] = self.imp._row_values(number)
        return self.chunk[number]

    # === What would change === #

    def _compared_fields(self, decisions):
        names = set()
        for one in decisions:
            names.update(name for name in one.row.values if not name.startswith("_"))
        return sorted(names)

    def _current(self, ids, decisions):
        """Return ``{id: values}`` of records, as far as the rows speak of them."""
        if not ids:
            return {}
        names = self._compared_fields(decisions)
        partners = self.partners.browse(sorted(ids))
        rows = {row["id"]: row for row in partners.read(names, load=None)}
        held = {name for one in decisions for name in one.row.values}
        for partner in partners if held & {"_aliases", "_points", "_identity"} else ():
            row = rows[partner.id]
            row["_aliases"] = partner.alias_ids.mapped("name")
            points = partner.contact_point_ids
            row["_points"] = [
                (point.family, (point.value or "").casefold()) for point in points
            ]
            row["_identity"] = partner.identity_ids.filtered(
                lambda identity: identity.channel_id == self.imp.channel_id
            ).mapped("external_id")
        return rows

    def _find_differences(self, decisions):
        updates = [one for one in decisions if one.action == UPDATE]
        current = self._current({one.partner_id for one in updates}, updates)
        for one in decisions:
            if one.action == UPDATE:
                self._settle_update(one, current[one.partner_id])
            else:
                self._settle_mode(one)

    def _settle_update(self, one, current):
        one.changes = self._differences(one, current)
        if contact := one.row.values.get("_contact"):
            if self._contact_differs(one.partner_id, contact):
                one.changes["_contact"] = contact
        if not one.changes:
            one.action = SAME
        elif self.imp.mode == "create":
            one.action = SAME
            one.reason = self.env._("Here already; this import only adds customers.")
            one.changes = {}

    def _settle_mode(self, one):
        if self.imp.mode == "update" and one.action in (NEW, DUPLICATE):
            self._refuse(
                one, [self.env._("Not found; this import only updates customers.")]
            )

    def _differences(self, one, current, exactly=False):
        """Return what the row says otherwise than the record.

        :param exactly: compare everything, whatever the import may change
        """
        found = {}
        for name, value in one.row.values.items():
            if name in CREATED_ONLY or name in ("_id", "_external_id", "_parent"):
                continue
            if name.startswith("_"):
                self._differ_lists(found, name, value, current, exactly)
                continue
            old = current.get(name)
            if name == "category_id":
                self._differ_tags(found, value, old or [])
            elif (old or "") != (value or "") and not (
                self.imp.update_policy == "fill" and old and not exactly
            ):
                found[name] = value
        return found

    def _differ_tags(self, found, value, old):
        if self.imp.replace_tags:
            if set(value) != set(old):
                found["category_id"] = value
        elif set(value) - set(old):
            found["category_id"] = sorted(set(value) | set(old))

    def _differ_lists(self, found, name, value, current, exactly):
        if name in ("_tags", "_group"):
            # Nobody has a tag that is still to be made.
            found[name] = value
        elif name == "_aliases":
            missing = [text for text in value if text not in current.get(name, ())]
            if missing:
                found[name] = missing
        elif name == "_points":
            missing = {
                kind: text
                for kind, text in value.items()
                if (FAMILIES.get(kind, kind), text.casefold())
                not in current.get(name, ())
            }
            if missing:
                found[name] = missing
        elif name == "_identity":
            if value not in current.get(name, ()):
                found[name] = value
        elif name == "_contact" and exactly and current.get("id"):
            if self._contact_differs(current["id"], value):
                found[name] = value

    def _contact_differs(self, partner_id, contact):
        child = self.imp._find_contact(self.partners.browse(partner_id), contact)
        return not child or any(
            (child[name] or "") != (value or "") for name, value in contact.items()
        )

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
