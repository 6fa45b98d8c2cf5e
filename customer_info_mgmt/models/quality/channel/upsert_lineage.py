"""Whom to believe: which of the values that came take the place of what is there."""

from collections import defaultdict
from dataclasses import dataclass

from .customer_channel import DEFAULT_STAFF_PRIORITY
from .customer_value_source import raw_value
from .upsert_values import ADDRESS, FIELDS

NAMES = {target: name for name, target in FIELDS.items()}


@dataclass
class Fate:
    """What happens with one value.

    :param kind: ``take``, ``agree``, ``offer``, or ``wait`` for an approval
    :param value: the value in its one form, as for ``write``
    :param current: what the customer has
    :param holder: id of the channel that gave what the customer has
    """

    kind: str
    value: object
    current: object
    holder: int


class Lineage:
    """Decides for the records of one wave, and notes who said what.

    :param channel: ``customer.channel`` that speaks
    """

    def __init__(self, channel):
        self.channel = channel
        self.env = channel.env
        self.sources = channel.env["customer.value.source"].sudo()
        channels = channel.env["customer.channel"].sudo()
        self.priorities = channels._get_priorities()
        self.staff = channels._get_staff()

    def priority(self, channel_id, field):
        """Return how high a channel ranks for one field."""
        if channel_id not in self.priorities:
            return DEFAULT_STAFF_PRIORITY
        general, own = self.priorities[channel_id]
        return own.get(NAMES[field], general)

    def decide(self, items):
        """Fill ``fates`` of records whose customer is known."""
        said = self._said({item.partner.id for item in items})
        for item in items:
            item.fates = {}
            cleaned = self._cleaned(item)
            for name, value in cleaned.items():
                rows = said.get((item.partner.id, name), {})
                item.fates[name] = self._fate(item.partner, name, value, rows)
            self._keep_address_whole(item.fates)
            item.kept = [
                self._kept(item, name, fate)
                for name, fate in item.fates.items()
                if fate.kind == "offer"
            ]
            item.taken = [
                name for name, fate in item.fates.items() if fate.kind == "take"
            ]

    def _said(self, partner_ids):
        """Return ``{(partner id, field): {channel id: (raw, state)}}``."""
        said = defaultdict(dict)
        for row in self.sources.search_fetch(
            [("partner_id", "in", list(partner_ids))],
            ["partner_id", "field_name", "channel_id", "raw", "state"],
        ):
            place = (row.partner_id.id, row.field_name)
            said[place][row.channel_id.id] = (row.raw, row.state)
        return said

    def _cleaned(self, item):
        """Return the values in the form in which they would be stored."""
        partner = item.partner
        countries = partner._countries_of(item.values, partner)
        cleaned, _notes = partner._clean_vals(item.values, countries)
        if cleaned.get("website"):
            cleaned["website"] = partner._clean_website(cleaned["website"])
        return {name: cleaned[name] for name in item.values}

    def _fate(self, partner, name, value, rows):
        current = raw_value(partner, name)
        current_raw = self.sources._raw(current)
        holder = next(
            (
                channel
                for channel, (raw, state) in rows.items()
                if state == "taken" and raw == current_raw
            ),
            self.staff.id,
        )
        mine = self.priority(self.channel.id, name)
        if value == current:
            return Fate("agree", value, current, holder)
        is_empty = current is False and partner._fields[name].type != "boolean"
        if is_empty or mine >= self.priority(holder, name):
            return Fate("take", value, current, False if is_empty else holder)
        return Fate("offer", value, current, holder)

    @staticmethod
    def _keep_address_whole(fates):
        """What is kept of an address keeps the rest of it: two halves are none."""
        parts = [fates[name] for name in ADDRESS if name in fates]
        if any(fate.kind == "offer" for fate in parts):
            for fate in parts:
                if fate.kind == "take":
                    fate.kind = "offer"

    def _kept(self, item, name, fate):
        """Return what the caller is told of a value that was not taken."""
        holder = self.env["customer.channel"].sudo().browse(fate.holder or ())
        ours = self.sources._shown(item.partner, name, fate.current or None)
        theirs = self.sources._shown(item.partner, name, fate.value)
        return {
            "field": NAMES[name],
            "value": ours,
            "source": holder.code or self.staff.code or "",
            "offered": theirs,
            "reason": self.env._(
                "Kept %(current)s from %(origin)s; %(channel)s says %(value)s.",
                current=ours,
                origin=holder.name or "",
                channel=self.channel.name,
                value=theirs,
            ),
        }

    def set_waiting(self, item):
        """Set aside what was written and is not there: it waits for approval.

        :return: names of these fields
        """
        waiting = [
            name
            for name in item.taken
            if raw_value(item.partner, name) == item.fates[name].current
        ]
        for name in waiting:
            fate = item.fates[name]
            fate.kind = "wait"
            item.taken.remove(name)
            item.kept.append(
                dict(
                    self._kept(item, name, fate),
                    reason=self.env._("Proposed; the old value stays until approved."),
                )
            )
        return waiting

    def note(self, items):
        """Write down who said what; only what is new is written.

        :return: list of ``(row, before)``: the row as ``_note`` takes it, and the
            ``(raw, state)`` that its channel said before, or ``None``
        """
        said = self._said({item.partner.id for item in items if item.fates})
        rows = []
        for item in items:
            if item.action in ("created", "queued"):
                rows += [
                    self._row(item.partner, name, value, "taken")
                    for name, value in self._stored(item)
                ]
            for name, fate in item.fates.items():
                before = said.get((item.partner.id, name), {})
                rows += self._rows_of(item.partner, name, fate, before)
        self.sources._note(rows)
        return [(row, said.get(row[:2], {}).get(row[2])) for row in rows]

    def _stored(self, item):
        return [(name, raw_value(item.partner, name)) for name in item.values]

    def _rows_of(self, partner, name, fate, before):
        """Return the rows that tell one fate, and what it changes for others."""
        mine = self._row(partner, name, fate.value, "taken")
        raw, state = before.get(self.channel.id, (None, None))
        if fate.kind == "wait":
            return []
        if fate.kind == "offer":
            is_known = state in ("dismissed", "offered") and raw == mine[3]
            return [] if is_known else [(*mine[:5], "offered")]
        if fate.kind == "agree":
            return self._rows_of_agreement(mine, fate, raw, state)
        # As it is stored now: cleaning may have the last word.
        mine = self._row(partner, name, raw_value(partner, name), "taken")
        if not fate.holder or fate.holder == self.channel.id:
            return [mine]
        return [mine, self._row(partner, name, fate.current, "offered", fate.holder)]

    def _rows_of_agreement(self, mine, fate, raw, state):
        name = mine[1]
        if fate.holder == self.channel.id or (state == "agrees" and raw == mine[3]):
            return []
        higher = self.priority(self.channel.id, name) > self.priority(fate.holder, name)
        if not higher:
            return [(*mine[:5], "agrees")]
        if fate.holder and fate.holder != self.staff.id:
            return [mine, (*mine[:2], fate.holder, *mine[3:5], "agrees")]
        return [mine]

    def _row(self, partner, name, value, state, channel_id=None):
        return (
            partner.id,
            name,
            channel_id or self.channel.id,
            self.sources._raw(value),
            self.sources._shown(partner, name, value or None)[:250]
            if value is not False or partner._fields[name].type == "boolean"
            else "",
            state,
        )
