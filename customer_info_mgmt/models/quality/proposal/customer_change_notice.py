from markupsafe import Markup

from odoo import fields, models

ACTIVITY = "customer_info_mgmt.mail_activity_type_proposal"
STEWARD = "customer_info_mgmt.group_customer_steward"
# More people need not be reminded of one proposal.
MAX_STEWARDS = 5


class CustomerChangeRequest(models.Model):
    """Who is told of a proposal, and of what became of it."""

    _inherit = "customer.change.request"

    def _after_proposal(self):
        """Remind the person in charge."""
        for request in self:
            for user in request._people_in_charge():
                request.activity_schedule(
                    ACTIVITY,
                    date_deadline=fields.Date.context_today(self),
                    summary=request._activity_summary(),
                    user_id=user.id,
                )

    def _activity_summary(self):
        """Return what is proposed; values that only some may see are left out."""
        texts = [
            line.field_label if line.is_restricted else line.display_name
            for line in self.line_ids
        ]
        return (" · ".join(texts) or self.note or "")[:200]

    def _people_in_charge(self):
        """Return who has to decide: the owner of the customer, else data stewards."""
        self.ensure_one()
        partner = self.partner_id
        owner = partner.user_id or partner.commercial_partner_id.user_id
        if self._can_be_decided_by(owner):
            return owner
        return self._find_stewards()

    def _can_be_decided_by(self, user):
        """Tell whether the user may decide about all of it."""
        if not user.active or user.share or user == self.proposer_id:
            return False
        if not user.has_group("base.group_partner_manager"):
            return False
        if self.company_id not in user.company_ids:
            return False
        lines = self.line_ids.with_user(user)
        lines = lines.with_context(allowed_company_ids=self.company_id.ids)
        return all(line._may_decide() for line in lines)

    def _find_stewards(self):
        """Return stewards of the company; those who are managers only as a last."""
        users = self.env["res.users"].search(
            [
                ("all_group_ids", "in", self.env.ref(STEWARD).ids),
                ("share", "=", False),
                ("company_ids", "in", self.company_id.ids),
                ("id", "!=", self.proposer_id.id),
            ]
        )
        users = users.filtered(lambda user: self._can_be_decided_by(user))
        manager = self.env.ref("customer_info_mgmt.group_customer_manager")
        pure = users.filtered(lambda user: manager not in user.all_group_ids)
        return (pure or users)[:MAX_STEWARDS]

    def _after_decision(self):
        """Close the reminders of what is decided, and tell who proposed it."""
        for request in self.filtered(lambda request: request.state != "waiting"):
            request.activity_unlink([ACTIVITY])
            request._tell_proposer()

    def _tell_proposer(self):
        self.ensure_one()
        proposer = self.proposer_id
        if not proposer or proposer == self.env.user:
            return
        request = self.with_context(lang=proposer.lang)
        states = dict(
            request.line_ids._fields["state"]._description_selection(request.env)
        )
        body = Markup("<ul>%s</ul>") % Markup("").join(
            Markup("<li>%s: %s → %s — <b>%s</b>%s</li>")
            % (
                line.field_label,
                line.old_value or "—",
                line.new_value or "—",
                states[line.state],
                f" ({line.reason})" if line.reason else "",
            )
            for line in request.line_ids
        )
        request.message_notify(
            partner_ids=proposer.partner_id.ids,
            subject=request.env._(
                "Your proposal for %s", request.partner_id.display_name
            ),
            body=body,
        )

    def _log_on_customer(self, lines):
        """Say on the customer what was approved, who proposed it, and who approved.

        Values that only some roles may see are not repeated there.
        """
        self.ensure_one()
        rows = Markup("").join(
            Markup("<li>%s</li>") % line.field_label
            if line.is_restricted
            else Markup("<li>%s: %s → %s</li>")
            % (line.field_label, line.old_value or "—", line.new_value or "—")
            for line in lines.sudo()
        )
        head = self.env._(
            "Proposed by %(proposer)s on %(day)s, approved by %(approver)s:",
            proposer=self.proposer_name,
            day=fields.Datetime.context_timestamp(self, self.create_date).date(),
            approver=self.env.user.name,
        )
        self.partner_id.message_post(body=Markup("%s<ul>%s</ul>") % (head, rows))
