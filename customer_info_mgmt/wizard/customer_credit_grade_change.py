from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerCreditGradeChange(models.TransientModel):
    """Give one customer or a selection of customers another grade, with the reason."""

    _name = "customer.credit.grade.change"
    _description = "Change Credit Grade"
    _check_company_auto = True

    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        required=True,
        default=lambda self: self._default_partner_ids(),
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    grade_id = fields.Many2one(
        "customer.credit.grade", "New Grade", required=True, check_company=True
    )
    current_grade_ids = fields.Many2many(
        "customer.credit.grade",
        string="Grade Now",
        compute="_compute_current_grade_ids",
    )
    description = fields.Text(related="grade_id.description", related_sudo=False)
    reason = fields.Text(required=True)

    @api.model
    def _default_partner_ids(self):
        if self.env.context.get("active_model") != "res.partner":
            return self.env["res.partner"]
        partners = self.env["res.partner"].browse(
            self.env.context.get("active_ids", [])
        )
        return partners.commercial_partner_id

    @api.depends("partner_ids", "company_id")
    def _compute_current_grade_ids(self):
        for wizard in self:
            wizard.current_grade_ids = wizard._get_profiles().credit_grade_id

    def _get_profiles(self):
        return self.env["customer.profile"].search(
            [
                (
                    "partner_id",
                    "in",
                    self.partner_ids.commercial_partner_id._origin.ids,
                ),
                ("company_id", "=", self.company_id.id),
            ]
        )

    def action_apply(self):
        """Set the grade for every customer chosen, each with a dated review."""
        self.ensure_one()
        profiles = self._get_profiles()
        self._ensure_all_customers(profiles)
        profiles._set_credit_grade(self.grade_id, self.reason)
        return {"type": "ir.actions.act_window_close"}

    def _ensure_all_customers(self, profiles):
        strangers = self.partner_ids.commercial_partner_id - profiles.partner_id
        if strangers:
            raise UserError(
                self.env._(
                    "Customers: %(names)s cannot get a grade in %(company)s, because "
                    "they are no customers there. Take them out of the selection, or "
                    "make them customers first.",
                    names=", ".join(strangers[:5].mapped("display_name")),
                    company=self.company_id.name,
                )
            )
