from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize
from odoo.tools.misc import hash_sign, verify_hash_signed

from . import proposal_settings

# What a link is good for: a signature made for anything else opens nothing here.
SCOPE = "customer_info_mgmt.self_check"
ASKERS = (
    "customer_info_mgmt.group_customer_user,customer_info_mgmt.group_customer_steward"
)


class CustomerSelfCheck(models.Model):
    """One question to a customer: is what we have about you still right?

    The link in the mail is signed, ends on a day, is bound to the customer and to the
    address it went to, and works for one answer.
    """

    _name = "customer.self.check"
    _description = "Self-Check of a Customer"
    _order = "id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users",
        "Asked by",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    email = fields.Char("Sent To", required=True, readonly=True)
    sent_on = fields.Datetime(required=True, readonly=True)
    expires_on = fields.Datetime("Link Works Until", required=True, readonly=True)
    state = fields.Selection(
        [
            ("sent", "Asked"),
            ("right", "All right"),
            ("corrected", "Corrected"),
            ("revoked", "Link withdrawn"),
        ],
        "Answer",
        required=True,
        readonly=True,
        default="sent",
        index=True,
    )
    is_expired = fields.Boolean("No Answer in Time", compute="_compute_is_expired")
    answered_on = fields.Datetime(readonly=True)
    request_id = fields.Many2one(
        "customer.change.request",
        "Proposal",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.depends("state", "expires_on")
    def _compute_is_expired(self):
        now = fields.Datetime.now()
        for check in self:
            check.is_expired = check.state == "sent" and check.expires_on <= now

    # Asking

    @api.model
    def _ask(self, partners):
        """Send the link to these partners.

        Nobody is asked twice within the pause of the settings, nor more customers at
        once than the settings say.

        :return: dict of what happened to how many: ``sent``, ``no_email``,
            ``blocked``, ``recent``, ``stranger``
        :raise AccessError: for who may not ask
        :raise UserError: for too many at once
        """
        if not self.env.user.has_groups(ASKERS):
            raise AccessError(
                self.env._("Ask a sales clerk or a data steward to send it.")
            )
        batch = proposal_settings.get_batch(self.env)
        if len(partners) > batch:
            raise UserError(
                self.env._(
                    "%(chosen)s customers are chosen, %(limit)s can be asked in one "
                    "go. Choose fewer, or ask a manager to raise the limit in the "
                    "settings.",
                    chosen=len(partners),
                    limit=batch,
                )
            )
        partners.check_access("write")
        if partners._sees_own_customers_only():
            partners._ensure_not_of_colleague()
        counts, todo = self._sort_out(partners)
        checks = self.sudo().create([self._prepare_check(partner) for partner in todo])
        checks._send()
        return dict(counts, sent=len(checks))

    @api.model
    def _sort_out(self, partners):
        """Return why some are not asked, counted, and those who are."""
        since = fields.Datetime.now() - timedelta(
            days=proposal_settings.get_pause_days(self.env)
        )
        asked = (
            self.sudo()
            .search([("partner_id", "in", partners.ids), ("sent_on", ">", since)])
            .filtered(lambda check: check.state != "revoked")
            .partner_id
        )
        counts = dict.fromkeys(("no_email", "blocked", "recent", "stranger"), 0)
        todo = partners.browse()
        for partner in partners:
            if not partner.sudo().commercial_partner_id.customer_rank:
                counts["stranger"] += 1
            elif not email_normalize(partner.email or ""):
                counts["no_email"] += 1
            elif partner.is_blacklisted:
                counts["blocked"] += 1
            elif partner in asked:
                counts["recent"] += 1
            else:
                todo |= partner
        return counts, todo

    @api.model
    def _prepare_check(self, partner):
        now = fields.Datetime.now()
        days = proposal_settings.get_link_days(self.env)
        return {
            "partner_id": partner.id,
            "company_id": (partner.sudo().company_id or self.env.company).id,
            "user_id": self.env.user.id,
            "email": email_normalize(partner.email),
            "sent_on": now,
            "expires_on": now + timedelta(days=days),
        }

    def _send(self):
        """Queue one mail each."""
        template = self.env.ref("customer_info_mgmt.mail_template_self_check").sudo()
        if self:
            template.send_mail_batch(self.ids, force_send=len(self) == 1)

    # The link

    def _get_token(self):
        """Return the signed text that opens the page of this check."""
        self.ensure_one()
        message = [self.id, self.partner_id.id]
        return hash_sign(
            self.sudo().env,
            SCOPE,
            message,
            expiration=fields.Datetime.context_timestamp(
                self.with_context(tz="UTC"), self.expires_on
            ),
        )

    def _get_link(self):
        """Return the address for the mail."""
        self.ensure_one()
        return f"{self.get_base_url()}/my/customer-check/{self._get_token()}"

    @api.model
    def _find_by_token(self, token):
        """Return the check that a link opens, in superuser mode, and what is amiss.

        :return: ``(check, problem)``: an empty check for a link that we never sent;
            problem is ``expired``, ``used`` or ``unknown``, and empty when all is well
        """
        nothing = self.sudo().browse()
        try:
            message = verify_hash_signed(self.sudo().env, SCOPE, token)
        except (ValueError, TypeError, IndexError):
            # Whatever somebody makes up: base64, UTF-8, JSON or its shape is wrong.
            return nothing, "unknown"
        if not message:
            # Expired or forged: nobody can tell, and the way out is the same.
            return nothing, "expired"
        check_id, partner_id = message
        check = nothing.browse(check_id).exists()
        if check.partner_id.id != partner_id:
            return nothing, "unknown"
        return check, check._find_problem()

    def _find_problem(self):
        """Return why this check takes no answer any more; empty when it does."""
        if self.state in ("right", "corrected"):
            return "used"
        if self.state == "revoked" or self.is_expired or not self.partner_id.active:
            return "expired"
        # Whoever has the old mailbox need not see what came after it.
        if email_normalize(self.partner_id.email or "") != self.email:
            return "expired"
        return ""

    def action_revoke(self):
        """Make the link worthless.

        :raise AccessError: for a customer that is not the user's to write
        """
        self.check_access("read")
        self.partner_id.check_access("write")
        self.sudo().filtered(lambda check: check.state == "sent").state = "revoked"
        return True
