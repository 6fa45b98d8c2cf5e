import logging
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from .customer_merge import STEWARD
from .merge_catalogue import MergeCatalogue
from .merge_checks import MergeChecks

_logger = logging.getLogger(__name__)


class CustomerMergeCampaign(models.Model):
    """Many merges, worked off in the background, set-based in batches.

    Each batch is one transaction, so a server that is killed loses at most the batch it
    was at, and goes on with the merges that are still drafts. An undo of the campaign
    goes the same way back, the last merge first.
    """

    _name = "customer.merge.campaign"
    _description = "Customer Merge Campaign"
    _order = "id desc"

    name = fields.Char(required=True)
    state = fields.Selection(
        [
            ("running", "Running"),
            ("stopped", "Stopped"),
            ("done", "Done"),
            ("undoing", "Being undone"),
            ("undone", "Undone"),
        ],
        "Status",
        default="running",
        required=True,
        readonly=True,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users", "Started by", readonly=True, default=lambda self: self.env.user
    )
    undo_user_id = fields.Many2one("res.users", "Undone by", readonly=True)
    company_ids = fields.Many2many(
        "res.company", "customer_merge_campaign_company_rel", readonly=True
    )
    merge_ids = fields.One2many("customer.merge", "campaign_id", readonly=True)
    total_count = fields.Integer("Groups", readonly=True)
    done_count = fields.Integer("Merged", compute="_compute_counts")
    undone_count = fields.Integer("Taken Back", compute="_compute_counts")
    blocked_count = fields.Integer("In the Way", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts")
    summary = fields.Char(compute="_compute_counts")
    missing_indexes = fields.Text(
        readonly=True,
        help="Columns to customers that no index leads with: each of them makes every "
        "batch, and every deletion of a customer, read its whole table.",
    )

    def _compute_counts(self):
        counts = defaultdict(int)
        for campaign, state, blocked, count in self.env["customer.merge"]._read_group(
            [("campaign_id", "in", self.ids)],
            ["campaign_id", "state", "blocked"],
            ["__count"],
        ):
            counts[campaign.id, state] += count
            if blocked:
                counts[campaign.id, f"{state}_blocked"] += count
        for campaign in self:
            number = campaign.id
            done, undone = counts[number, "done"], counts[number, "undone"]
            waiting, left = (
                counts[number, "draft_blocked"],
                counts[number, "done_blocked"],
            )
            settled, total = done + undone + waiting, campaign.total_count
            campaign.blocked_count = waiting
            if campaign.state in ("undoing", "undone"):
                settled, total = undone + left, done + undone
                campaign.blocked_count = left
            campaign.done_count, campaign.undone_count = done, undone
            campaign.progress = 100.0 * settled / (total or 1)
            campaign.summary = campaign._summary()

    def _summary(self):
        """How far it is, in a sentence."""
        values = {
            "done": self.done_count,
            "undone": self.undone_count,
            "total": self.total_count,
            "blocked": self.blocked_count,
        }
        if self.state in ("undoing", "undone"):
            values["total"] = self.done_count + self.undone_count
            text = self.env._("%(undone)s of %(total)s merges taken back", **values)
        else:
            text = self.env._("%(done)s of %(total)s groups merged", **values)
        if self.undone_count and self.state not in ("undoing", "undone"):
            text += self.env._(", %(undone)s of them taken back", **values)
        if self.blocked_count:
            text += self.env._("; something is in the way of %(blocked)s", **values)
        return text

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
                "company_ids": [Command.set(members.sudo().company_id.ids)],
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
        choose = merges._chooser(
            p for destination, ids in groups if not destination for p in ids
        )
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
            complete.append((destination or choose(ids), ids))
        return complete

    def _form_action(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "name": self.name,
            "views": [(False, "form")],
            "target": "current",
        }

    def _queue(self, groups):
        """Write the drafts with two statements, however many they are."""
        self.env.flush_all()
        cr = self.env.cr
        cr.execute(
            SQL(
                """
                INSERT INTO customer_merge (campaign_id, destination_id, name, state,
                    company_id, blocked, create_uid, write_uid, create_date,
                    write_date)
                SELECT %(campaign)s, p.id, p.complete_name, 'draft',
                       p.company_id, FALSE, %(uid)s, %(uid)s, %(now)s, %(now)s
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
        """Stop after the batch that is running; what is left stays as it is."""
        self._check_may_steer()
        self.sudo().filtered(
            lambda c: c.state in ("running", "undoing")
        ).state = "stopped"

    def action_resume(self):
        """Go on, and look again at the groups that something stood in the way of."""
        self._check_may_steer()
        for campaign in self.sudo():
            if campaign.state in ("stopped", "done"):
                campaign._look_again("draft")
                campaign.state = "running"
        self._trigger_job()

    def action_undo(self):
        """Take all merges of the campaign back, in the background, the last one first.

        What cannot be taken back any more stays, with the reason.
        """
        self._check_may_steer()
        for campaign in self.sudo():
            if campaign.state != "undoing":
                campaign._look_again("done")
                campaign.write({"state": "undoing", "undo_user_id": self.env.uid})
        self._trigger_job()

    def _look_again(self, state):
        blocked = self.merge_ids.filtered(lambda m: m.state == state and m.blocked)
        blocked.line_ids.filtered(lambda line: line.kind == "blocker").unlink()
        blocked.write({"blocked": False})

    def _trigger_job(self):
        self.env.ref("customer_info_mgmt.ir_cron_run_merge_campaigns").sudo()._trigger()

    def _check_may_steer(self):
        """Stewards steer campaigns that they see: their companies are all theirs."""
        self.env["customer.merge"]._check_steward()
        self.check_access("read")

    # -- the job ---------------

    @api.model
    def _cron_run(self, batch=500):
        """Work off campaigns, ``batch`` groups per transaction."""
        progress = self.env["ir.cron"]
        remaining = sum(
            self.env["customer.merge"].search_count(self._todo(state))
            for state in ("running", "undoing")
        )
        progress._commit_progress(remaining=remaining)
        while some := self._next_batch(batch):
            if some.campaign_id.state == "undoing":
                some.campaign_id._undo_batch(some)
            else:
                some.campaign_id._run_batch(some)
            if not progress._commit_progress(len(some)):
                break
        self._close_finished()

    @api.model
    def _todo(self, state):
        """Domain of the merges that campaigns in this state have yet to work off."""
        return (
            Domain("campaign_id.state", "=", state)
            & Domain("state", "=", "draft" if state == "running" else "done")
            & Domain("blocked", "=", False)
        )

    def _next_batch(self, batch):
        """Merges of one campaign, locked; another server takes others."""
        merges = self.env["customer.merge"]
        # An undo is a statement per step of each merge, a merge is not.
        waiting = merges.search(
            self._todo("running"), limit=batch, order="campaign_id, id"
        ) or merges.search(
            self._todo("undoing"),
            limit=max(1, batch // 10),
            order="campaign_id, id desc",
        )
        first = waiting[:1].campaign_id
        return waiting.filtered(lambda m: m.campaign_id == first).try_lock_for_update()

    @api.model
    def _close_finished(self):
        merges = self.env["customer.merge"]
        for state, end in (("running", "done"), ("undoing", "undone")):
            for campaign in self.search([("state", "=", state)]):
                todo = self._todo(state) & Domain("campaign_id", "=", campaign.id)
                if not merges.search_count(todo, limit=1):
                    campaign.state = end

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

    def _undo_batch(self, merges):
        """Take merges back one by one, as who asked for it."""
        merges = merges.with_user(self.undo_user_id).sudo()
        if not self.undo_user_id.has_group(STEWARD):
            self._block(merges, self.env._("Who started this may no longer merge."))
            return
        catalogue = MergeCatalogue(self.env(su=True))
        for merge in merges:
            try:
                with self.env.cr.savepoint():
                    merge._check_undo()
                    merge._undo(catalogue)
            except UserError as error:
                self._block(merge, str(error))

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
        partners = merges.partner_ids.with_env(env)
        closed = partners - partners._filtered_access("write")
        for merge in merges.filtered(lambda m: m.partner_ids & closed):
            text = self.env._("Who started this may no longer change these customers.")
            blockers.setdefault(merge.id, []).append(text)
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
