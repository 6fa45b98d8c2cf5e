import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .customer_merge import STEWARD
from .merge_catalogue import MergeCatalogue
from .merge_checks import MergeChecks

_logger = logging.getLogger(__name__)


class CustomerMergeCampaign(models.Model):
    """Many merges, worked off in the background, set-based in batches.

    Each batch is one transaction, so a server that is killed loses at most the batch it
    was at, and goes on with the merges that are still drafts.
    """

    _name = "customer.merge.campaign"
    _description = "Customer Merge Campaign"
    _order = "id desc"

    name = fields.Char(required=True)
    state = fields.Selection(
        [("running", "Running"), ("stopped", "Stopped"), ("done", "Done")],
        default="running",
        required=True,
        readonly=True,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users", "Started by", readonly=True, default=lambda self: self.env.user
    )
    merge_ids = fields.One2many("customer.merge", "campaign_id", readonly=True)
    total_count = fields.Integer("Groups", readonly=True)
    done_count = fields.Integer("Merged", compute="_compute_counts")
    blocked_count = fields.Integer("In the Way", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts")
    missing_indexes = fields.Text(
        readonly=True,
        help="Columns to customers that no index leads with: each of them makes every "
        "batch, and every deletion of a customer, read its whole table.",
    )

    def _compute_counts(self):
        counts = {}
        for campaign, state, blocked, count in self.env["customer.merge"]._read_group(
            [("campaign_id", "in", self.ids)],
            ["campaign_id", "state", "blocked"],
            ["__count"],
        ):
            counts.setdefault(campaign.id, []).append((state, blocked, count))
        for campaign in self:
            rows = counts.get(campaign.id, [])
            campaign.done_count = sum(
                count for state, _b, count in rows if state in ("done", "undone")
            )
            campaign.blocked_count = sum(
                count for state, blocked, count in rows if blocked and state == "draft"
            )
            settled = campaign.done_count + campaign.blocked_count
            campaign.progress = 100.0 * settled / (campaign.total_count or 1)

    @api.model
    def _start(self, name, groups):
        """Queue many merges; a job in the background works them off.

        :param name: what the list shows
        :param groups: list of ``(destination id or None, [partner ids])``; a partner
            may stand in one group only
        :return: the campaign
        :raise UserError: for a partner in two groups, or a group of one
        :raise AccessError: for users who may not merge
        """
        merges = self.env["customer.merge"]
        merges._check_steward()
        groups = self._complete(groups)
        members = self.env["res.partner"].browse({p for _d, ids in groups for p in ids})
        members.check_access("write")
        campaign = self.sudo().create(
            {
                "name": name,
                "user_id": self.env.uid,
                "total_count": len(groups),
                "missing_indexes": "\n".join(
                    MergeCatalogue(self.env).missing_indexes()
                ),
            }
        )
        campaign._queue(groups)
        self.env.ref("customer_info_mgmt.ir_cron_run_merge_campaigns")._trigger()
        return campaign.sudo(False)

    @api.model
    def _complete(self, groups):
        """Groups with a destination, each partner once."""
        partners, merges = self.env["res.partner"], self.env["customer.merge"]
        seen, complete = set(), []
        for destination, ids in groups:
            ids = list(dict.fromkeys([*([destination] if destination else []), *ids]))
            if len(ids) < 2:
                raise UserError(self.env._("Each group needs two or more customers."))
            twice = seen.intersection(ids)
            if twice:
                raise UserError(
                    self.env._(
                        "The customer %(name)s stands in two groups. Join these groups "
                        "into one.",
                        name=partners.browse(min(twice)).display_name,
                    )
                )
            seen.update(ids)
            destination = destination or merges._best_of(partners.browse(ids)).id
            complete.append((destination, ids))
        return complete

    def _queue(self, groups):
        """Write the drafts with two statements, however many they are."""
        self.env.flush_all()
        cr = self.env.cr
        cr.execute(
            SQL(
                """
                INSERT INTO customer_merge (campaign_id, destination_id, name, state,
                    blocked, create_uid, write_uid, create_date, write_date)
                SELECT %(campaign)s, p.id, p.complete_name, 'draft', FALSE,
                       %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM unnest(%(ids)s::int[]) WITH ORDINALITY AS wanted (id, place)
                  JOIN res_partner p ON p.id = wanted.id
                 ORDER BY place
                RETURNING id, destination_id
                """,
                campaign=self.id,
                uid=self.env.uid,
                now=cr.now(),
                ids=[destination for destination, _ids in groups],
            )
        )
        merge_of = {destination: merge_id for merge_id, destination in cr.fetchall()}
        pairs = [
            (merge_of[destination], partner)
            for destination, ids in groups
            if destination in merge_of
            for partner in ids
        ]
        cr.execute(
            SQL(
                """INSERT INTO customer_merge_partner_rel (merge_id, partner_id)
                   SELECT * FROM unnest(%s::int[], %s::int[])""",
                [merge_id for merge_id, _partner in pairs],
                [partner for _merge, partner in pairs],
            )
        )
        self.env.invalidate_all(flush=False)

    def action_stop(self):
        """Stop after the batch that is running; the rest stays as drafts."""
        self._check_steward()
        self.sudo().filtered(lambda c: c.state == "running").state = "stopped"

    def action_resume(self):
        """Go on, and look again at the groups that something stood in the way of."""
        self._check_steward()
        for campaign in self.sudo():
            waiting = campaign.merge_ids.filtered(lambda m: m.state == "draft")
            waiting.line_ids.unlink()
            waiting.write({"blocked": False})
            campaign.state = "running"
        self.env.ref("customer_info_mgmt.ir_cron_run_merge_campaigns")._trigger()

    def _check_steward(self):
        self.env["customer.merge"]._check_steward()

    # -- the job ---------------

    @api.model
    def _cron_run(self, batch=500):
        """Work off running campaigns, ``batch`` groups per transaction."""
        progress = self.env["ir.cron"]
        merges = self.env["customer.merge"]
        domain = [
            ("campaign_id.state", "=", "running"),
            ("state", "=", "draft"),
            ("blocked", "=", False),
        ]
        progress._commit_progress(remaining=merges.search_count(domain))
        while waiting := merges.search(domain, limit=batch, order="campaign_id, id"):
            waiting = waiting.filtered(
                lambda m, first=waiting[0].campaign_id: m.campaign_id == first
            )
            some = waiting.try_lock_for_update()
            if not some:
                break
            some.campaign_id._run_batch(some)
            if not progress._commit_progress(len(some)):
                break
        self._close_finished()

    @api.model
    def _close_finished(self):
        for campaign in self.search([("state", "=", "running")]):
            if not campaign.merge_ids.filtered(
                lambda m: m.state == "draft" and not m.blocked
            ):
                campaign.state = "done"

    def _run_batch(self, merges):
        """Merge a batch in one go; when that fails, one by one, to find the culprit."""
        merges = merges.with_user(self.user_id).sudo()
        if not self.user_id.has_group(STEWARD):
            self._block(merges, self.env._("Who started this may no longer merge."))
            return
        merges = self._without_blocked(merges)
        try:
            with self.env.cr.savepoint():
                merges._apply()
        except UserError:
            _logger.info("A batch of merges failed as a whole; going one by one.")
            self._run_singly(merges)

    def _run_singly(self, merges):
        for merge in merges:
            try:
                with self.env.cr.savepoint():
                    merge._apply()
            except UserError as error:
                self._block(merge, str(error))

    def _without_blocked(self, merges):
        groups = merges._groups()
        for merge in merges.filtered(lambda m: m.id not in groups):
            self._block(merge, self.env._("Its customers are not there any more."))
        env = self.env(user=self.user_id.id, su=False)
        blockers = MergeChecks(env, groups).blockers() if groups else {}
        for merge_id, texts in blockers.items():
            self._block(merges.browse(merge_id), *texts)
        return merges.filtered(lambda m: m.id in groups and m.id not in blockers)

    @staticmethod
    def _block(merges, *texts):
        for merge in merges:
            merge.env["customer.merge.line"].create(
                [{"merge_id": merge.id, "kind": "blocker", "name": t} for t in texts]
            )
            merge.blocked = True
