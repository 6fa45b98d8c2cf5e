from odoo import api, fields, models

from ..res_partner_file import ALIAS_GROUPS

SYNCED = {"phone", "email"}


class ResPartner(models.Model):
    """What leads to contact points and identities; phone and e-mail are among them."""

    _inherit = "res.partner"

    contact_point_ids = fields.One2many(
        "customer.contact.point", "partner_id", "Contact Points", groups=ALIAS_GROUPS
    )
    identity_ids = fields.One2many(
        "customer.identity", "partner_id", "Channel Identities", groups=ALIAS_GROUPS
    )
    source_channel_id = fields.Many2one(
        "customer.channel",
        "Source",
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
        groups=ALIAS_GROUPS,
        help="Where we know this customer from.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        reached = partners.filtered(lambda partner: partner.phone or partner.email)
        if reached:
            self.env["customer.contact.point"].sudo()._sync(reached)
        return partners

    def write(self, vals):
        result = super().write(vals)
        if self and SYNCED & vals.keys():
            self.env["customer.contact.point"].sudo()._sync(self)
        return result
