"""One call of another system: who the customers are, and what becomes of them."""

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ....tools.match_keys import match_keys
from .. import quality_settings
from ..trusted import YES
from .upsert_lineage import Lineage
from .upsert_points import PointWriter
from .upsert_values import FIELDS, Item, Refusal, ValueReader

NAMES = {target: name for name, target in FIELDS.items()}
# Kinds of match keys under which hardly two customers meet.
STRONG = ("phone", "email", "account", "tax")
# What a bad record may raise; what says that two calls met is never caught.
REFUSALS = (
    UserError,
    AccessError,
    MissingError,
    ValueError,
    psycopg2.IntegrityError,
    psycopg2.DataError,
)
CONTEXT = {
    "customer_door": "api",
    "customer_duplicates_known": YES,
    "customer_match_keys_later": YES,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
}


class UpsertBatch:
    """Works off the records of one call in waves.

    A wave holds no two records that may be one customer, so that everybody in it can be
    looked up, created and noted together; the second of the two finds the first.

    :param channel: ``customer.channel``, in the environment of the caller
    :param records: the records as they came
    """

    def __init__(self, channel, records):
        self.channel = channel
        self.env = channel.with_context(**CONTEXT).env
        self.partners = self.env["res.partner"]
        self.records = records
        self.results = [None] * len(records)
        self.reader = ValueReader(self.channel.with_env(self.env))
        self.action = quality_settings.get_door_action(self.env, "api")

    def run(self):
        """Return the result of each record, in their order."""
        pending = self._read()
        while pending:
            wave, pending = self._next_wave(pending)
            self._run_wave(wave)
        return self.results

    def _read(self):
        items = []
        for place, record in enumerate(self.records):
            try:
                item = self.reader.read_record(place, record)
            except Refusal as refusal:
                self._refuse(Item(place, self._id_of(record)), str(refusal))
                continue
            item.keys = self._strong_keys(item)
            items.append(item)
        return items

    @staticmethod
    def _id_of(record):
        value = record.get("external_id") if isinstance(record, dict) else ""
        return value if isinstance(value, str | int) else ""

    def _strong_keys(self, item):
        values = self.partners._match_values_of_vals(self._sought(item))
        return frozenset(key for key in match_keys(values) if key[0] in STRONG)

    @staticmethod
    def _sought(item):
        """Return the values by which a customer is looked for."""
        points = [(0, 0, point) for point in item.points]
        return dict(item.values, contact_point_ids=points)

    @staticmethod
    def _next_wave(pending):
        """Return the records that can go together, and those that wait."""
        wave, waiting, ids, keys = [], [], set(), set()
        for item in pending:
            if item.external_id in ids or keys & item.keys:
                waiting.append(item)
            else:
                wave.append(item)
            ids.add(item.external_id)
            keys |= item.keys
        return wave, waiting

    def _run_wave(self, wave):
        self._find_known(wave)
        self._find_alike([item for item in wave if not item.partner])
        lineage = Lineage(self.channel.with_env(self.env))
        points = PointWriter(self.channel.with_env(self.env))
        new = [item for item in wave if not item.partner and not item.action]
        old = [item for item in wave if item.partner and not item.action]
        self._attempt(new, lambda items: self._create(items, points))
        self._attempt(old, lambda items: self._update(items, lineage, points))
        done = [item for item in wave if item.action != "refused"]
        lineage.note(done)
        points.note_source(done)
        self._note_identities(done)
        self._note_pairs(done)
        self._refresh_keys(done)
        for item in done:
            self.results[item.place] = self._result(item)

    def _find_known(self, wave):
        """Find customers by their id in this channel."""
        self.env["customer.identity"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT external_id, partner_id FROM customer_identity"
                " WHERE channel_id = %s AND external_id = ANY(%s)",
                self.channel.id,
                [item.external_id for item in wave],
            )
        )
        found = dict(rows)
        partners = self.partners.browse(found.values())
        # Taken from one set of records, so that they are read together.
        of_id = {partner.id: partner for partner in partners}
        open_ids = set(partners._filtered_access("write").ids)
        for item in wave:
            partner_id = found.get(item.external_id)
            if partner_id and partner_id not in open_ids:
                self._refuse(
                    item,
                    self.env._(
                        "This id belongs to a customer that you may not change."
                    ),
                )
            elif partner_id:
                item.partner = of_id[partner_id]
                item.is_known = True

    def _find_alike(self, items):
        """Find by match keys who is there under no id of this channel yet."""
        items = [item for item in items if not item.action]
        if self.action == "ignore" or not items:
            return
        duplicates = self.env["customer.duplicate"].sudo()
        for item, found in zip(
            items,
            duplicates._find_many([self._sought(item) for item in items]),
            strict=True,
        ):
            if found:
                self._judge(item, found)

    def _judge(self, item, found):
        """Recognise the customer, or do what the settings say of likely duplicates.

        :param found: ``(partner id, score, codes)``, best first
        """
        certain = [row for row in found if row[1] >= self.channel.sudo().link_score]
        partner = self.partners.browse(found[0][0])
        words = self.env["customer.duplicate"]._in_words(found[0][2])
        if len(certain) == 1 and partner._filtered_access("write"):
            item.partner = partner
            item.reasons = [self.env._("Recognised: %s.", ", ".join(words))]
            return
        shown = self.env["customer.duplicate"]._present(found[:1])[0]
        if self.action == "block":
            self._refuse(item, self.partners._duplicate_message(item.values, shown))
            return
        item.reasons = [
            self.env._(
                "Looks like %(name)s: %(reasons)s.",
                name=shown["name"] or self.env._("a customer that you may not see"),
                reasons=", ".join(words),
            )
        ]
        if self.action == "queue":
            item.pairs = found

    def _attempt(self, items, work):
        """Do ``work`` for all of them at once; where it fails, find the bad ones.

        One savepoint where nothing is wrong; a bad record is found by halving.
        """
        if not items:
            return
        try:
            with self.env.cr.savepoint():
                work(items)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except REFUSALS as error:
            if len(items) == 1:
                self._refuse(items[0], self._words_of(error))
                return
            middle = len(items) // 2
            self._attempt(items[:middle], work)
            self._attempt(items[middle:], work)

    def _words_of(self, error):
        if isinstance(error, psycopg2.Error):
            return self.env["res.partner"]._sql_error_to_message(error)
        return str(error.args[0] if error.args else error)

    def _create(self, items, points):
        company = self.channel.sudo().company_id
        vals_list = []
        for item in items:
            if not item.values.get("name"):
                raise_without_name(self.env, item, len(items))
            vals_list.append(
                {
                    "customer_rank": 1,
                    "company_id": company.id,
                    "source_channel_id": self.channel.id,
                    **item.values,
                    "category_id": [(6, 0, item.tags)],
                }
            )
        partners = self.partners.create(vals_list)
        for item, partner in zip(items, partners, strict=True):
            item.partner = partner
        points.add(items)
        for item in items:
            item.action = "queued" if item.pairs else "created"
            item.taken = list(item.values)

    def _update(self, items, lineage, points):
        lineage.decide(items)
        points.keep_replaced(items, self.channel.id)
        for item in items:
            vals = {name: item.values[name] for name in item.taken}
            if item.tags:
                vals.update(self._missing_tags(item))
            if vals:
                item.partner.write(vals)
            waiting = lineage.set_waiting(item)
            is_new = len(vals) > len(waiting) or not item.is_known
            item.action = "updated" if is_new else "unchanged"
        for item in points.add(items):
            item.action = "updated"

    @staticmethod
    def _missing_tags(item):
        missing = set(item.tags) - set(item.partner.category_id.ids)
        return {"category_id": [(4, tag) for tag in missing]} if missing else {}

    def _refuse(self, item, reason):
        item.action, item.partner = "refused", None
        item.reasons = [reason]
        self.results[item.place] = self._result(item)

    def _result(self, item):
        """Return what the caller is told of one record."""
        return {
            "external_id": item.external_id,
            "action": item.action,
            "partner_id": item.partner.id if item.partner else False,
            "reasons": item.reasons,
            "taken": [NAMES[name] for name in item.taken],
            "kept": item.kept,
            "contact_points": item.added,
        }

    def _note_identities(self, items):
        """Give the customers their ids.

        Two calls that create one customer at the same time meet here: the second one
        waits for the first, is rolled back and done again by Odoo, and then finds it.
        """
        if not items:
            return
        rows = sorted((item.external_id, item.partner.id) for item in items)
        self.env.flush_all()
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_identity
                       (channel_id, external_id, partner_id, last_seen,
                        create_uid, create_date, write_uid, write_date)
                SELECT %(channel)s, ids.external_id, ids.partner_id, %(now)s,
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM unnest(%(ids)s::text[], %(partners)s::int[])
                       AS ids (external_id, partner_id)
                    ON CONFLICT (channel_id, external_id)
                    DO UPDATE SET last_seen = EXCLUDED.last_seen
                """,
                channel=self.channel.id,
                now=now,
                uid=self.env.uid,
                ids=[external_id for external_id, _partner in rows],
                partners=[partner for _id, partner in rows],
            )
        )
        self.env["customer.identity"].invalidate_model()
        self.partners.invalidate_model(["identity_ids"])

    def _refresh_keys(self, items):
        """One look at the keys of all of them, which the next wave is looked up by."""
        changed = [item.partner.id for item in items if item.action != "unchanged"]
        partners = self.partners.with_context(customer_match_keys_later=False)
        partners.browse(changed)._refresh_match_keys()

    def _note_pairs(self, items):
        pairs = [
            (item.partner.id, partner_id, value, codes)
            for item in items
            for partner_id, value, codes in item.pairs
        ]
        if pairs:
            self.env["customer.duplicate"].sudo()._add_pairs(pairs, "api")


def raise_without_name(env, item, count):
    """A new customer needs a name; among several, the record is found by halving."""
    raise UserError(
        env._(
            "%s is not known yet, and no name came with it. Send values.name.",
            item.external_id,
        )
        if count == 1
        else "name"
    )
