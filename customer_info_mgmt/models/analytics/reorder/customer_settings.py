from odoo import fields, models

from .reorder_settings import AHEAD, DAYS, LAPSE, MONTHS


class CustomerSettings(models.TransientModel):
    _inherit = "customer.settings"

    customer_habit_min_days = fields.Integer(
        "Days with orders that make a habit",
        default=DAYS[1],
        parameter=DAYS[0],
        between=DAYS[2],
    )
    customer_habit_lapse = fields.Float(
        "Intervals after which a habit is given up",
        digits=(4, 1),
        default=LAPSE[1],
        parameter=LAPSE[0],
        between=LAPSE[2],
    )
    customer_call_days_ahead = fields.Integer(
        "Days ahead in the call list",
        default=AHEAD[1],
        parameter=AHEAD[0],
        between=AHEAD[2],
    )
    customer_season_months = fields.Integer(
        "Months to prepare stock for",
        default=MONTHS[1],
        parameter=MONTHS[0],
        between=MONTHS[2],
    )

    def _apply(self):
        changed = super()._apply()
        if changed & {"customer_habit_min_days", "customer_habit_lapse"}:
            self.env.ref("customer_info_mgmt.ir_cron_refresh_habits").sudo()._trigger()
        return changed
