"""Is this row a new customer, one that is there, or one that was in the file before."""

from collections import defaultdict

from odoo.fields import Domain

from ....tools.headings import fold_heading
from ....tools.match_keys import match_keys
from ....tools.similarity import face
from ...file.contact.customer_contact_point import FAMILIES
from .. import quality_settings
from .import_decision import (
    COMPARED_AT_MOST,
    DUPLICATE,
    ERROR,
    NEW,
    SAME,
    UPDATE,
    Decision,
)
from .import_keys import KeyFinder
from .import_lineage import ImportLineage
from .import_memory import FileMemory

# Values of a row that no single field of the customer holds.
CREATED_ONLY = ("_is_company", "_country_code")


class CustomerMatcher(KeyFinder, FileMemory):
    """Decides rows in chunks; remembers what it saw of the file.

    :param imp: the ``customer.import``, with the environment of the importing user
    """

    def __init__(self, imp):
        self.imp = imp
        self.env = imp.env
        self.partners = imp.env["res.partner"].with_context(active_test=False)
        self.duplicates = imp.env["customer.duplicate"].sudo()
        self.keys = imp._update_keys()
        self.lineage = ImportLineage(imp)
        self.places = imp._places()
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
        self._refuse_incomplete([one for one in decisions if one.action == NEW])
        return decisions

    def _is_open(self, one):
        return one.action == NEW and not one.partner_id

    def _refuse(self, decision, reasons, key=None):
        """Make an error of a row, and mark the cell of the column ``key``."""
        if key in self.places:
            decision.row.bad.append((self.places[key], reasons[0]))
        decision.action, decision.partner_id = ERROR, None
        decision.reason = " ".join(dict.fromkeys(reasons))

    def _refuse_incomplete(self, decisions):
        """Refuse new customers without their required values, where imports do so."""
        door = self.partners.with_context(customer_door="import")
        if not door._door_refuses_incomplete():
            return
        for one in decisions:
            values = one.row.values
            if not values.get("name") or values.get("_parent") or one.parent_row:
                continue
            missing = [
                name
                for name in self._required(values)
                if not values.get(name) and name not in self._filled(values)
            ]
            if missing:
                labels = [
                    self.partners._fields[name]._description_string(self.env)
                    for name in missing
                ]
                words = self.env._("Required and missing: %s.", ", ".join(labels))
                self._refuse(one, [words])

    def _required(self, values):
        group = values.get("customer_group_id") or self.imp.default_group_id.id
        is_company = bool(values.get("is_company", values.get("_is_company")))
        rules = self.env["customer.field.rule"]
        return [
            name
            for _id, name, requirement, *_rest in rules._asked(is_company, group or 0)
            if requirement == "required"
        ]

    def _filled(self, values):
        """Return the fields that the import or the system fills by itself."""
        tags = values.get("_tags") or self.imp.default_category_ids
        given = {
            "user_id": self.imp.default_user_id,
            "customer_group_id": self.imp.default_group_id or values.get("_group"),
            "category_id": tags,
            "alias_ids": values.get("_aliases"),
            "contact_point_ids": values.get("_points"),
            "child_ids": values.get("_contact"),
            "source_channel_id": self.imp.channel_id,
        }
        return {name for name, value in given.items() if value} | {"lang", "ref"}

    # === Companies of contacts === #

    def _find_parents(self, decisions):
        wanted = defaultdict(list)
        for one in decisions:
            values = one.row.values
            if not values.get("name") and values.get("_contact"):
                one.parent_row = None if self._has_key(values) else self.last_customer
                if one.parent_row is None and not self._has_key(values):
                    words = self.env._("No company stands above it.")
                    self._refuse(one, [words], "contact_name")
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
                    self._refuse(one, [words], "parent_id")
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
        self._keep_better([one for one in updates if one.action == UPDATE])

    def _keep_better(self, decisions):
        """Leave out what would take the place of a value from a better source."""
        items = [
            (
                one,
                self.lineage.said_of(self.partners.browse(one.partner_id), one.changes),
            )
            for one in decisions
        ]
        items = [(one, item) for one, item in items if item.values]
        if items:
            self.lineage.decide([item for _one, item in items])
        for one, item in items:
            if item.kept:
                self._keep(one, item)

    def _keep(self, one, item):
        kept = {
            name: one.changes.pop(name)
            for name, fate in item.fates.items()
            if fate.kind == "offer"
        }
        one.reason = " ".join([one.reason, *(row["reason"] for row in item.kept)])
        one.reason = one.reason.strip()
        if not one.changes:
            one.action = SAME
        if one.changes or self.lineage.is_news(item):
            one.changes["_kept"] = kept

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
