from odoo import api, models
from odoo.tools import SQL


class CustomerProfile(models.Model):
    """Sales from before Odoo are facts like all others."""

    _inherit = "customer.profile"

    @api.model
    def _sales_sources(self, scope=None):
        # Grouped by all that is asked for: a condition on the customer or the moment
        # still reaches the index inside.
        return super()._sales_sources(scope) + [
            SQL(
                """
                SELECT line.partner_id, line.company_id, line.amount >= 0 AS is_order,
                       line.document_key AS document_id,
                       line.date + time '12:00' AS moment,
                       SUM(line.amount) AS amount,
                       SUM(COALESCE(line.margin, 0)) AS margin
                  FROM customer_sales_history line
                 GROUP BY line.partner_id, line.company_id, line.amount >= 0,
                          line.document_key, line.date
                """
            )
        ]
