from odoo import api, fields, models
from odoo.fields import Domain


class CustomerCall(models.Model):
    """What was done about a customer who is due to order: planned, offered, put off.

    Written by the call list alone. The unique key keeps two clerks, or two clicks, from
    planning the same call twice; what is deleted with its activity or quotation may be
    planned again.
    """

    _name = "customer.call"
    _description = "Reorder Call"
    _rec_name = "partner_id"
    _order = "id desc"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    due_date = fields.Date(
        "Due On", readonly=True, help="Day on which the order was expected."
    )
    kind = fields.Selection(
        [
            ("activity", "Call planned"),
            ("quotation", "Quotation"),
            ("snooze", "Not now"),
        ],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", "Done By", readonly=True, default=lambda self: self.env.uid
    )
    owner_id = fields.Many2one(related="partner_id.user_id", string="Customer Owner")
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    order_id = fields.Many2one(
        "sale.order", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    until_date = fields.Date("Not before", readonly=True)
    reason = fields.Char(readonly=True)
    is_waiting = fields.Boolean(
        compute="_compute_is_waiting", search="_search_is_waiting"
    )

    _once_uniq = models.UniqueIndex(
        "(partner_id, company_id, due_date, kind) WHERE kind <> 'snooze'",
        "Somebody did this for the customer a moment ago. Load the page again.",
    )

    @api.depends("until_date")
    def _compute_is_waiting(self):
        today = self.env["customer.profile"].sudo()._today()
        for call in self:
            call.is_waiting = bool(call.until_date and call.until_date > today)

    def _search_is_waiting(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env["customer.profile"].sudo()._today()
        waiting = Domain("until_date", ">", today)
        found = Domain.FALSE
        if True in value:
            found |= waiting
        if False in value:
            found |= ~waiting
        return found

    def action_call_again(self):
        """Let the customer appear in the call list again."""
        self.check_access("read")
        today = self.env["customer.profile"].sudo()._today()
        self.sudo().filtered("is_waiting").until_date = today

    def action_open(self):
        """Open the quotation, or else the customer."""
        self.ensure_one()
        record = self.order_id or self.partner_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
