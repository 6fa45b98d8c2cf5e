from odoo import fields, models
from odoo.exceptions import ValidationError

from .customer_contact_point import HOWS, USUAL_HOW


class CustomerContactPoint(models.Model):
    """Who found out, when and how, that a contact point is right."""

    _inherit = "customer.contact.point"

    def action_verify(self, how=None):
        """Note that the user has verified these contact points today.

        The contact itself is noted in the chatter of the customer.

        :param how: key of ``HOWS``; default what is usual for the kind
        """
        self.check_access("write")
        self.partner_id.check_access("write")
        how = how or self.env.context.get("customer_verified_how")
        if how and how not in dict(HOWS):
            raise ValidationError(self.env._("Unknown way of verifying: %s", how))
        today = fields.Date.context_today(self)
        for point in self:
            point.sudo().write(
                {
                    "verified_date": today,
                    "verified_by_id": self.env.uid,
                    "verified_how": how or USUAL_HOW.get(point.kind, "message"),
                }
            )
            point._note_verified()
        return True

    def _note_verified(self):
        labels = dict(self._fields["verified_how"]._description_selection(self.env))
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        self.partner_id.sudo().message_post(
            body=self.env._(
                "%(kind)s %(value)s verified: %(how)s.",
                kind=kinds[self.kind],
                value=self.value,
                how=labels[self.verified_how],
            )
        )
