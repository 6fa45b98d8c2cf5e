from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

LINE_STATES = [
    ("waiting", "Waiting"),
    ("approved", "Approved"),
    ("rejected", "Rejected"),
    ("withdrawn", "Withdrawn"),
    ("outdated", "Outdated"),
]


class CustomerChangeRequestLine(models.Model):
    """One proposed value of one field. The live value stays until it is approved."""

    _name = "customer.change.request.line"
    _description = "Proposed Value of a Field"
    _order = "id"
    _rec_name = "new_value"

    request_id = fields.Many2one(
        "customer.change.request",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        related="request_id.partner_id", store=True, index=True, string="Customer"
    )
    proposer_name = fields.Char(
        related="request_id.proposer_name", string="Proposed by"
    )
    field_name = fields.Char("Technical Field", required=True, readonly=True)
    field_label = fields.Char("Field", compute="_compute_field_label")
    old_raw = fields.Char(readonly=True)
    new_raw = fields.Char(readonly=True)
    old_value = fields.Char("Value Then", readonly=True)
    new_value = fields.Char(
        "Proposed Value",
        help="Whoever approves may put it right first. Empty: the value is wrong, and "
        "nobody knows the right one.",
    )
    live_value = fields.Char("Value Now", compute="_compute_live_value")
    is_conflict = fields.Boolean(
        "Changed Since",
        compute="_compute_live_value",
        help="Somebody changed the value after this was proposed.",
    )
    is_key = fields.Boolean("Key Field", readonly=True)
    is_restricted = fields.Boolean(
        readonly=True, help="Only some roles may see this field."
    )
    state = fields.Selection(
        LINE_STATES,
        "Status",
        required=True,
        readonly=True,
        default="waiting",
        index=True,
    )
    decided_by_id = fields.Many2one(
        "res.users",
        "Decided by",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    decided_on = fields.Datetime(readonly=True)
    reason = fields.Char(readonly=True)
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _waiting_idx = models.Index("(partner_id) WHERE state = 'waiting'")

    @api.depends("field_name")
    @api.depends_context("lang")
    def _compute_field_label(self):
        values = self.env["customer.change.value"]
        for line in self:
            line.field_label = values._label(line.field_name)

    @api.depends("field_name", "new_value")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.field_label}: {line.new_value or '—'}"

    @api.depends("state", "old_raw", "partner_id")
    @api.depends_context("lang", "uid")
    def _compute_live_value(self):
        values = self.env["customer.change.value"]
        for line in self:
            if line.state != "waiting":
                line.live_value, line.is_conflict = False, False
                continue
            raw = line._live_raw()
            line.live_value = values._text(line.field_name, raw)
            line.is_conflict = raw != values._loads(line.old_raw)

    def _live_raw(self):
        """Return the raw value that stands on the customer now."""
        self.ensure_one()
        line = self.sudo()
        partner = line.partner_id.with_company(line.request_id.company_id)
        if line.field_name not in partner._fields:
            return False
        return self.env["customer.change.value"]._live_raw(partner, line.field_name)

    @api.depends("state", "field_name", "partner_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for line in self:
            line.can_decide = line.state == "waiting" and line._may_decide()

    def _waiting(self):
        return self.filtered(lambda line: line.state == "waiting")

    def write(self, vals):
        """A steward may put the proposed value right, and nothing else."""
        if self.env.su:
            return super().write(vals)
        if vals.keys() - {"new_value"}:
            raise AccessError(
                self.env._("Only the proposed value can be put right, nothing else.")
            )
        for line in self:
            line._correct(vals.get("new_value"))
        return True

    def _correct(self, typed):
        """Set another proposed value.

        :raise UserError: for a value that does not wait any more
        """
        self.check_access("write")
        if self.state != "waiting":
            raise UserError(self.env._("%s is decided already.", self.display_name))
        if not self._may_decide():
            raise AccessError(
                self.env._("%s is not yours to decide.", self.display_name)
            )
        values = self.env["customer.change.value"]
        partner = self.sudo().partner_id
        raw = values._read_proposed(partner, self.field_name, typed)
        self.sudo().write(
            {
                "new_raw": values._dumps(raw),
                "new_value": values._text(self.field_name, raw),
            }
        )
