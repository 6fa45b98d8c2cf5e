from odoo import fields, models

from ..res_partner import ISSUE_GROUPS


class ResPartner(models.Model):
    _inherit = "res.partner"

    value_source_ids = fields.One2many(
        "customer.value.source", "partner_id", "Sources of Values", groups=ISSUE_GROUPS
    )
    offered_value_ids = fields.One2many(
        "customer.value.source",
        "partner_id",
        "What Other Systems Say",
        domain=[("state", "=", "offered")],
        groups=ISSUE_GROUPS,
    )
