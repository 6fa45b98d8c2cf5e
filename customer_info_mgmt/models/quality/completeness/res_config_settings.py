from odoo import fields, models

from ..quality_settings import PREFIX
from .completeness_settings import (
    DEFAULT_CHECK_MONTHS,
    REQUIRED_ACTIONS,
    get_check_months,
)


def _door(door, label):
    return fields.Selection(
        REQUIRED_ACTIONS,
        label,
        default="mark",
        config_parameter=f"{PREFIX}required_{door}",
    )


def _months(customer_type, label):
    return fields.Integer(
        label,
        default=DEFAULT_CHECK_MONTHS,
        config_parameter=f"{PREFIX}check_months_{customer_type}",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_required_form = _door("form", "Required values on the form")
    customer_required_import = _door("import", "Required values in imports")
    customer_required_api = _door("api", "Required values from other systems")
    customer_check_months_company = _months("company", "Months between checks: company")
    customer_check_months_person = _months("person", "Months between checks: person")

    def set_values(self):
        intervals = self._check_intervals()
        result = super().set_values()
        # Never is a choice: without this, 0 would fall back to the default.
        for kind in ("company", "person"):
            if not self[f"customer_check_months_{kind}"]:
                self._set_check_months(kind, 0)
        if self._check_intervals() != intervals:
            self.env["customer.field.rule"].sudo()._after_change()
        return result

    def _set_check_months(self, kind, months):
        self.env["ir.config_parameter"].sudo().set_param(
            f"{PREFIX}check_months_{kind}", str(months)
        )

    def _check_intervals(self):
        return [get_check_months(self.env, kind) for kind in ("company", "person")]
