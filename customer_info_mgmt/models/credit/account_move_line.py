from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def write(self, vals):
        moved = {"partner_id", "account_id"} & vals.keys()
        if moved:
            self.filtered(lambda line: line.parent_state == "posted")._mark_customers()
        result = super().write(vals)
        if moved or "date_maturity" in vals:
            self.filtered(lambda line: line.parent_state == "posted")._mark_customers()
        return result

    def _mark_customers(self):
        """Note that the balances of the customers of these receivable lines changed."""
        marks = self.env["customer.profile.mark"]
        receivable = self.sudo().filtered(
            lambda line: (
                line.partner_id and line.account_id.account_type == "asset_receivable"
            )
        )
        for company, lines in receivable.grouped("company_id").items():
            marks._add(lines.partner_id, company)
