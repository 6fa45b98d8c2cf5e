from datetime import timedelta

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from .customer_call_line import READY

LONGEST_SNOOZE = 730


class CustomerCallList(models.Model):
    """What is done about the customers on the list, for many at once."""

    _inherit = "customer.call.list"

    def action_plan_call(self):
        """Make an activity for the owner of each customer, with the goods in its note.

        Nobody is planned twice for one due date, nor while a call is open.

        :raise UserError: where nothing is left to do
        """
        rows = self._still_due()
        planned = rows._plan_calls() if rows else rows
        if not planned:
            raise UserError(
                self.env._(
                    "These calls are planned already, or the customers are no longer "
                    "due. Load the page again."
                )
            )
        if len(planned) == 1:
            message = self.env._("Call planned: %s", planned.partner_id.display_name)
        else:
            message = self.env._("%s calls planned", len(planned))
        return self._notify(message)

    def action_make_quotation(self):
        """Make a quotation for each customer, of what is on hand of the usual goods.

        :raise UserError: where nothing is on hand, or nobody is due any more
        """
        return self._open_quotations(self._quote(READY))

    def action_make_quotation_all(self):
        """The same with everything that is due, short or not."""
        return self._open_quotations(self._quote((*READY, "substitute", "short")))

    def action_snooze(self):
        """Ask until when these customers are not to be called."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Not Now"),
            "res_model": "customer.call.snooze",
            "views": [(False, "form")],
            "target": "new",
            "context": {"customer_call_rows": self.ids},
        }

    # ---------------------------------------------------------------- what they rest on

    def _still_due(self):
        """Those of these rows that are still on the list, for this user."""
        return self.search(Domain("id", "in", self.ids))

    def _done_before(self, kind):
        """What was done of this kind for these rows and their due dates."""
        calls = self.env["customer.call"].sudo()
        found = calls.search(
            Domain("kind", "=", kind)
            & Domain("partner_id", "in", self.partner_id.ids)
            & Domain("due_date", "in", self.mapped("due_date"))
        )
        return {
            (call.partner_id.id, call.company_id.id, call.due_date): call
            for call in found
        }

    def _key(self):
        return self.partner_id.id, self.company_id.id, self.due_date

    def _log(self, kind, **values):
        self.env["customer.call"].sudo().create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "due_date": self.due_date,
                "kind": kind,
                **values,
            }
        )

    def _notify(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # ----------------------------------------------------------------------- activities

    def _plan_calls(self):
        before = self._done_before("activity")
        todo = self.filtered(
            lambda row: not row.activity_id and row._key() not in before
        )
        today = self.env["customer.profile"].sudo()._today()
        for row in todo:
            owner = row.owner_id or self.env.user
            activity = row.partner_id.activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=today,
                summary=row._call_summary(owner),
                note=row._call_note(owner),
                user_id=owner.id,
            )
            row._log("activity", activity_id=activity.id)
        return todo

    def _in_language_of(self, user):
        return self.with_context(lang=user.lang or self.env.lang)

    def _call_summary(self, user):
        row = self._in_language_of(user)
        if row.line_count == 1:
            return row.env._("Reorder call: %s", row.line_ids.product_id.display_name)
        return row.env._("Reorder call: %s products due", row.line_count)

    def _call_note(self, user):
        lines = self._in_language_of(user).line_ids
        items = (
            Markup("<li>%s<br/>%s</li>") % (line._say_line(), line.explanation)
            for line in lines
        )
        return Markup("<ul>%s</ul>") % Markup().join(items)

    # ----------------------------------------------------------------------- quotations

    def _quote(self, states):
        """Make the quotations; customers with nothing of these states get none."""
        rows = self._still_due()
        before = rows._done_before("quotation")
        orders = self.env["sale.order"]
        for row in rows:
            lines = row.line_ids.filtered(lambda line: line.stock_state in states)
            done = before.get(row._key())
            if not lines or (done and done.order_id.state != "cancel"):
                continue
            order = row._create_quotation(lines)
            if done:
                done.order_id = order
            else:
                row._log("quotation", order_id=order.id)
            orders |= order
        return orders

    def _create_quotation(self, lines):
        """Prices come from the price list of the customer, as in a new quotation."""
        orders = self.env["sale.order"].with_company(self.company_id)
        return orders.create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "origin": self.env._("Call list"),
                "order_line": [
                    Command.create(
                        {
                            "product_id": line.product_id.id,
                            "product_uom_id": line.uom_id.id,
                            "product_uom_qty": line.uom_id.round(line.quantity),
                        }
                    )
                    for line in lines
                ],
            }
        )

    def _open_quotations(self, orders):
        if not orders:
            raise UserError(
                self.env._(
                    "No quotation was made: nothing of what is due is on hand, or the "
                    "customers are no longer due. Choose all products on the form of a "
                    "customer, or load the page again."
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id("sale.action_quotations")
        if len(orders) == 1:
            return dict(action, res_id=orders.id, views=[(False, "form")], context={})
        return dict(action, domain=[("id", "in", orders.ids)], context={})

    # -------------------------------------------------------------------------- not now

    def _snooze(self, until, reason=False):
        """Keep these customers off the list.

        :param until: first day on which they may appear again
        :raise UserError: for a day that is over, or more than two years ahead
        """
        today = self.env["customer.profile"].sudo()._today()
        if not until or not today < until <= today + timedelta(days=LONGEST_SNOOZE):
            raise UserError(
                self.env._(
                    "Not before: choose a day after today, within two years. "
                    "%s is none.",
                    fields.Date.to_string(until) or "",
                )
            )
        rows = self._still_due()
        for row in rows:
            row._log("snooze", until_date=until, reason=reason)
        return rows
