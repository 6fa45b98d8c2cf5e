from odoo import fields, models
from odoo.exceptions import UserError

KINDS = ("wrong", "closed", "outdated")


class CustomerDormantPropose(models.TransientModel):
    """Put chosen customers on the list of the clean-up, with the reason."""

    _name = "customer.dormant.propose"
    _description = "Propose Customers for Clean-up"

    partner_ids = fields.Many2many("res.partner", string="Customers", required=True)
    kind = fields.Selection(
        [("wrong", "Wrong data"), ("closed", "Closed down"), ("outdated", "Outdated")],
        "Why",
        default="wrong",
        required=True,
    )
    reason = fields.Char("In Words", required=True)

    def action_propose(self):
        """Make a clean-up of these customers and open its list."""
        self.ensure_one()
        runs = self.env["customer.dormant.run"]
        runs._check_steward()
        customers = self.partner_ids.commercial_partner_id
        customers.check_access("write")
        company = self._one_company(customers)
        run = runs.create({"company_id": company.id})
        run.sudo()._propose_chosen(customers, self.kind, self.reason)
        return run.action_open_lines()

    def _one_company(self, customers):
        companies = customers.company_id or self.env.company
        if len(companies) > 1:
            raise UserError(
                self.env._(
                    "These customers belong to several companies: %s. Choose those of "
                    "one.",
                    ", ".join(companies.mapped("name")),
                )
            )
        return companies
