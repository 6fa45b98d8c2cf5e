from odoo import fields, models

from .vocabulary import CHURN_RISKS, LIFECYCLES, RFM_SEGMENTS


class CustomerProfile(models.Model):
    _inherit = "customer.profile"

    order_days = fields.Integer(
        "Days with Orders",
        readonly=True,
        help="Different days on which the customer ordered.",
    )
    first_order_amount = fields.Monetary(
        "First Order",
        readonly=True,
        help="Untaxed amount of the orders of the first day.",
    )
    revenue_prior_12m = fields.Monetary(
        "Revenue of the 12 Months before",
        readonly=True,
        help="Revenue of the 12 months that ended 12 months ago.",
    )
    median_interval_days = fields.Float(
        "Usual Days between Orders",
        digits=(8, 1),
        readonly=True,
        aggregator="avg",
        help="Median of the days between orders. It needs orders on three days.",
    )
    next_order_date = fields.Date(
        "Next Order Expected",
        readonly=True,
        help="The last order and the usual days between orders.",
    )
    repeat_rate = fields.Float(
        digits=(6, 4),
        readonly=True,
        aggregator="avg",
        help="Share of the days with orders that followed an earlier one, 0 to 1.",
    )
    rfm_order_count = fields.Integer(
        "Orders That Count for RFM",
        readonly=True,
        help="Orders of the months that the settings of RFM name.",
    )
    rfm_revenue = fields.Monetary(
        "Revenue That Counts for RFM",
        readonly=True,
        help="Revenue of the months that the settings of RFM name.",
    )
    recency_score = fields.Integer("Recency", readonly=True, aggregator="avg")
    frequency_score = fields.Integer("Frequency", readonly=True, aggregator="avg")
    monetary_score = fields.Integer("Monetary Value", readonly=True, aggregator="avg")
    rfm_segment = fields.Selection(RFM_SEGMENTS, "RFM Segment", readonly=True)
    lifecycle = fields.Selection(LIFECYCLES, "Stage of Life", readonly=True)
    lifecycle_date = fields.Date("In this Stage since", readonly=True)
    churn_risk = fields.Selection(CHURN_RISKS, readonly=True)
    is_high_potential = fields.Boolean("High Potential", readonly=True)
