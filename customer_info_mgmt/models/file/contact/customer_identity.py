from odoo import api, fields, models
from odoo.exceptions import ValidationError

ID_LENGTH = 250


class CustomerIdentity(models.Model):
    """The id under which a shop, platform or mini-program knows a customer."""

    _name = "customer.identity"
    _description = "Channel Identity"
    _order = "channel_id, external_id"
    _rec_name = "external_id"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, ondelete="cascade", index=True
    )
    channel_id = fields.Many2one(
        "customer.channel", required=True, ondelete="restrict", index=True
    )
    external_id = fields.Char(
        "Id There", required=True, help="The customer's id in the other system."
    )
    last_seen = fields.Datetime(
        readonly=True, help="When the other system last told us of this customer."
    )

    # One customer per id: whoever comes second finds the first.
    _channel_external_uniq = models.UniqueIndex(
        "(channel_id, external_id)", "This channel has a customer with this id already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_vals(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._clean_vals(vals))

    @api.model
    def _clean_vals(self, vals):
        """Return ``vals`` with an id without spaces around it.

        :raise ValidationError: for an empty id, or one too long to be looked up
        """
        if "external_id" not in vals:
            return vals
        external_id = str(vals["external_id"] or "").strip()
        if not external_id or len(external_id) > ID_LENGTH:
            raise ValidationError(
                self.env._(
                    "Id %(begin)s: give 1 to %(length)s characters.",
                    begin=external_id[:20] or "-",
                    length=ID_LENGTH,
                )
            )
        return dict(vals, external_id=external_id)

    @api.depends("channel_id", "external_id")
    def _compute_display_name(self):
        for identity in self:
            channel = identity.channel_id.name or ""
            identity.display_name = f"{channel}: {identity.external_id}"
