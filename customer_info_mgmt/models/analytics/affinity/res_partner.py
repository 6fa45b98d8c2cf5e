from odoo import fields, models

from ...file.res_partner import FIGURE_GROUPS


class ResPartner(models.Model):
    _inherit = "res.partner"

    latent_demand_ids = fields.One2many(
        "customer.latent.demand",
        "partner_id",
        "Could Buy, Too",
        readonly=True,
        groups=FIGURE_GROUPS,
    )
