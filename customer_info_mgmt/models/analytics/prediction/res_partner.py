from odoo import fields, models

from ...file.res_partner import FIGURE_GROUPS


class ResPartner(models.Model):
    _inherit = "res.partner"

    customer_p_alive = fields.Float(
        related="customer_profile_id.p_alive",
        string="Customer Still Buying",
        groups=FIGURE_GROUPS,
    )
    customer_expected_orders_12m = fields.Float(
        related="customer_profile_id.expected_orders_12m",
        string="Expected Orders of Customer",
        groups=FIGURE_GROUPS,
    )
    customer_clv_historic = fields.Monetary(
        related="customer_profile_id.clv_historic",
        string="Value of Customer so far",
        currency_field="customer_currency_id",
        groups=FIGURE_GROUPS,
    )
    customer_clv_predicted = fields.Monetary(
        related="customer_profile_id.clv_predicted",
        string="Predicted Value of Customer",
        currency_field="customer_currency_id",
        groups=FIGURE_GROUPS,
    )
    customer_clv_low = fields.Monetary(
        related="customer_profile_id.clv_low",
        string="Predicted Value at Least",
        currency_field="customer_currency_id",
        aggregator=None,
        groups=FIGURE_GROUPS,
    )
    customer_clv_high = fields.Monetary(
        related="customer_profile_id.clv_high",
        string="Predicted Value at Most",
        currency_field="customer_currency_id",
        aggregator=None,
        groups=FIGURE_GROUPS,
    )
    customer_prediction_basis = fields.Selection(
        related="customer_profile_id.prediction_basis",
        string="Customer Predicted by",
        groups=FIGURE_GROUPS,
    )
