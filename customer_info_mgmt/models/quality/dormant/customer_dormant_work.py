import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL, format_date

from . import dormant_sql
from .customer_dormant_run import STEWARD

_logger = logging.getLogger(__name__)
BATCH = 200
WAITING = ("to_archive", "to_restore")


class CustomerDormant(models.Model):
    """Archiving and restoring, a batch per transaction.

    A line says by its status what is still to do, so a killed job loses the batch that
    it was at, and the next one goes on there.
    """

    _inherit = "customer.dormant"

    @api.model
    def _cron_work_off(self, batch=BATCH):
        """Archive and restore what is waiting."""
        progress = self.env["ir.cron"]
        domain = [("state", "in", WAITING)]
        progress._commit_progress(remaining=self.search_count(domain))
        while waiting := self.search(domain, limit=batch, order="id"):
            lines = waiting.try_lock_for_update()
            if not lines:
                break
            lines._work_off()
            if not progress._commit_progress(len(lines)):
                break

    def _work_off(self):
        """Do what the lines wait for, each as the user who asked for it."""
        for (worker, state), lines in self.grouped(
            lambda line: (line.worker_id, line.state)
        ).items():
            lines = lines.with_context(lang=worker.lang)
            if not worker.has_group(STEWARD):
                lines._skip(self.env._("Who asked for this may no longer do it."))
            elif state == "to_archive":
                lines._archive_batch(worker)
            elif state == "to_restore":
                lines._restore_batch(worker)

    def _skip(self, reason):
        """End the work on these lines; archived ones stay archived."""
        for state, lines in self.grouped("state").items():
            new_state = "archived" if state == "to_restore" else "skipped"
            lines.write({"state": new_state, "reason": reason})

    # === Archive === #

    def _archive_batch(self, worker):
        lines = self._without_busy()
        reasons = lines._reasons_against()
        for line in lines:
            if line.id in reasons:
                line._skip(reasons[line.id])
        lines = lines.filtered(lambda line: line.id not in reasons)
        try:
            with self.env.cr.savepoint():
                lines._archive(worker)
        except (AccessError, UserError):
            _logger.info("A batch of the clean-up failed as a whole; going one by one.")
            lines._archive_singly(worker)

    def _archive_singly(self, worker):
        for line in self:
            try:
                with self.env.cr.savepoint():
                    line._archive(worker)
            except (AccessError, UserError) as error:
                line._skip(str(error))

    def _without_busy(self):
        """Lock the customers, so that no order comes in between; skip who is in use."""
        partners = self._family()
        free = partners.try_lock_for_update()
        busy = (partners - free).commercial_partner_id
        lines = self.filtered(lambda line: line.partner_id in busy)
        lines._skip(self.env._("Somebody was working on the customer at this moment."))
        return self - lines

    def _family(self):
        """The customers of the lines with all their active contacts."""
        return self.env["res.partner"].search(
            [("commercial_partner_id", "in", self.partner_id.ids)]
        )

    def _reasons_against(self):
        """Look once more: ``{line id: why the customer must not be archived now}``."""
        reasons = {}
        for run, lines in self.grouped("run_id").items():
            self.env.flush_all()
            found = {
                row["id"]: row
                for row in self.env.execute_query_dict(
                    SQL(
                        "SELECT id, latest, latest_order, codes, is_dormant,"
                        " is_unreachable FROM (%s) AS examined",
                        dormant_sql.examined(run, lines.partner_id.ids),
                    )
                )
            }
            for line in lines:
                reason = line._reason_against(found.get(line.partner_id.id))
                if reason:
                    reasons[line.id] = reason
        return reasons

    def _reason_against(self, row):
        """One sentence, or None."""
        if not row:
            return self.env._(
                "Archived already, or not a customer of its own any more."
            )
        if row["codes"]:
            self.obstacles = row["codes"]
            return self.env._("In the way now: %s.", self.obstacle_text)
        if self.kind in ("dormant", "unreachable"):
            if (
                row["is_dormant"]
                or self.kind == "unreachable"
                and row["is_unreachable"]
            ):
                return None
            moment = row["latest"]
        else:
            moment = row["latest_order"]
            if not moment or moment <= self.create_date:
                return None
        if not moment:
            return self.env._("The customer can be reached again.")
        return self.env._(
            "There was an order or a contact on %s.", format_date(self.env, moment)
        )

    def _archive(self, worker):
        """Archive with the rights of the worker, by core's own way and checks."""
        if not self:
            return
        families = self._family().grouped("commercial_partner_id")
        everybody = self.env["res.partner"].union(*families.values())
        everybody.with_user(worker).action_archive()
        now = fields.Datetime.now()
        for line in self:
            line.write(
                {
                    "state": "archived",
                    "reason": False,
                    "date_archived": now,
                    "archived_partner_ids": [
                        Command.set(families.get(line.partner_id, self.partner_id).ids)
                    ],
                }
            )
        self._log(self.env._("Archived by the clean-up %s."), worker)

    # === Restore === #

    def _restore_batch(self, worker):
        try:
            with self.env.cr.savepoint():
                self._restore(worker)
        except (AccessError, UserError):
            for line in self:
                try:
                    with self.env.cr.savepoint():
                        line._restore(worker)
                except (AccessError, UserError) as error:
                    line._skip(str(error))

    def _restore(self, worker):
        partners = self.with_context(active_test=False).archived_partner_ids
        partners = partners.filtered(lambda partner: not partner.active)
        partners.with_user(worker).action_unarchive()
        self.write(
            {
                "state": "restored",
                "reason": False,
                "date_restored": fields.Datetime.now(),
            }
        )
        self._log(self.env._("Restored from the clean-up %s."), worker)

    def _log(self, text, worker):
        """Say it in the history of each customer."""
        for run, lines in self.grouped("run_id").items():
            partners = lines.partner_id.with_user(worker).sudo()
            body = text % run.name
            partners._message_log_batch(bodies=dict.fromkeys(partners.ids, body))
