from odoo import fields, models

from .completeness_settings import CHECK_MONTHS, DEFAULT_CHECK_MONTHS, REQUIRED_ACTIONS


def _door(door, label):
    return fields.Selection(
        REQUIRED_ACTIONS,
        label,
        required=True,
        default="mark",
        parameter=f"required_{door}",
    )


def _months(customer_type, label):
    return fields.Integer(
        label,
        default=DEFAULT_CHECK_MONTHS,
        parameter=f"check_months_{customer_type}",
        between=CHECK_MONTHS,
    )


class CustomerSettings(models.TransientModel):
    _inherit = "customer.settings"

    customer_required_form = _door("form", "Required values on the form")
    customer_required_import = _door("import", "Required values in imports")
    customer_required_api = _door("api", "Required values from other systems")
    customer_check_months_company = _months("company", "Months between checks: company")
    customer_check_months_person = _months("person", "Months between checks: person")

    def _apply(self):
        changed = super()._apply()
        if changed & {"customer_check_months_company", "customer_check_months_person"}:
            self.env["customer.field.rule"].sudo()._after_change()
        return changed
