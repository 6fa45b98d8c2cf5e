import logging
import time

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .upsert_batch import UpsertBatch
from .upsert_values import is_storable, storable

_logger = logging.getLogger(__name__)

MAX_RECORDS = 1000
# So many reasons of one call are kept in its log.
KEPT_ERRORS = 5
ACTIONS = ("created", "updated", "unchanged", "queued", "refused")


class CustomerIdentity(models.Model):
    """The door for other systems; see ``docs/api.md``."""

    _inherit = "customer.identity"

    @api.model
    def upsert(self, channel, records, dry_run=False):
        """Find or create the customers that another system knows, and update them.

        A customer is found by its id in the channel, then by its match keys; else it is
        created. The same call a second time changes nothing. A bad record is refused
        with reasons, the others go through.

        :param channel: code of the ``customer.channel``
        :param records: list of at most 1,000 objects: ``external_id``, ``values`` and
            ``contact_points``
        :param dry_run: give the same answer and change nothing
        :return: dict of ``channel``, ``dry_run``, ``counts`` (per action) and
            ``results``: for each record, in their order, ``external_id``, ``action``
            (created, updated, unchanged, queued, refused), ``partner_id`` or ``False``,
            ``reasons``, ``taken`` (names of values), ``kept`` (values that a higher
            source keeps, with both) and ``contact_points`` that were added
        :raise AccessError: for who may not send over this channel
        :raise UserError: for a call that cannot be read
        """
        source = self._get_channel(channel)
        self._check_records(source, records)
        if dry_run:
            return self._rehearse(source, records)
        started = time.monotonic()
        results = UpsertBatch(source, records).run()
        answer = self._answer(source, results, dry_run=False)
        self._log_call(source, answer, time.monotonic() - started)
        return answer

    @api.model
    def _get_channel(self, code):
        """Return the channel, if the user may send over it.

        :raise AccessError: for everybody else, and for channels that are not there
        """
        user = self.env.user
        is_steward = user.has_group("customer_info_mgmt.group_customer_steward")
        is_clerk = user.has_group("customer_info_mgmt.group_customer_user")
        if not is_steward and not is_clerk:
            raise AccessError(
                self.env._(
                    "Sending customers takes the role of a data steward, or of a sales"
                    " clerk who is named on the channel."
                )
            )
        wanted = code if isinstance(code, str) and is_storable(code) else ""
        channel = self.env["customer.channel"].search([("code", "=", wanted)], limit=1)
        if not channel or not is_steward and user not in channel.sudo().user_ids:
            raise AccessError(
                self.env._(
                    "There is no channel %s that you may send over. Ask a data steward"
                    " to create it, or to name you on it.",
                    wanted,
                )
            )
        return channel

    @api.model
    def _check_records(self, channel, records):
        """Raise for a call that cannot be read; the log of the channel tells it.

        :raise UserError: what is wrong, and the way out
        """
        if not isinstance(records, list):
            message = self.env._("records: give a list of objects.")
        elif len(records) > MAX_RECORDS:
            message = self.env._(
                "%(count)s records in one call: send at most %(most)s.",
                count=len(records),
                most=MAX_RECORDS,
            )
        else:
            return
        # The call's own transaction is rolled back with the error.
        with self.env.registry.cursor() as cr:
            calls = self.with_env(self.env(cr=cr, su=True)).env["customer.channel.call"]
            calls.create(
                {
                    "channel_id": channel.id,
                    "user_id": self.env.uid,
                    "error": message,
                    "records": len(records) if isinstance(records, list) else 0,
                }
            )
        raise UserError(message)

    @api.model
    def _rehearse(self, channel, records):
        """Do it in a transaction of its own that is rolled back.

        So the answer is that of the real call, down to what the database refuses.
        """
        self.env.flush_all()
        with self.env.registry.cursor() as cr:
            own = channel.with_env(self.env(cr=cr))
            results = UpsertBatch(own, records).run()
            cr.rollback()
        for result in results:
            if result["action"] in ("created", "queued"):
                result["partner_id"] = False
        return self._answer(channel, results, dry_run=True)

    @api.model
    def _answer(self, channel, results, dry_run):
        counts = dict.fromkeys(ACTIONS, 0)
        for result in results:
            counts[result["action"]] += 1
        return {
            "channel": channel.code,
            "dry_run": dry_run,
            "counts": counts,
            "results": results,
        }

    @api.model
    def _log_call(self, channel, answer, seconds):
        results = answer["results"]
        errors = [
            f"{result['external_id']}: {'; '.join(result['reasons'])}"
            for result in results
            if result["action"] == "refused"
        ]
        self.env["customer.channel.call"].sudo().create(
            {
                "channel_id": channel.id,
                "user_id": self.env.uid,
                "records": len(results),
                "kept": sum(len(result["kept"]) for result in results),
                "seconds": round(seconds, 3),
                "error": storable("\n".join(errors[:KEPT_ERRORS])),
                **answer["counts"],
            }
        )
