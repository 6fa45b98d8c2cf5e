from odoo import api, models

from .customer_change_value import BANK
from .proposal_settings import needs_four_eyes

STEWARD = "customer_info_mgmt.group_customer_steward"


class ResPartner(models.Model):
    """Key fields of a customer change after approval only.

    A value that somebody writes who may not approve becomes a proposal; the rest of the
    write goes through. Which fields are key a manager ticks; none is at first.

    What runs in superuser mode writes directly: jobs, synchronisation, merging, and an
    approval itself. An import with the rights of a user is a write of that user. A
    value that a new record comes with is no change, so creating is free.
    """

    _inherit = "res.partner"

    def write(self, vals):
        held = self._held_back(vals)
        if not held:
            return super().write(vals)
        self.check_access("write")
        changed = self.browse()
        for fname in held:
            self._check_field_access(self._fields[fname], "write")
        for partner in self._key_guarded(held):
            changed |= partner._propose_key_values(held)
        rest = {fname: value for fname, value in vals.items() if fname not in held}
        if free := self - changed:
            super(ResPartner, free).write(vals)
        if changed and rest:
            super(ResPartner, changed).write(rest)
        if changed and {"phone", "email"} & held.keys():
            # The contact point that wanted to become the field follows the field.
            self.env["customer.contact.point"].sudo()._sync(changed)
        return True

    @api.model
    def _held_back(self, vals):
        """Return those of ``vals`` that the user may not simply write."""
        if self.env.su:
            return {}
        keys = self.env["customer.change.field"]._names("is_key")
        # Bank accounts are rows of their own, which guard themselves.
        held = {fname: vals[fname] for fname in keys if fname in vals and fname != BANK}
        if held and self._may_write_key_fields():
            return {}
        return held

    @api.model
    def _may_write_key_fields(self):
        """Stewards do, unless two people have to see to a change."""
        return self.env.user.has_group(STEWARD) and not needs_four_eyes(self.env)

    def _key_guarded(self, held):
        """Return those of these partners who may not get these values just so."""
        return self._of_customers().filtered(
            lambda partner: not partner._follows_head(held)
        )

    def _of_customers(self):
        """Return those of these partners who are customers or belong to one.

        Who was a customer once stays one: otherwise taking the rank away would be the
        way around.
        """
        families = self.sudo().commercial_partner_id
        known = families.filtered(lambda family: family.customer_rank > 0)
        profiles = self.env["customer.profile"].sudo()
        if others := families - known:
            known |= profiles.search([("partner_id", "in", others.ids)]).partner_id
        return self.filtered(
            lambda partner: partner.sudo().commercial_partner_id in known
        )

    def _follows_head(self, held):
        """Tell whether a contact only takes over the values of its company.

        That is how the core keeps contacts up to date; the company's are guarded.
        """
        self.ensure_one()
        values = self.env["customer.change.value"]
        head = self.sudo().parent_id
        return bool(head) and all(
            values._live_raw(head, fname) == (value or False)
            for fname, value in held.items()
        )

    def _propose_key_values(self, held):
        """Propose these values.

        :return: the partner when a value was held back, else nothing
        """
        self.ensure_one()
        values = self.env["customer.change.value"]
        held = {
            fname: self._fields[fname].convert_to_write(value, self)
            if isinstance(value, models.Model)
            else value
            for fname, value in held.items()
        }
        requests = self.env["customer.change.request"]
        lines = requests._prepare_lines(self, held, strict=False)
        if not lines:
            return self.browse()
        requests._propose(self, held, source="edit")
        self._tell_held_back([values._label(line["field_name"]) for line in lines])
        return self

    def _tell_held_back(self, labels):
        self.env.user._bus_send(
            "simple_notification",
            {
                "type": "warning",
                "title": self.env._("Proposed, waits for approval"),
                "message": self.env._(
                    "%(customer)s: %(fields)s. The old value stays until a data "
                    "steward approves.",
                    customer=self.display_name,
                    fields=", ".join(labels),
                ),
            },
        )
