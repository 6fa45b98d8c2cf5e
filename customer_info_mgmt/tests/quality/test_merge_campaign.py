from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ...models.quality.merge import merge_catalogue
from .merge_common import MergeCommon
from .merge_world import differences, dump


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestMergeCampaign(MergeCommon):
    """Many merges in the background."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls.env["res.partner"].create(
            [{"name": f"Pair {n // 2}", "customer_rank": 1} for n in range(24)]
        )
        cls.pairs = [(partners[n], partners[n + 1]) for n in range(0, len(partners), 2)]
        cls.orders = cls.env["sale.order"].create(
            [{"partner_id": twin.id} for _kept, twin in cls.pairs]
        )
        follower = cls.env["res.partner"].create({"name": "Follower"})
        partners.message_subscribe([follower.id])
        cls.cron = cls.env.ref("customer_info_mgmt.ir_cron_run_merge_campaigns")
        cls.cron.code = "model._cron_run(batch=5)"

    def _start(self, groups=None, user=None):
        campaigns = self.env["customer.merge.campaign"].with_user(
            user or self.steward_user
        )
        groups = groups or [(kept.id, [twin.id]) for kept, twin in self.pairs]
        return campaigns._start("Night", groups)

    def _run(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_runs_in_batches_with_progress(self):
        """L03: all pairs are merged in batches; the progress is there to read."""
        campaign = self._start()
        self.assertEqual(campaign.progress, 0)
        self._run()
        self.assertEqual(campaign.done_count, 12)
        self.assertEqual(campaign.progress, 100)
        self.assertEqual(campaign.state, "done")
        self.assertEqual(
            self.orders.partner_id, self.env["res.partner"].concat(*self._kept())
        )
        self.assertEqual(campaign.merge_ids.user_id, self.steward_user)

    def _kept(self):
        return [kept for kept, _twin in self.pairs]

    def test_resumes_where_it_was(self):
        """L03: after a kill in the middle the rest is done, and nothing twice."""
        campaign = self._start()
        first = campaign.merge_ids[-5:]
        campaign.sudo()._run_batch(first.sudo())
        self.assertEqual(campaign.done_count, 5)
        dates = first.mapped("date_done")
        self._run()
        self.assertEqual(campaign.done_count, 12)
        self.assertEqual(first.mapped("date_done"), dates)

    def test_each_is_undone_by_itself(self):
        """L01, L03: merges of one batch share statements, not their fate."""
        self.env.flush_all()
        before = dump(self.env.cr)
        campaign = self._start()
        self._run()
        merges = campaign.merge_ids
        merges[3].action_undo()
        kept, twin = self.pairs[::-1][3]
        self.assertTrue(twin.exists())
        order = self.orders.filtered(lambda o: o.partner_id == twin)
        self.assertEqual(len(order), 1)
        (merges - merges[3]).action_undo()
        self.env.flush_all()
        after = dump(self.env.cr)
        found = differences(before, after)
        self.assertEqual(set(found) - {"ir_cron", "ir_cron_progress"}, set())
        self.assertTrue(kept.exists())

    def test_what_is_in_the_way_is_named(self):
        """L03: a group that cannot be merged is left with the reason."""
        (_first, twin), *_rest = self.pairs
        new_test_user(
            self.env, "cim_share", groups="base.group_portal"
        ).partner_id = twin
        campaign = self._start()
        self._run()
        self.assertEqual(campaign.blocked_count, 1)
        self.assertEqual(campaign.done_count, 11)
        self.assertEqual(campaign.state, "done")
        blocked = campaign.merge_ids.filtered("blocked")
        self.assertIn("cim_share", blocked.blocker_ids.name)
        twin.user_ids.with_context(active_test=False).partner_id = self.kept
        campaign.action_resume()
        self._run()
        self.assertEqual(campaign.done_count, 12)

    def test_whole_campaign_undone(self):
        """L01, L03: a campaign is taken back as a whole, in batches, resumable."""
        self.env.flush_all()
        before = dump(self.env.cr)
        campaign = self._start()
        self._run()
        self.assertEqual(campaign.state, "done")
        self.assertIn("12 of 12 groups merged", campaign.summary)
        campaign.action_undo()
        self.assertEqual(campaign.state, "undoing")
        campaign.sudo()._undo_batch(campaign.merge_ids[:4].sudo())
        self.assertEqual(campaign.undone_count, 4)
        self._run()
        self.assertEqual(campaign.state, "undone")
        self.assertEqual(campaign.progress, 100)
        self.assertIn("12 of 12 merges taken back", campaign.summary)
        self.assertEqual(campaign.undo_user_id, self.steward_user)
        self.env.flush_all()
        found = set(differences(before, dump(self.env.cr)))
        self.assertEqual(found - {"ir_cron", "ir_cron_progress"}, set())

    def test_what_cannot_be_undone_is_named(self):
        """L01, L03: a merge whose survivor has gone on stays, with the reason."""
        campaign = self._start()
        self._run()
        (kept, _twin), *_rest = self.pairs
        self._merge(self.kept, kept)
        campaign.action_undo()
        self._run()
        self.assertEqual(campaign.state, "undone")
        self.assertEqual((campaign.done_count, campaign.undone_count), (1, 11))
        self.assertEqual(campaign.blocked_count, 1)
        left = campaign.merge_ids.filtered("blocked")
        self.assertIn("Undo that merge first", left.blocker_text)
        later = self.env["customer.merge"].search([("campaign_id", "=", False)])
        later.with_user(self.steward_user).action_undo()
        campaign.action_undo()
        self._run()
        self.assertEqual((campaign.done_count, campaign.undone_count), (0, 12))

    def test_stop_in_the_middle_of_an_undo(self):
        """L03: an undo can be stopped and gone on with as well."""
        campaign = self._start()
        self._run()
        campaign.action_undo()
        campaign.action_stop()
        self._run()
        self.assertEqual((campaign.state, campaign.done_count), ("stopped", 12))
        campaign.action_undo()
        self._run()
        self.assertEqual(campaign.undone_count, 12)

    def test_campaigns_of_other_companies(self):
        """I04: who may not see all companies of a campaign does not steer it."""
        other = self.env["res.company"].create({"name": "Second House"})
        (kept, twin), *_rest = self.pairs
        (kept + twin).company_id = other
        self.steward_user.company_ids += other
        campaign = self._start()
        self.assertEqual(campaign.sudo().company_ids, other)
        self.assertEqual(campaign.sudo().merge_ids.company_id, other)
        self.steward_user.company_ids -= other
        campaigns = self.env["customer.merge.campaign"].with_user(self.steward_user)
        self.assertNotIn(campaign, campaigns.search([]))
        for steer in (campaign.action_stop, campaign.action_undo):
            with self.assertRaises(AccessError):
                steer()
        # What is left of it does not run in their name either.
        self._run()
        self.assertEqual(campaign.sudo().done_count, 11)
        self.assertIn(
            "may no longer change",
            campaign.sudo().merge_ids.filtered("blocked").blocker_text,
        )

    def test_branch(self):
        """I04: who works for a branch merges what the whole company shares."""
        head = self.env["res.company"].create({"name": "Head Office"})
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": head.id}
        )
        (kept, twin), *_rest = self.pairs
        (kept + twin).company_id = head
        self.steward_user.write(
            {"company_ids": [(6, 0, branch.ids)], "company_id": branch.id}
        )
        campaign = self._start([(kept.id, [twin.id])])
        self.assertEqual(campaign.total_count, 1)
        self._run()
        self.assertEqual(campaign.done_count, 1)
        merge = campaign.merge_ids.with_user(self.steward_user)
        merge.action_undo()
        self.assertTrue(twin.exists())

    def test_nobody_writes_to_a_campaign(self):
        """L03: a campaign is steered by its buttons alone."""
        campaign = self._start()
        for values in ({"state": "done"}, {"name": "x"}, {"user_id": 1}):
            with self.assertRaises(AccessError):
                campaign.write(values)
        with self.assertRaises(AccessError):
            campaign.create({"name": "x"})
        with self.assertRaises(AccessError):
            campaign.unlink()
        with self.assertRaises(AccessError):
            campaign.with_user(self.user_user).action_stop()

    def test_circle_through_two_groups(self):
        """P05: two groups that together would make a record its own parent."""
        one, two, three, four = self.env["res.partner"].create(
            [{"name": name} for name in ("One", "Two", "Three", "Four")]
        )
        four.parent_id = one
        two.parent_id = three
        campaign = self._start([(two.id, [one.id]), (four.id, [three.id])])
        self._run()
        self.assertEqual(campaign.blocked_count, 2)
        self.assertTrue((one + two + three + four).exists() == one + two + three + four)

    def test_failing_batch_goes_one_by_one(self):
        """L03: one group that the database refuses does not stop the others."""
        (kept, twin), *_rest = self.pairs
        self.env.cr.execute(
            """ALTER TABLE sale_order ADD CONSTRAINT cim_test_refuses
               CHECK (partner_id <> %s)""",
            [kept.id],
        )
        campaign = self._start()
        self._run()
        self.assertEqual(campaign.done_count, 11)
        self.assertIn(
            "cim_test_refuses", campaign.merge_ids.filtered("blocked").blocker_ids.name
        )
        self.assertTrue(twin.exists())

    def test_stop(self):
        """L03: a stopped campaign waits, and goes on when told."""
        campaign = self._start()
        campaign.action_stop()
        self._run()
        self.assertEqual(campaign.done_count, 0)
        campaign.action_resume()
        self._run()
        self.assertEqual(campaign.done_count, 12)

    def test_refusals(self):
        """L03: not by a sales clerk, not with a customer in two groups."""
        with self.assertRaises(AccessError):
            self._start(user=self.user_user)
        (one, two), (three, _four), *_rest = self.pairs
        with self.assertRaisesRegex(UserError, "two groups"):
            self._start([(one.id, [two.id]), (three.id, [two.id])])
        with self.assertRaisesRegex(UserError, "two or more"):
            self._start([(one.id, [one.id])])

    def test_missing_indexes_are_named(self):
        """L03, P01: columns that would make each merge read a whole table."""
        with patch.object(merge_catalogue, "LARGE_TABLE", -2):
            campaign = self._start()
        missing = campaign.missing_indexes.split()
        self.assertIn("stock_scrap.owner_id", missing)
        # core has no index on these, this addon has
        for column in (
            "account_move.commercial_partner_id",
            "account_payment.partner_id",
            "calendar_attendee.partner_id",
        ):
            self.assertNotIn(column, missing)

    def test_starter_lost_the_right(self):
        """L03: what somebody has queued does not run once they may no longer merge."""
        campaign = self._start()
        self.steward_user.group_ids -= self.env.ref(
            "customer_info_mgmt.group_customer_steward"
        )
        self._run()
        self.assertEqual(campaign.sudo().done_count, 0)
        self.assertEqual(campaign.sudo().blocked_count, 12)
