from odoo import api, models
from odoo.fields import Domain

from ..analytics.reports.value_line import ValueLine


class CustomerValueReport(models.AbstractModel):
    _inherit = "customer.value.report"

    @api.model
    def _value_lines(self):
        return super()._value_lines() + [
            ValueLine(
                "reminded",
                self.env._("Reminders done"),
                self.env._("Reminders that the file gave out and somebody settled."),
                "customer.reminder",
                "write_date",
                Domain("state", "=", "done"),
            )
        ]
