from odoo import fields, models

from .prediction_settings import DISCOUNT


class CustomerSettings(models.TransientModel):
    _inherit = "customer.settings"

    customer_prediction_discount = fields.Float(
        "Yearly discount of predicted value",
        digits=(5, 2),
        default=DISCOUNT[1],
        parameter=DISCOUNT[0],
        between=DISCOUNT[2],
    )
