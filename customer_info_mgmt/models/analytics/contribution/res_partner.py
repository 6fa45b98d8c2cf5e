from odoo import fields, models

from ...file.res_partner import FIGURE_GROUPS


def _amount(name, label):
    return fields.Monetary(
        related=f"customer_profile_id.{name}",
        string=label,
        currency_field="customer_currency_id",
        groups=FIGURE_GROUPS,
    )


class ResPartner(models.Model):
    _inherit = "res.partner"

    customer_cost_to_serve_12m = _amount("cost_to_serve_12m", "Cost to Serve")
    customer_late_payment_cost_12m = _amount(
        "late_payment_cost_12m", "Late Payment Cost"
    )
    customer_contribution_12m = _amount("contribution_12m", "Contribution of Customer")

    def action_view_customer_behaviour(self):
        """Open when the customer orders, through whom and what."""
        self.ensure_one()
        action = self.env["ir.actions.client"]._for_xml_id(
            "customer_info_mgmt.customer_behaviour_action"
        )
        customer = self.commercial_partner_id
        return dict(
            action,
            name=self.env._("Buying Behaviour: %s", customer.display_name),
            params={"partner_id": customer.id},
            path=False,
        )
