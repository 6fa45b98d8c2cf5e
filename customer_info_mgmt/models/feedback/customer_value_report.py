from odoo import api, models
from odoo.fields import Domain

from ..analytics.reports.value_line import ValueLine


class CustomerValueReport(models.AbstractModel):
    _inherit = "customer.value.report"

    @api.model
    def _value_lines(self):
        return super()._value_lines() + [
            ValueLine(
                "settled",
                self.env._("Feedback settled"),
                self.env._("Complaints, suggestions and questions that were closed."),
                "customer.feedback",
                "closed_date",
                Domain("closed_date", "!=", False),
            )
        ]
