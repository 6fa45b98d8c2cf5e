import psycopg2

from odoo import fields, models
from odoo.exceptions import AccessError, LockError, UserError

from .proposal_settings import needs_four_eyes

STEWARD = "customer_info_mgmt.group_customer_steward"


class CustomerChangeRequestLine(models.Model):
    """Who may decide about a proposed value, and what happens then."""

    _inherit = "customer.change.request.line"

    def _may_decide(self):
        """Tell whether the user may approve this value, or reject it.

        Stewards may. The owner of the customer may for what is no key field, as the
        owner could write it directly. Nobody may for a field that one may not write,
        nor, with four eyes, for one's own change of a key field.
        """
        self.ensure_one()
        line = self.sudo()
        fname, partner = line.field_name, line.partner_id.sudo(False)
        if fname not in partner._fields or self._is_own_key_field():
            return False
        if not partner.has_access("write"):
            return False
        if not partner._has_field_access(partner._fields[fname], "write"):
            return False
        if line.request_id.company_id not in self.env.user.company_ids:
            return False
        return self.env.user.has_group(STEWARD) or self._is_owners()

    def _is_owners(self):
        partner = self.sudo().partner_id
        owners = partner.user_id | partner.commercial_partner_id.user_id
        return not self._is_key_field() and self.env.user in owners

    def _is_key_field(self):
        keys = self.env["customer.change.field"]._names("is_key")
        return self.is_key or self.field_name in keys

    def _is_own_key_field(self):
        own = self.sudo().request_id.proposer_id == self.env.user
        return own and self._is_key_field() and needs_four_eyes(self.env)

    def _check_may_decide(self):
        """
        :raise AccessError: naming the first value that is not the user's to decide
        """
        self.check_access("read")
        for line in self:
            if line._may_decide():
                continue
            if line._is_own_key_field():
                raise AccessError(
                    self.env._(
                        "You proposed %s yourself. Somebody else has to approve it.",
                        line.display_name,
                    )
                )
            raise AccessError(
                self.env._(
                    "%s is not yours to decide. A data steward can.", line.display_name
                )
            )

    # Actions

    def action_approve(self):
        """Write the proposed values.

        Several at once: those whose live value changed since are left waiting, and
        counted. A single one tells.

        :raise AccessError: where a value is not the user's to decide
        :raise UserError: when the only value was decided or changed meanwhile
        """
        return self._approve(over_conflicts=False)

    def action_approve_anyway(self):
        """Write the proposed value over one that was changed since."""
        return self._approve(over_conflicts=True)

    def action_reject(self):
        """Ask for the reason, then reject these values."""
        self._check_may_decide()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reject"),
            "res_model": "customer.change.reject",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_line_ids": self.ids},
        }

    def _approve(self, over_conflicts):
        self._check_may_decide()
        lines = self._take()
        lines._close_settled()
        lines = lines._waiting()
        done = lines.browse() if over_conflicts else lines.filtered("is_conflict")
        conflicts, todo = done, lines - done
        if len(self) == 1 and conflicts:
            raise UserError(self._conflict_message())
        failed = {}
        for request in todo.request_id:
            failed.update(
                todo.filtered(lambda x, r=request: x.request_id == r)._apply()
            )
        self.sudo().request_id._after_decision()
        if len(self) == 1 and failed:
            raise UserError(failed[self])
        return self._tell_result(len(todo) - len(failed), conflicts, failed)

    def _take(self):
        """Lock these values, so that two people do not decide at once.

        :return: those that still wait
        """
        try:
            self.sudo().lock_for_update()
        except LockError:
            raise UserError(
                self.env._("Somebody decides about these values just now. Try again.")
            ) from None
        self.invalidate_recordset(["state"])
        waiting = self._waiting()
        if self and not waiting:
            raise UserError(self.env._("This is decided already."))
        return waiting

    def _close_settled(self):
        """What is on the customer already needs no approval any more."""
        values = self.env["customer.change.value"]
        settled = self.filtered(
            lambda line: line._live_raw() == values._loads(line.new_raw)
        )
        settled._close("outdated", self.env._("The value is there already."))

    def _conflict_message(self):
        return self.env._(
            "%(field)s was changed to %(live)s since this was proposed. Use "
            '"Approve Anyway" to write %(new)s over it.',
            field=self.field_label,
            live=self.live_value or "—",
            new=self.new_value or "—",
        )

    def _apply(self):
        """Write the values of one proposal.

        In superuser mode, after the rights were checked: that is how the key fields
        know a value that was approved from one that was typed.

        :return: dict of line to the error, empty when all went well
        """
        values = self.env["customer.change.value"]
        request = self.sudo().request_id
        partner = request.partner_id.with_company(request.company_id)
        raws = {line.field_name: values._loads(line.new_raw) for line in self}
        try:
            with self.env.cr.savepoint():
                partner.write(values._write_vals(partner, raws))
                self.env.flush_all()
        except (UserError, psycopg2.IntegrityError) as error:
            self.env.invalidate_all()
            return dict.fromkeys(self, str(error))
        self._close("approved")
        if request.source == "customer":
            partner._verify_by_customer(self.mapped("field_name"))
        request._log_on_customer(self)
        return {}

    def _reject(self, reason):
        """Reject these values for a reason.

        :raise UserError: without a reason, or when they are decided already
        """
        self._check_may_decide()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(
                self.env._("Say why, so that the proposer can learn of it.")
            )
        lines = self._take()
        lines._close("rejected", reason)
        self.sudo().request_id._after_decision()
        return len(lines)

    def _close(self, state, reason=False):
        """Note the decision. In superuser mode: nobody writes these fields."""
        self.sudo().write(
            {
                "state": state,
                "reason": reason,
                "decided_by_id": self.env.user.id if self.env.user.id else False,
                "decided_on": fields.Datetime.now(),
            }
        )

    def _tell_result(self, count, conflicts, failed):
        """Return the action that says what was approved and what was not."""
        parts = [self.env._("Values approved: %s.", count)]
        if conflicts:
            parts.append(
                self.env._(
                    "Left waiting because somebody changed the value since: %s.",
                    ", ".join(conflicts.mapped("display_name")[:5]),
                )
            )
        for line, error in list(failed.items())[:5]:
            parts.append(f"{line.display_name}: {error}")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if conflicts or failed else "success",
                "message": " ".join(parts),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
