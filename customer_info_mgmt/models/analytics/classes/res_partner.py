from odoo import fields, models

from ...file.res_partner import FIGURE_GROUPS


class ResPartner(models.Model):
    _inherit = "res.partner"

    customer_class_member_ids = fields.One2many(
        "customer.class.member",
        "partner_id",
        "Classes",
        readonly=True,
        groups=FIGURE_GROUPS,
    )
