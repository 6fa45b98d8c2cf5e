"""Whom an import speaks for, and which of its values a better source keeps out."""

from dataclasses import dataclass, field

from ..channel.upsert_lineage import NAMES, Lineage


@dataclass
class Said:
    """What a row says of a record, as ``Lineage`` takes it."""

    partner: object
    values: dict
    action: str = "updated"
    fates: dict = field(default_factory=dict)
    taken: list = field(default_factory=list)
    kept: list = field(default_factory=list)


class ImportLineage(Lineage):
    """Decides for the rows of an import which values take the place of others.

    A file of another system speaks for that system's channel. A plain spreadsheet, or
    one without a channel, speaks for staff, who has made it.

    :param imp: the ``customer.import``
    """

    def __init__(self, imp):
        channel = imp.channel_id
        staff = channel.sudo()._get_staff().with_env(imp.env)
        super().__init__(staff if not channel or channel.kind == "file" else channel)
        self.is_staff = self.channel == staff

    @staticmethod
    def governed(values):
        """Return those of the values whose source is kept."""
        return {
            name: value
            for name, value in values.items()
            if name in NAMES and name != "category_id"
        }

    def said_of(self, partner, values, **more):
        """Return what a row says of a record as the other methods take it."""
        return Said(partner, self.governed(values), **more)

    def decide(self, items):
        """Fill ``fates``; nothing is kept out where nobody is known to speak."""
        return super().decide(items) if self.channel else None

    def is_news(self, item):
        """Tell whether the import would note an offer that is not noted yet."""
        return any(
            self._rows_of(item.partner, name, fate, self._before(item.partner, name))
            for name, fate in item.fates.items()
            if fate.kind == "offer"
        )

    def note(self, items):
        """Write down who said what; see ``Lineage.note``."""
        return super().note(items) if self.channel else []

    def _said(self, partner_ids):
        self.known = super()._said(partner_ids)
        return self.known

    def _before(self, partner, name):
        return self.known.get((partner.id, name), {})

    def _cleaned(self, item):
        # The reader has cleaned them.
        return item.values

    def _rows_of(self, partner, name, fate, before):
        # What nobody else gave, staff did: that needs no row.
        if self.is_staff and not before:
            return []
        return super()._rows_of(partner, name, fate, before)
