from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_propose_archiving(self):
        """Ask why these customers are wrong or outdated, and put them on the list."""
        self.env["customer.dormant.run"]._check_steward()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Propose for Clean-up"),
            "res_model": "customer.dormant.propose",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_ids": self.commercial_partner_id.ids},
        }
