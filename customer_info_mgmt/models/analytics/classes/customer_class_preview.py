from odoo import api, fields, models
from odoo.fields import Domain

from .customer_class_rule import CUSTOMERS

SHOWN = 80


class CustomerClassPreview(models.TransientModel):
    """Who would enter a class, and who would leave it, were the rule to hold now."""

    _name = "customer.class.preview"
    _description = "Preview of a Class"

    rule_id = fields.Many2one(
        "customer.class.rule", required=True, readonly=True, ondelete="cascade"
    )
    is_on = fields.Boolean(related="rule_id.is_on")
    enter_count = fields.Integer("Would Enter", compute="_compute_moves")
    leave_count = fields.Integer("Would Leave", compute="_compute_moves")
    fit_count = fields.Integer("Fit the Filter", compute="_compute_moves")
    enter_ids = fields.Many2many("res.partner", compute="_compute_moves")
    leave_ids = fields.Many2many("res.partner", compute="_compute_moves")

    @api.depends("rule_id")
    @api.depends_context("uid")
    def _compute_moves(self):
        for preview in self:
            partners = preview._partners()
            enter, leave = preview._enter_domain(), preview._leave_domain()
            preview.fit_count = partners.search_count(preview._fit_domain())
            preview.enter_count = partners.search_count(enter)
            preview.leave_count = partners.search_count(leave)
            preview.enter_ids = partners.search(enter, limit=SHOWN)
            preview.leave_ids = partners.search(leave, limit=SHOWN)

    def _partners(self):
        """Partners, archived ones included: those leave the class."""
        partners = self.env["res.partner"].with_company(self.rule_id.company_id)
        return partners.with_context(active_test=False)

    def _fit_domain(self):
        rule = self.rule_id
        return rule._read_filter(rule.domain) & CUSTOMERS

    def _inside_domain(self):
        inside = Domain("rule_id", "=", self.rule_id.id)
        inside &= Domain("left_date", "=", False)
        return Domain("customer_class_member_ids", "any", list(inside))

    def _enter_domain(self):
        return self._fit_domain() & ~self._inside_domain()

    def _leave_domain(self):
        return self._inside_domain() & ~self._fit_domain()

    def action_open_enter(self):
        """Open the customers who would enter."""
        self.ensure_one()
        return self.rule_id._list_customers(
            self.env._("Would Enter: %s", self.rule_id.name), self._enter_domain()
        )

    def action_open_leave(self):
        """Open the customers who would leave."""
        self.ensure_one()
        action = self.rule_id._list_customers(
            self.env._("Would Leave: %s", self.rule_id.name), self._leave_domain()
        )
        action["context"]["active_test"] = False
        return action

    def action_switch_on(self):
        """Let the rule hold from now on."""
        self.ensure_one()
        return self.rule_id.action_switch_on()
