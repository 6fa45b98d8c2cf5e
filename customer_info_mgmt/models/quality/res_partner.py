from odoo import api, fields, models

# Who sees what is wrong with a customer's data, as typed.
ISSUE_GROUPS = (
    "customer_info_mgmt.group_customer_user,customer_info_mgmt.group_customer_steward"
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    data_issue_ids = fields.One2many(
        "customer.data.issue", "partner_id", "Doubtful Values", groups=ISSUE_GROUPS
    )
    data_issue_text = fields.Text(
        "What Is Doubtful", compute="_compute_data_issue_text", groups=ISSUE_GROUPS
    )
    typed_value_ids = fields.One2many(
        "customer.typed.value", "partner_id", "Values as Typed", groups=ISSUE_GROUPS
    )

    @api.depends("data_issue_ids")
    @api.depends_context("lang")
    def _compute_data_issue_text(self):
        issues = self.env["customer.data.issue"]
        for partner in self:
            lines = [
                f"{issue.display_name} — {issues._words(issue.code)}"
                + (f" ({issue.hint})" if issue.hint else "")
                for issue in partner.data_issue_ids
            ]
            partner.data_issue_text = "\n".join(lines)
