from odoo import fields, models

from .res_company import COST_RANGE, PERCENT_RANGE


def company_number(name, between):
    """A number of the company among the settings, within a range."""
    return fields.Float(
        related=f"company_id.{name}", store=True, readonly=False, between=between
    )


class CustomerSettings(models.TransientModel):
    _inherit = "customer.settings"

    customer_cost_order = company_number("customer_cost_order", COST_RANGE)
    customer_cost_line = company_number("customer_cost_line", COST_RANGE)
    customer_cost_delivery = company_number("customer_cost_delivery", COST_RANGE)
    customer_cost_return = company_number("customer_cost_return", COST_RANGE)
    customer_commission_rate = company_number("customer_commission_rate", PERCENT_RANGE)
    customer_late_rate = company_number("customer_late_rate", PERCENT_RANGE)
    customer_little_rate = company_number("customer_little_rate", PERCENT_RANGE)

    def _apply(self):
        changed = super()._apply()
        if changed & self._cost_fields():
            # The figures of all customers: not while somebody waits for the form.
            self.env.ref(
                "customer_info_mgmt.ir_cron_refresh_all_profiles"
            ).sudo()._trigger()
        return changed

    def _cost_fields(self):
        """Names of the settings whose change moves the cost to serve customers."""
        costs = self.env["customer.profile"]._service_cost_sources().values()
        return {
            "customer_commission_rate",
            "customer_late_rate",
            *(cost.company_field for cost in costs),
        }
