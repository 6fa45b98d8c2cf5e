from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

MAX_NOTE = 2000


class CustomerChangeRequest(models.Model):
    """How proposals come in: by a person, by an edit, from the customer."""

    _inherit = "customer.change.request"

    @api.model
    def suggest(self, partner_id, values, note="", photo=False, **origin):
        """Propose values for a customer; they wait for approval.

        What equals the live value is passed over, and so is what the user has already
        proposed. A second value of the same user for a field takes the place of the
        first.

        :param int partner_id: the customer, contact or address
        :param dict values: field name to the proposed value, as text or id; false
            says that the live value is wrong and nobody knows the right one
        :param str note: why, in one sentence
        :param photo: a picture in base64
        :param origin: ``picking_id`` or ``order_id`` where it was noticed
        :return: id of the proposal, false where there was nothing new
        :raise AccessError: for a customer or field that is not the user's to see
        :raise ValidationError: for a value that cannot be right
        """
        self.check_access("read")
        partner = self.env["res.partner"].browse(int(partner_id)).exists()
        if not partner:
            raise UserError(self.env._("This customer is not there any more."))
        partner.check_access("read")
        self._check_may_suggest(partner, values)
        request = self._propose(
            partner,
            values,
            note=str(note or "")[:MAX_NOTE],
            photo=photo,
            **self._read_origin(partner, origin),
        )
        return request.id or False

    @api.model
    def _check_may_suggest(self, partner, values):
        allowed = self.env["customer.change.field"]._names("can_suggest")
        reader = self.env["customer.change.value"]
        if not isinstance(values, dict) or not values:
            raise UserError(self.env._("Change a value first, then suggest it."))
        for fname in values:
            if fname not in allowed:
                raise UserError(
                    self.env._(
                        "%s cannot be suggested. A manager chooses the fields under "
                        "Customers, Configuration, Fields for Proposals.",
                        reader._label(fname),
                    )
                )
            reader._check_readable(partner, fname)

    @api.model
    def _read_origin(self, partner, origin):
        """Return where it was noticed, for documents of the partner that the user may
        read."""
        found = {}
        for key, model in (("picking_id", "stock.picking"), ("order_id", "sale.order")):
            document = self.env[model].browse(origin.get(key) or ()).exists()
            if not document:
                continue
            document.check_access("read")
            family = document.sudo().partner_id.commercial_partner_id
            if family == partner.sudo().commercial_partner_id:
                found[key] = document.id
        return found

    @api.model
    def _propose(self, partner, values, source="suggestion", proposer=None, **vals):
        """Make a proposal of ``values``, whoever may write them.

        :param partner: one partner
        :param values: dict of field name to value, as in :meth:`suggest`
        :param source: a key of ``SOURCES``
        :param proposer: user, ``self.env.user`` by default; none for a customer
        :return: the new proposal, in superuser mode; empty where nothing is new
        """
        from_customer = source == "customer"
        proposer = self.env["res.users"] if from_customer else self.env.user
        lines = self._prepare_lines(partner, values, strict=source != "edit")
        requests = self.sudo().with_context(
            # A customer must not follow what we say about its answer.
            mail_create_nosubscribe=from_customer,
            mail_create_nolog=True,
        )
        earlier = requests._waiting_of(partner, proposer, source)
        lines = requests._drop_known(earlier, lines)
        if not lines:
            return requests.browse()
        name = partner.sudo().display_name if from_customer else proposer.sudo().name
        request = requests.create(
            {
                "partner_id": partner.id,
                "company_id": self.env.company.id,
                "source": source,
                "proposer_id": proposer.id,
                "proposer_name": name,
                "line_ids": [Command.create(line) for line in lines],
                **vals,
            }
        )
        request._after_proposal()
        return request

    @api.model
    def _prepare_lines(self, partner, values, strict=True):
        """Return the values of lines, for what differs from the live value."""
        reader = self.env["customer.change.value"]
        keys = self.env["customer.change.field"]._names("is_key")
        lines = []
        for fname, value in values.items():
            live = partner.sudo()
            old = reader._live_raw(live, fname)
            new = reader._read_proposed(live, fname, value, strict)
            if old == new:
                continue
            lines.append(
                {
                    "field_name": fname,
                    "old_raw": reader._dumps(old),
                    "new_raw": reader._dumps(new),
                    "old_value": reader._text(fname, old),
                    "new_value": reader._text(fname, new),
                    "is_key": fname in keys,
                    "is_restricted": bool(partner._fields[fname].groups)
                    and partner._fields[fname].groups != "base.group_user",
                }
            )
        return lines

    def _waiting_of(self, partner, proposer, source):
        """Return lines of the same person for the same partner that still wait."""
        return self.line_ids.search(
            [
                ("partner_id", "=", partner.id),
                ("state", "=", "waiting"),
                ("request_id.proposer_id", "=", proposer.id),
                ("request_id.source", "=", source)
                if source == "customer"
                else ("request_id.source", "!=", "customer"),
            ]
        )

    @api.model
    def _drop_known(self, earlier, lines):
        """Return the lines that are new, and withdraw those whose place they take."""
        kept = []
        for line in lines:
            same = earlier.filtered(
                lambda known, line=line: known.field_name == line["field_name"]
            )
            if line["new_raw"] in same.mapped("new_raw"):
                continue
            if same:
                same._close("withdrawn", self.env._("Replaced by a newer proposal."))
            kept.append(line)
        return kept
