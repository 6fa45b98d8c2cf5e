from odoo import api, fields, models
from odoo.tools import SQL

from ..models.analytics.segments.vocabulary import RFM_SEGMENTS


class CustomerContributionReport(models.Model):
    """Which products sell to which kind of customer."""

    _inherit = "customer.contribution.report"

    rfm_segment = fields.Selection(
        RFM_SEGMENTS, "RFM Segment", readonly=True, help="Of the customer, as of today."
    )

    @api.model
    def _select(self):
        return SQL("%s, profile.rfm_segment", super()._select())
