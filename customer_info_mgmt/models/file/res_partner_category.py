from odoo import fields, models


class ResPartnerCategory(models.Model):
    _inherit = "res.partner.category"

    kind = fields.Selection(
        [
            ("region", "Region"),
            ("value", "Value"),
            ("trade", "Trade"),
            ("habit", "Buying habit"),
            ("own", "Own"),
        ],
        required=True,
        default="own",
        help="What the tag says about a customer.",
    )
