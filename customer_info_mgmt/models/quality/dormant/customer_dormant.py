from odoo import api, fields, models
from odoo.exceptions import UserError

# Up to so many are worked off at once; more go to the background.
AT_ONCE = 100


class CustomerDormant(models.Model):
    """A customer that a clean-up proposes to archive, and what became of it."""

    _name = "customer.dormant"
    _description = "Dormant Customer"
    _order = "last_order_date, partner_id, id"
    _rec_name = "partner_id"

    run_id = fields.Many2one(
        "customer.dormant.run", "Clean-up", required=True, readonly=True,
        ondelete="cascade", index=True,
    )  # fmt: skip
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
        context={"active_test": False},
    )
    owner_id = fields.Many2one(related="partner_id.user_id", string="Owner")
    customer_group_id = fields.Many2one(
        related="partner_id.customer_group_id", string="Group"
    )
    kind = fields.Selection(
        [
            ("dormant", "Dormant"),
            ("unreachable", "Cannot be reached"),
            ("wrong", "Wrong data"),
            ("closed", "Closed down"),
            ("outdated", "Outdated"),
        ],
        "Why",
        required=True,
        readonly=True,
        index=True,
    )
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("held", "Held back"),
            ("kept", "Kept"),
            ("to_archive", "To be archived"),
            ("archived", "Archived"),
            ("skipped", "Skipped"),
            ("to_restore", "To be restored"),
            ("restored", "Restored"),
        ],
        "Status",
        default="proposed",
        required=True,
        readonly=True,
    )
    last_order_date = fields.Date(
        "Last Order", readonly=True, help="Last order or invoice of the company."
    )
    last_contact_date = fields.Date(
        "Last Contact",
        readonly=True,
        help="Last message, activity, meeting or opportunity.",
    )
    balance = fields.Monetary(
        readonly=True, groups="customer_info_mgmt.group_customer_finance"
    )
    contact_count = fields.Integer("Contacts", readonly=True)
    obstacles = fields.Char(readonly=True)
    obstacle_text = fields.Char("Held Back By", compute="_compute_obstacle_text")
    keep_until = fields.Date(readonly=True, help="Empty: for good.")
    reason = fields.Char(
        readonly=True, help="Why the customer is kept, was skipped or is proposed."
    )
    archived_partner_ids = fields.Many2many(
        "res.partner",
        "customer_dormant_archived_rel",
        "line_id",
        "partner_id",
        "Archived Records",
        readonly=True,
        context={"active_test": False},
    )
    date_archived = fields.Datetime("Archived On", readonly=True)
    date_restored = fields.Datetime("Restored On", readonly=True)
    worker_id = fields.Many2one("res.users", "Archived or Restored By", readonly=True)

    _run_partner_uniq = models.UniqueIndex(
        "(run_id, partner_id)", "This clean-up has this customer already."
    )
    _waiting_idx = models.Index("(id) WHERE state IN ('to_archive', 'to_restore')")
    _kept_idx = models.Index("(partner_id) WHERE state = 'kept'")

    @api.depends("obstacles")
    @api.depends_context("lang")
    def _compute_obstacle_text(self):
        words = self.env["customer.dormant.run"]._obstacle_words()
        for line in self:
            codes = filter(None, (line.obstacles or "").split(","))
            line.obstacle_text = ", ".join(words.get(code, code) for code in codes)

    def action_keep(self):
        """Ask how long and why these customers are kept."""
        self.run_id._check_steward()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Keep Customers"),
            "res_model": "customer.dormant.keep",
            "view_mode": "form",
            "target": "new",
            "context": {"default_line_ids": self.ids},
        }

    def _keep(self, until, reason):
        """Take customers out of this clean-up and of later ones.

        :param until: day from which they may be proposed again, or False for never
        :param reason: why, in one sentence
        """
        self.run_id._check_steward()
        lines = self.filtered(
            lambda line: line.state in ("proposed", "held", "skipped")
        )
        self._ensure_found(lines)
        lines.sudo().write(
            {
                "state": "kept",
                "keep_until": until,
                "reason": reason,
                "worker_id": self.env.uid,
            }
        )

    def action_propose_again(self):
        """Put customers that were kept, held back or skipped on the list again."""
        self.run_id._check_steward()
        lines = self.filtered(lambda line: line.state in ("kept", "held", "skipped"))
        self._ensure_found(lines)
        lines.sudo().write({"state": "proposed", "keep_until": False, "reason": False})
        return True

    def action_archive_customers(self):
        """Archive the proposed customers with their contacts.

        Each is looked at once more; who has ordered since, or has something open now,
        is skipped with the reason.
        """
        self.run_id._check_steward()
        return self._hand_in("proposed", "to_archive")

    def action_restore(self):
        """Bring back exactly the records that were archived with these lines."""
        self.run_id._check_steward()
        return self._hand_in("archived", "to_restore")

    def _hand_in(self, state, new_state):
        """Do it now, or leave it to the job where it is much."""
        lines = self.filtered(lambda line: line.state == state)
        self._ensure_found(lines)
        lines.partner_id.check_access("write")
        lines.sudo().write({"state": new_state, "worker_id": self.env.uid})
        if len(lines) <= AT_ONCE:
            lines.sudo()._work_off()
            return True
        return self._leave_to_job(len(lines))

    @api.model
    def _leave_to_job(self, count):
        """Wake the job up, and say so."""
        self.env.ref("customer_info_mgmt.ir_cron_clean_up_customers")._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "%s customers are worked off in the background. The clean-up shows "
                    "how far it is.",
                    count,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _ensure_found(self, lines):
        if not lines:
            raise UserError(
                self.env._("None of the selected customers is in the right status.")
            )
