from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...tools.match_keys import match_keys
from ...tools.similarity import face, score
from . import quality_settings

# One key that many records share leads to at most so many of them, and a look-up
# compares at most so many records in all: it never takes long.
PER_KEY = 25
PER_LOOKUP = 40
# A hint while somebody types costs nobody anything, so it comes earlier than a pair on
# the review list: the name alone, where it is a telling one.
HINT_THRESHOLD = 0.5
# What a shared key is worth when there are more candidates than a look-up compares.
STRONG_KINDS = ("phone", "email", "account", "tax", "name")


class CustomerDuplicate(models.Model):
    """The look-up: who is there already that looks like this."""

    _inherit = "customer.duplicate"

    @api.model
    @api.readonly
    def find(self, values, limit=5):
        """Return the records that are probably the customer with these values.

        A customer that the user may not see is not shown, but said to exist, with the
        name of its owner and nothing else: what is equal would tell what its file says.

        :param values: dict of values as for ``res.partner.create``; ``id`` is the
            record itself, where it exists already
        :param limit: how many candidates to return at most
        :return: list of dicts, best first: ``id``, ``name``, ``score`` (0 to 1),
            ``reasons`` (texts) and ``owner`` (name or ``False``). Where the user may
            not see the record, all but the owner is empty (``False``, ``[]``).
        :raise AccessError: for portal and public users, and for companies not theirs
        :raise UserError: for values that are no dict
        """
        values = self._check_may_find(values)
        found = self.sudo()._find_many([values])[0]
        limit = limit if isinstance(limit, int) else 5
        return self._present(found[: max(0, min(limit, 20))])

    def _check_may_find(self, values):
        """Return what may be looked for: plain values, and lines of contact points."""
        if not isinstance(values, dict):
            raise UserError(
                self.env._("Give the values as field and value: {'name': 'Li Wei'}.")
            )
        if not self.env.su:
            if not self.env.user._is_internal():
                raise AccessError(self.env._("Only employees may look for duplicates."))
            # Raises for a company that is not the user's; as superuser it would not.
            self.env.companies.check_access("read")
        known = self.env["res.partner"]._fields
        return {
            name: value
            for name, value in values.items()
            if _is_plain(known.get(name), value)
        }

    @api.model
    @api.readonly
    def check_form(self, values):
        """Return what the form shows while somebody types.

        :param values: as for ``find``
        :return: dict of ``action`` (what the settings say for forms) and ``found`` (as
            ``find`` returns it; empty where the settings say to do nothing)
        """
        values = self._check_may_find(values)
        door = self.env["res.partner"]._get_screen_door()
        action = quality_settings.get_door_action(self.env, door)
        if action == "ignore":
            return {"action": action, "found": []}
        threshold = HINT_THRESHOLD if action == "warn" else None
        found = self.sudo()._find_many([values], threshold)[0]
        return {"action": action, "found": self._present(found[:3])}

    def _present(self, found):
        """Return candidates as ``find`` shows them, seen with the user's eyes."""
        partners = self.env["res.partner"].browse(row[0] for row in found)
        visible = partners._filtered_access("read")
        nothing = {"id": False, "name": False, "score": False, "reasons": []}
        shown = []
        for partner, (_id, value, codes) in zip(partners, found, strict=True):
            row = nothing
            if partner in visible:
                row = {
                    "id": partner.id,
                    "name": partner.display_name,
                    "score": round(value, 3),
                    "reasons": self._in_words(codes),
                }
            shown.append({**row, "owner": partner.sudo().user_id.name or False})
        return shown

    @api.model
    def _find_many(self, vals_list, threshold=None):
        """Return for each dict of values its candidates, best first.

        One indexed look-up for all of them; superuser mode is needed.

        :param vals_list: list of dicts as for ``find``
        :param threshold: least score, default that of the settings
        :return: list of lists of ``(partner id, score, codes of reasons)``
        """
        if threshold is None:
            threshold = quality_settings.get_threshold(self.env)
        partners = self.env["res.partner"]
        wanted = [partners._match_values_of_vals(vals) for vals in vals_list]
        candidates = self._candidates([match_keys(values) for values in wanted])
        everyone = {found for places in candidates.values() for found in places}
        known = partners.browse(everyone)._match_values()
        faces = {partner_id: face(values) for partner_id, values in known.items()}
        return [
            self._scored(values, vals.get("id"), candidates[place], faces, threshold)
            for place, (values, vals) in enumerate(zip(wanted, vals_list, strict=True))
        ]

    @api.model
    def _find_pairs(self, partners):
        """Return the pairs of these records with any others.

        :return: list of ``(own id, other id, score, codes of reasons)``, best first
        """
        known = partners._match_values()
        keys_list = [match_keys(values) for values in known.values()]
        candidates = self._candidates(keys_list)
        others = {found for places in candidates.values() for found in places}
        threshold = quality_settings.get_threshold(self.env)
        faces = {
            partner_id: face(values)
            for partner_id, values in partners.browse(others)._match_values().items()
        }
        pairs = [
            (own_id, *row)
            for place, (own_id, values) in enumerate(known.items())
            for row in self._scored(values, own_id, candidates[place], faces, threshold)
        ]
        return sorted(pairs, key=lambda pair: -pair[2])

    @api.model
    def _find_twins(self, vals_list):
        """Return the first two dicts of values that look like one customer.

        :return: ``(place, place, codes of reasons)`` or ``None``
        """
        wanted = [
            self.env["res.partner"]._match_values_of_vals(vals) for vals in vals_list
        ]
        threshold = quality_settings.get_threshold(self.env)
        sharing, faces, compared = defaultdict(list), {}, set()
        for place, values in enumerate(wanted):
            for key in match_keys(values):
                for other in sharing[key][:PER_KEY]:
                    if (other, place) in compared:
                        continue
                    compared.add((other, place))
                    for one in (other, place):
                        faces.setdefault(one, face(wanted[one]))
                    value, codes = score(faces[other], faces[place])
                    if value >= threshold:
                        return other, place, codes
                sharing[key].append(place)
        return None

    def _scored(self, values, own_id, candidates, faces, threshold):
        if not candidates:
            return []
        mine = face(values)
        rows = []
        for partner_id in candidates:
            if partner_id == own_id or partner_id not in faces:
                continue
            value, codes = score(mine, faces[partner_id])
            if value >= threshold:
                rows.append((partner_id, value, codes))
        return sorted(rows, key=lambda row: (-row[1], row[0]))

    def _candidates(self, keys_list, least=1):
        """Return ``{place: partner ids}`` of those that share keys, most keys first.

        :param keys_list: list of sets of ``(kind, key)``
        :param least: what the shared keys are worth together; 2 leaves out who shares
            one weak key and nothing else, as the scan does
        """
        rows = [
            (place, kind, key, 3 if kind in STRONG_KINDS else 1)
            for place, keys in enumerate(keys_list)
            for kind, key in keys
        ]
        candidates = defaultdict(list)
        if not rows:
            return candidates
        places, kinds, keys, weights = map(list, zip(*rows, strict=True))
        self.env["res.partner"].flush_model(["active", "partner_share", "company_id"])
        for place, partner_id in self.env.execute_query(
            self._candidates_sql(places, kinds, keys, weights, least)
        ):
            candidates[place].append(partner_id)
        return candidates

    def _candidates_sql(self, places, kinds, keys, weights, least):
        # Employees and archived records are no candidates; nor are customers of other
        # companies, whose existence is no business of this one.
        return SQL(
            """
            SELECT place, found.partner_id
              FROM (
                    SELECT wanted.place, shared.partner_id,
                           SUM(wanted.weight) AS weight,
                           row_number() OVER (
                               PARTITION BY wanted.place
                               ORDER BY SUM(wanted.weight) DESC, shared.partner_id
                           ) AS rank
                      FROM unnest(string_to_array(%(places)s, ' ')::int[],
                                  string_to_array(%(kinds)s, ' '),
                                  string_to_array(%(keys)s, chr(10)),
                                  string_to_array(%(weights)s, ' ')::int[])
                           AS wanted (place, kind, key, weight)
                     CROSS JOIN LATERAL (
                            SELECT k.partner_id
                              FROM customer_match_key k
                             WHERE k.kind = wanted.kind AND k.key = wanted.key
                             LIMIT %(per_key)s
                           ) shared
                     GROUP BY wanted.place, shared.partner_id
                   ) found
              JOIN res_partner partner ON partner.id = found.partner_id
             WHERE found.rank <= %(per_lookup)s
               AND found.weight >= %(least)s
               AND partner.active
               AND partner.partner_share
               AND (partner.company_id IS NULL
                    OR partner.company_id = ANY(%(companies)s))
             ORDER BY place, found.weight DESC, found.partner_id
            """,
            # One text each: thousands of parameters take longer to hand over than
            # the look-up itself. No key holds white space.
            places=" ".join(map(str, places)),
            kinds=" ".join(kinds),
            keys="\n".join(keys),
            weights=" ".join(map(str, weights)),
            per_key=PER_KEY,
            per_lookup=PER_LOOKUP,
            least=least,
            companies=self.env.companies.sudo().parent_ids.ids,
        )


def _is_plain(field, value):
    """Whether a value that a browser or a program sent is one that a look-up reads."""
    if field is not None and field.type in ("one2many", "many2many"):
        return isinstance(value, list) and all(
            isinstance(line, (list, tuple)) for line in value
        )
    return value is None or isinstance(value, (str, int, float))
