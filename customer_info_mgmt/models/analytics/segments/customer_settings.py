from odoo import fields, models

from .segment_settings import CUTS, SETTINGS


def _number(name):
    default, lowest, highest = SETTINGS[name]
    kind = fields.Float if isinstance(default, float) else fields.Integer
    return kind(
        related=f"company_id.{name}",
        store=True,
        readonly=False,
        between=(lowest, highest),
    )


def _text(name):
    return fields.Char(related=f"company_id.{name}", store=True, readonly=False)


class CustomerSettings(models.TransientModel):
    _inherit = "customer.settings"

    customer_rfm_classes = _number("customer_rfm_classes")
    customer_rfm_months = _number("customer_rfm_months")
    customer_rfm_recency_cuts = _text("customer_rfm_recency_cuts")
    customer_rfm_frequency_cuts = _text("customer_rfm_frequency_cuts")
    customer_rfm_monetary_cuts = _text("customer_rfm_monetary_cuts")
    customer_new_days = _number("customer_new_days")
    customer_least_rhythm = _number("customer_least_rhythm")
    customer_at_risk_factor = _number("customer_at_risk_factor")
    customer_dormant_factor = _number("customer_dormant_factor")
    customer_lost_factor = _number("customer_lost_factor")
    customer_at_risk_days = _number("customer_at_risk_days")
    customer_dormant_days = _number("customer_dormant_days")
    customer_lost_days = _number("customer_lost_days")
    customer_churn_medium_factor = _number("customer_churn_medium_factor")
    customer_churn_high_factor = _number("customer_churn_high_factor")
    customer_falling_percent = _number("customer_falling_percent")
    customer_growth_percent = _number("customer_growth_percent")

    def _apply_to_company(self):
        changed = super()._apply_to_company()
        if changed.intersection((*SETTINGS, *CUTS)):
            # Everybody is measured anew, as at night.
            cron = self.env.ref("customer_info_mgmt.ir_cron_refresh_all_profiles")
            cron.sudo()._trigger()
        return changed
