import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

CODE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
KINDS = [
    ("shop", "Own online shop"),
    ("platform", "Sales platform"),
    ("mini_program", "Mini-program"),
    ("pos", "Store or point of sale"),
    ("website", "Website"),
    ("social", "Social media"),
    ("email", "E-mail"),
    ("phone", "Phone"),
    ("face_to_face", "Face to face"),
    ("system", "Other system"),
    ("file", "Spreadsheet"),
    ("staff", "Own staff"),
]


class CustomerChannel(models.Model):
    """A way by which customers and their data come to us."""

    _name = "customer.channel"
    _description = "Customer Channel"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="How other systems name this channel. Small letters, digits, - _ and .",
    )
    kind = fields.Selection(KINDS, required=True, default="shop")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    priority = fields.Integer(
        default=30,
        required=True,
        help="Whom to believe when two channels say different things: a value never "
        "takes the place of one from a channel with a higher priority. What staff "
        "enters has the priority of the channel of the code 'staff'.",
    )
    company_id = fields.Many2one(
        "res.company", help="Empty: customers of this channel are for all companies."
    )
    note = fields.Text()
    identity_count = fields.Integer(
        "Customers", compute="_compute_identity_count", help="Ids from this channel."
    )

    _code_uniq = models.UniqueIndex("(code)", "Another channel has this code already.")

    @api.depends_context("uid")
    def _compute_identity_count(self):
        counted = dict(
            self.env["customer.identity"]._read_group(
                [("channel_id", "in", self.ids)], ["channel_id"], ["__count"]
            )
        )
        for channel in self:
            channel.identity_count = counted.get(channel, 0)

    @api.constrains("code")
    def _check_code(self):
        for channel in self:
            if not CODE.fullmatch(channel.code or ""):
                raise ValidationError(
                    self.env._(
                        "%s is no code for a channel. Use small letters, digits, and"
                        " - _ . between them, such as web-shop.",
                        channel.code,
                    )
                )

    def copy_data(self, default=None):
        return [
            dict(vals, code=f"{vals['code']}-copy")
            for vals in super().copy_data(default)
        ]

    def action_open_identities(self):
        """Open the ids that this channel has given."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_info_mgmt.customer_identity_action"
        )
        return dict(action, domain=[("channel_id", "=", self.id)])
