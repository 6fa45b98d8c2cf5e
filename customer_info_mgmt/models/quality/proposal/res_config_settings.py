from odoo import fields, models

from . import proposal_settings
from .proposal_settings import PREFIX


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_four_eyes = fields.Boolean(
        "Four eyes",
        config_parameter=f"{PREFIX}proposal_four_eyes",
        help="Nobody approves a change of a key field of one's own, stewards neither.",
    )
    customer_check_link_days = fields.Integer(
        "Days the link works",
        default=proposal_settings.DEFAULT_LINK_DAYS,
        config_parameter=f"{PREFIX}self_check_link_days",
    )
    customer_check_pause_days = fields.Integer(
        "Days before asking again",
        default=proposal_settings.DEFAULT_PAUSE_DAYS,
        config_parameter=f"{PREFIX}self_check_pause_days",
    )
    customer_check_batch = fields.Integer(
        "Customers asked in one go",
        default=proposal_settings.DEFAULT_BATCH,
        config_parameter=f"{PREFIX}self_check_batch",
    )
