from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_codes = fields.Boolean(
        "Customer codes", config_parameter="customer_info_mgmt.customer_codes"
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
