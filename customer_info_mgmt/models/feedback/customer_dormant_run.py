from odoo import api, models
from odoo.tools import SQL


class CustomerDormantRun(models.Model):
    """Who told us something is alive; while we owe an answer, nobody is archived."""

    _inherit = "customer.dormant.run"

    @api.model
    def _life_sources(self):
        told = SQL(
            "SELECT partner_id, company_id, create_date AS moment"
            " FROM customer_feedback"
        )
        return [*super()._life_sources(), ("contact", told)]

    @api.model
    def _obstacle_sources(self):
        unsettled = SQL(
            """SELECT feedback.partner_id
                 FROM customer_feedback feedback
                 JOIN customer_feedback_stage stage ON stage.id = feedback.stage_id
                WHERE stage.is_closed IS NOT TRUE"""
        )
        return [*super()._obstacle_sources(), ("feedback", unsettled)]

    @api.model
    def _obstacle_words(self):
        return dict(super()._obstacle_words(), feedback=self.env._("open feedback"))
