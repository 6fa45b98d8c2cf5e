from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CustomerSettings(models.TransientModel):
    """How customer codes look; sequences are for Odoo's administrators alone."""

    _inherit = "customer.settings"

    customer_code_prefix = fields.Char("Code starts with", size=32)
    customer_code_digits = fields.Integer(
        "Digits of the code", default=5, between=(0, 20)
    )
    # Nothing by default: whoever saves other settings must not turn the clock back for
    # those who create customers meanwhile.
    customer_code_next = fields.Integer("Go on with number", between=(0, 2_000_000_000))

    @api.model
    def default_get(self, fields):
        found = super().default_get(fields)
        sequence = self._customer_code_sequence(self.env.company)
        if sequence and "customer_code_prefix" in fields:
            found["customer_code_prefix"] = sequence.prefix
        if sequence and "customer_code_digits" in fields:
            found["customer_code_digits"] = sequence.padding
        return found

    def _apply(self):
        changed = super()._apply()
        sequence = self._customer_code_sequence(self.company_id)
        values = {}
        if self.customer_code_prefix != sequence.prefix:
            values["prefix"] = self.customer_code_prefix
        if self.customer_code_digits != sequence.padding:
            values["padding"] = self.customer_code_digits
        if self.customer_code_next:
            values["number_next_actual"] = self.customer_code_next
        if sequence and values:
            sequence.write(values)
            self._check_customer_code_prefix(sequence)
        return changed

    def _check_customer_code_prefix(self, sequence):
        try:
            sequence._get_prefix_suffix()
        except (UserError, ValueError) as error:
            raise ValidationError(
                self.env._("Code starts with: use letters and digits alone.")
            ) from error

    @api.model
    def _customer_code_sequence(self, company):
        """Return the sequence that numbers the customers of ``company``: its own, or
        the one of all."""
        companies = (company.id, False)
        return (
            self.env["ir.sequence"]
            .sudo()
            .search(
                [("code", "=", "customer.code"), ("company_id", "in", companies)],
                order="company_id",
                limit=1,
            )
        )

    def action_open_customer_code_sequence(self):
        """Open the numbering of customer codes, of every company that has its own."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Numbering of Customer Codes"),
            "res_model": "ir.sequence",
            "view_mode": "list,form",
            "domain": [("code", "=", "customer.code")],
            "context": {"default_code": "customer.code", "active_test": False},
        }
