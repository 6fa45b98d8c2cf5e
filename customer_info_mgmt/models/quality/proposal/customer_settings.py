from odoo import fields, models

from . import proposal_settings


class CustomerSettings(models.TransientModel):
    _inherit = "customer.settings"

    customer_four_eyes = fields.Boolean(
        "Four eyes",
        parameter="proposal_four_eyes",
        help="Nobody approves a change of a key field of one's own, stewards neither.",
    )
    customer_check_link_days = fields.Integer(
        "Days the link works",
        default=proposal_settings.DEFAULT_LINK_DAYS,
        parameter="self_check_link_days",
        between=proposal_settings.LINK_DAYS,
    )
    customer_check_pause_days = fields.Integer(
        "Days before asking again",
        default=proposal_settings.DEFAULT_PAUSE_DAYS,
        parameter="self_check_pause_days",
        between=proposal_settings.PAUSE_DAYS,
    )
    customer_check_batch = fields.Integer(
        "Customers asked in one go",
        default=proposal_settings.DEFAULT_BATCH,
        parameter="self_check_batch",
        between=proposal_settings.BATCH,
    )
