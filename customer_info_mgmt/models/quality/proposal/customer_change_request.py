from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

STATES = [
    ("waiting", "Waiting"),
    ("approved", "Approved"),
    ("partly", "Partly approved"),
    ("rejected", "Rejected"),
    ("withdrawn", "Withdrawn"),
    ("outdated", "Outdated"),
]
SOURCES = [
    ("suggestion", "Suggestion"),
    ("edit", "Edit of a key field"),
    ("customer", "The customer"),
]
STEWARD = "customer_info_mgmt.group_customer_steward"


class CustomerChangeRequest(models.Model):
    """Values that somebody proposes for a customer; they wait for approval.

    Nobody creates or changes one directly: ``suggest`` makes them, and the actions of
    its lines decide. So who proposed what, and who decided it, can be relied on.
    """

    _name = "customer.change.request"
    _description = "Proposal"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "partner_id"
    _mail_post_access = "read"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    owner_id = fields.Many2one(
        related="partner_id.commercial_partner_id.user_id",
        string="Owner of the Customer",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="Where it was proposed. Values that differ by company are meant for it.",
    )
    source = fields.Selection(
        SOURCES, "Kind", required=True, readonly=True, default="suggestion"
    )
    proposer_id = fields.Many2one(
        "res.users",
        "Proposed by",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    # What a person said stays with the proposal, also when the user is gone.
    proposer_name = fields.Char("Proposed By (Name)", readonly=True)
    picking_id = fields.Many2one(
        "stock.picking",
        "Delivery",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    order_id = fields.Many2one(
        "sale.order",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    note = fields.Text(readonly=True)
    photo = fields.Image(max_width=1920, max_height=1920, readonly=True)
    line_ids = fields.One2many("customer.change.request.line", "request_id", "Values")
    state = fields.Selection(
        STATES,
        "Status",
        compute="_compute_state",
        store=True,
        readonly=True,
        index=True,
    )
    is_read = fields.Boolean(
        readonly=True, help="A remark without values is done when somebody read it."
    )
    summary = fields.Char(compute="_compute_summary")
    waiting_days = fields.Integer(
        "Days Waiting", compute="_compute_waiting_days", search="_search_waiting_days"
    )
    can_decide = fields.Boolean(compute="_compute_can_decide")
    can_withdraw = fields.Boolean(compute="_compute_can_decide")
    can_mark_read = fields.Boolean(compute="_compute_can_decide")
    has_conflict = fields.Boolean(compute="_compute_has_conflict")

    @api.depends("line_ids.state", "is_read")
    def _compute_state(self):
        for request in self:
            states = set(request.line_ids.mapped("state"))
            if not states:
                states = {"approved" if request.is_read else "waiting"}
            if "waiting" in states:
                request.state = "waiting"
            elif "approved" in states:
                request.state = "approved" if states == {"approved"} else "partly"
            else:
                order = ("rejected", "outdated", "withdrawn")
                request.state = next(state for state in order if state in states)

    @api.depends("line_ids.field_name", "line_ids.new_value")
    @api.depends_context("lang", "uid")
    def _compute_summary(self):
        for request in self:
            lines = request.line_ids._filtered_access("read")
            texts = " · ".join(lines.mapped("display_name"))
            request.summary = texts or (request.note or "")[:80]

    @api.depends("partner_id", "line_ids.field_name")
    @api.depends_context("lang", "uid")
    def _compute_display_name(self):
        for request in self:
            lines = request.line_ids._filtered_access("read")
            labels = ", ".join(lines.mapped("field_label"))
            name = request.sudo().partner_id.display_name
            request.display_name = f"{name}: {labels}" if labels else name

    @api.depends("state")
    def _compute_waiting_days(self):
        now = fields.Datetime.now()
        for request in self:
            came_in = request.create_date or now
            waits = request.state == "waiting"
            request.waiting_days = (now - came_in).days if waits else 0

    def _search_waiting_days(self, operator, value):
        if operator not in (">", ">="):
            return NotImplemented
        days = int(value) + (operator == ">")
        before = fields.Datetime.now() - timedelta(days=days)
        return Domain("state", "=", "waiting") & Domain("create_date", "<=", before)

    def _may_mark_read(self):
        owners = self.sudo().partner_id.user_id | self.sudo().owner_id
        return self.env.user in owners or self.env.user.has_group(STEWARD)

    @api.depends("state", "line_ids.state")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for request in self:
            waiting = request.line_ids._filtered_access("read")._waiting()
            request.can_decide = any(line._may_decide() for line in waiting)
            request.can_mark_read = (
                not request.line_ids
                and request.state == "waiting"
                and request._may_mark_read()
            )
            request.can_withdraw = bool(
                waiting and request.proposer_id == self.env.user
            )

    @api.depends("line_ids.state", "partner_id")
    def _compute_has_conflict(self):
        for request in self:
            lines = request.line_ids._filtered_access("read")
            request.has_conflict = any(lines.mapped("is_conflict"))

    @api.model
    @api.readonly
    def count_waiting(self):
        """Return how many proposals wait that the user sees; the menu shows it."""
        return self.search_count([("state", "=", "waiting")])

    # Actions

    def action_approve(self):
        """Approve every waiting value of these proposals; see the action of lines."""
        return self._visible_lines()._waiting().action_approve()

    def action_reject(self):
        """Ask for the reason, then reject every waiting value."""
        return self._visible_lines()._waiting().action_reject()

    def _visible_lines(self):
        self.check_access("read")
        return self.line_ids._filtered_access("read")

    def action_withdraw(self):
        """Take one's own proposals back.

        :raise AccessError: for the proposal of somebody else
        """
        self.check_access("read")
        for request in self:
            if request.proposer_id != self.env.user:
                raise AccessError(
                    self.env._("Only %s can take it back.", request.proposer_name)
                )
        self.sudo().line_ids._waiting()._close("withdrawn")
        self.sudo()._after_decision()
        return True

    def action_mark_read(self):
        """Close remarks that came without values.

        :raise AccessError: for a customer of somebody else
        """
        self.check_access("read")
        for request in self.filtered(lambda request: not request.line_ids):
            if not request._may_mark_read():
                raise AccessError(
                    self.env._("%s is not yours to decide.", request.display_name)
                )
            request.sudo().is_read = True
            request.sudo()._after_decision()
        return True

    def action_open_customer(self):
        """Open the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }

    # What nobody may do directly

    def write(self, vals):
        if not self.env.su and vals.keys() - {"line_ids"}:
            raise AccessError(
                self.env._(
                    "A proposal is not edited: approve it, reject it, or suggest "
                    "another value."
                )
            )
        return super().write(vals)

    def _mail_get_partner_fields(self, introspect_fields=False):
        # The customer is no recipient of what we discuss about a proposal.
        return []
