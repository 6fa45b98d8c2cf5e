from odoo import fields, models

from .value_line import BETWEEN, MINUTES


class CustomerSettings(models.TransientModel):
    """What each thing takes by hand: with it the value report tells hours.

    The lines of rooms further on have their minutes here, too: in one place a manager
    sees what the sum is made of.
    """

    _inherit = "customer.settings"

    value_minutes_merged = fields.Integer(
        "Minutes to merge two files by hand",
        default=MINUTES["merged"],
        parameter="value_minutes_merged",
        between=BETWEEN,
    )
    value_minutes_corrected = fields.Integer(
        "Minutes to ask after and correct a value",
        default=MINUTES["corrected"],
        parameter="value_minutes_corrected",
        between=BETWEEN,
    )
    value_minutes_imported = fields.Integer(
        "Minutes to type a customer in",
        default=MINUTES["imported"],
        parameter="value_minutes_imported",
        between=BETWEEN,
    )
    value_minutes_edited = fields.Integer(
        "Minutes to change one customer",
        default=MINUTES["edited"],
        parameter="value_minutes_edited",
        between=BETWEEN,
    )
    value_minutes_won_back = fields.Integer(
        "Minutes to notice that a customer is leaving",
        default=MINUTES["won_back"],
        parameter="value_minutes_won_back",
        between=BETWEEN,
    )
    value_minutes_reminded = fields.Integer(
        "Minutes to keep a reminder by hand",
        default=MINUTES["reminded"],
        parameter="value_minutes_reminded",
        between=BETWEEN,
    )
    value_minutes_settled = fields.Integer(
        "Minutes to follow a feedback up by hand",
        default=MINUTES["settled"],
        parameter="value_minutes_settled",
        between=BETWEEN,
    )
