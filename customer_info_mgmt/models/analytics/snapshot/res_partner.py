from odoo import fields, models

from ...file.res_partner import FIGURE_GROUPS


class ResPartner(models.Model):
    _inherit = "res.partner"

    customer_snapshot_ids = fields.One2many(
        "customer.profile.snapshot",
        "partner_id",
        "Figures at Month Ends",
        readonly=True,
        groups=FIGURE_GROUPS,
    )
