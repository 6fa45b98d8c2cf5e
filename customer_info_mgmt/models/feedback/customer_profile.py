from odoo import api, models
from odoo.tools import SQL

from ..analytics.contribution.cost_sql import ServiceCost


class CustomerProfile(models.Model):
    """To look after what customers tell us is work that their contribution pays."""

    _inherit = "customer.profile"

    @api.model
    def _service_cost_sources(self):
        feedback = SQL(
            """
            SELECT partner_id, company_id, id AS document_id, create_date AS moment
              FROM customer_feedback
            """
        )
        return super()._service_cost_sources() | {
            "feedback": ServiceCost(
                self.env._("Feedback"), "customer_cost_feedback", feedback
            )
        }
