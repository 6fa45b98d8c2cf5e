from odoo import api, models
from odoo.tools import SQL


class CustomerClassReport(models.Model):
    _inherit = "customer.class.report"

    _depends = {"customer.feedback": ["company_id", "partner_id", "stage_id"]}

    @api.model
    def _open_things(self):
        return super()._open_things() + [
            SQL(
                """
                SELECT COUNT(*)
                  FROM customer_feedback feedback
                  JOIN customer_feedback_stage stage ON stage.id = feedback.stage_id
                 WHERE feedback.partner_id = customer.id
                   AND feedback.company_id = profile.company_id
                   AND stage.is_closed IS NOT TRUE
                """
            )
        ]
