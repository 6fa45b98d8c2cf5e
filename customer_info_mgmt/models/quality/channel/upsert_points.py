"""Contact points that other systems send: what is new is added, nothing is removed."""

from odoo.tools import SQL

PARTNER_FAMILIES = {"phone": "phone", "email": "email"}


class PointWriter:
    """Adds the contact points of a wave in one go.

    :param channel: ``customer.channel`` that sends them
    """

    def __init__(self, channel):
        self.channel = channel
        self.points = channel.env["customer.contact.point"]

    def add(self, items):
        """Add what is not there yet.

        :return: the records of which something was added
        """
        known = self._known(items)
        vals_list, changed = [], []
        for item in items:
            item.added = []
            for point in item.points:
                vals = dict(point, partner_id=item.partner.id)
                cleaned = self.points._clean_vals(vals)
                place = self.points._identity_of(cleaned)
                if place in known:
                    continue
                known.add(place)
                vals_list.append(dict(vals, channel_id=self.channel.id))
                item.added.append(cleaned["value"])
            if item.added:
                changed.append(item)
        if vals_list:
            self.points.create(vals_list)
        return changed

    def keep_replaced(self, items, channel_id):
        """Keep a phone or e-mail of another source that a better one replaces.

        The new value becomes a contact point first; making it the primary one then
        leaves the old one, and that it was verified, where it is.
        """
        vals_list = [
            {
                "partner_id": item.partner.id,
                "kind": name,
                "value": item.values[name],
                "channel_id": channel_id,
            }
            for item in items
            for name in item.taken
            if name in PARTNER_FAMILIES and item.fates[name].current
            if item.fates[name].holder != channel_id
        ]
        if vals_list:
            self.points.create(vals_list)

    def _known(self, items):
        partner_ids = [item.partner.id for item in items if item.points]
        if not partner_ids:
            return set()
        found = self.points.sudo().search([("partner_id", "in", partner_ids)])
        return {point._identity() for point in found}

    def note_source(self, items):
        """Note where phones and e-mails that were taken just now come from."""
        taken = [
            (item.partner.id, name)
            for item in items
            for name in item.taken
            if name in PARTNER_FAMILIES
        ]
        if not taken:
            return
        self.points.flush_model()
        partner_ids, families = zip(*taken, strict=True)
        self.points.env.cr.execute(
            SQL(
                """
                UPDATE customer_contact_point point
                   SET channel_id = %s
                  FROM unnest(%s::int[], %s::text[]) AS taken (partner_id, family)
                 WHERE point.partner_id = taken.partner_id
                   AND point.family = taken.family AND point.is_primary
                """,
                self.channel.id,
                list(partner_ids),
                list(families),
            )
        )
        self.points.invalidate_model(["channel_id"])
