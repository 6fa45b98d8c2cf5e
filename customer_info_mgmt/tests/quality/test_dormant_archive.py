from datetime import timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError
from odoo.sql_db import db_connect
from odoo.tests import new_test_user, tagged

from .dormant_common import DormantCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestDormantArchive(DormantCommon):
    """B16, B17: archiving with all checks, in the background, and the way back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.many = cls.env["res.partner"].union(
            *(cls._old_customer(f"Many {n}", is_company=True) for n in range(6))
        )

    def _archive(self, run, *partners):
        lines = run.line_ids.filtered(
            lambda line: not partners or line.partner_id in partners
        )
        lines.action_archive_customers()
        return lines

    def _work_off(self, **options):
        """The job, with cursors that can commit; what killed it, or None."""
        self.env.flush_all()
        killed = None
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            try:
                env["customer.dormant"]._cron_work_off(**options)
            except MemoryError as error:
                killed = error
                cr.rollback()
        self.env.invalidate_all()
        return killed

    def test_archive_and_restore_exactly(self):
        """B16: customer and contacts go and come back, not what had gone before."""
        run = self._run()
        line = self._archive(run, self.quiet)
        self.assertEqual(line.state, "archived")
        self.assertFalse(self.quiet.active or self.person.active)
        self.assertEqual(line.archived_partner_ids, self.quiet | self.person)
        self.assertIn("Test", self.quiet.message_ids[0].body)
        line.action_restore()
        self.assertEqual(line.state, "restored")
        self.assertTrue(self.quiet.active and self.person.active)
        self.assertFalse(self.archived_before.active)

    def test_restore_a_whole_run(self):
        """B16: only what this run archived, not what another one did."""
        first, second = self._run(), self._run()
        self._archive(first, self.quiet)
        second.action_archive_all()
        self.assertEqual(self._line(second, self.quiet).state, "skipped")
        self.assertTrue(self._line(second, self.quiet).reason)
        self.assertFalse(any(self.many.mapped("active")))
        second.action_restore_all()
        self.assertTrue(all(self.many.mapped("active")))
        self.assertFalse(self.quiet.active)
        self.assertEqual(second.restored_count, len(second.line_ids) - 1)

    def test_who_buys_meanwhile_is_skipped(self):
        """B16: an order between proposal and archiving; something open since."""
        run = self._run()
        self._order(self.quiet, timedelta(days=1))
        self._order(self.many[0], timedelta(days=2000), is_open=True)
        self._archive(run)
        quiet, opened = self._line(run, self.quiet), self._line(run, self.many[0])
        self.assertEqual((quiet.state, opened.state), ("skipped", "skipped"))
        self.assertIn("There was an order", quiet.reason)
        self.assertIn("open order", opened.reason)
        self.assertTrue(self.quiet.active and self.many[0].active)
        self.assertFalse(self.many[1].active)

    def test_who_is_being_worked_on_is_skipped(self):
        """B16: two real connections; one writes an order that is not committed yet."""
        database = db_connect(self.env.cr.dbname)
        with database.cursor() as cr:
            made = self._commit_world(api.Environment(cr, SUPERUSER_ID, {}))
        line_ids, run_ids, partner_ids = made
        try:
            with database.cursor() as one, database.cursor() as two:
                theirs = api.Environment(two, SUPERUSER_ID, {})
                theirs["sale.order"].create({"partner_id": partner_ids[0]})
                theirs.flush_all()
                ours = api.Environment(one, SUPERUSER_ID, {})
                lines = ours["customer.dormant"].browse(line_ids)
                lines.action_archive_customers()
                self.assertEqual(lines.mapped("state"), ["skipped", "archived"])
                self.assertIn("Somebody was working", lines[0].reason)
                two.rollback()
                one.rollback()
        finally:
            with database.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["customer.dormant.run"].browse(run_ids).unlink()
                env["res.partner"].browse(partner_ids).unlink()

    def _commit_world(self, env):
        partners = env["res.partner"].create(
            [{"name": f"Two at once {n}", "is_company": True} for n in range(2)]
        )
        run = env["customer.dormant.run"].create({"name": "Two at once"})
        run._propose_chosen(partners, "wrong", "test")
        lines = run.line_ids.sorted("partner_id")
        self.assertEqual(lines.partner_id, partners)
        env.cr.commit()
        return lines.ids, run.ids, partners.ids

    def test_one_that_core_refuses_does_not_stop_the_others(self):
        """B16: core's own check speaks, the batch goes on."""
        run = self._run()
        portal = new_test_user(self.env, "cim_late", groups="base.group_portal")
        portal.partner_id = self.person
        lines = type(run.line_ids)
        # As if the user had come between the check and the archiving.
        with patch.object(lines, "_reasons_against", lambda self: {}):
            self._archive(run)
        line = self._line(run, self.quiet)
        self.assertEqual(line.state, "skipped")
        self.assertIn("linked to an active user", line.reason)
        self.assertTrue(self.quiet.active and self.person.active)
        self.assertFalse(any(self.many.mapped("active")))

    def test_job_goes_on_after_a_kill(self):
        """B16: killed after a batch, the next job does the rest; twice does nothing."""
        run = self._run()
        lines = run.line_ids
        lines.sudo().write({"state": "to_archive", "worker_id": self.steward_user.id})
        self.assertEqual(run.state, "working")
        jobs = self.env["customer.dormant"]
        work_off = type(jobs)._work_off
        calls = []

        def killed_at_second_batch(records):
            calls.append(records)
            work_off(records)
            if len(calls) == 2:
                raise MemoryError("killed")

        with patch.object(type(jobs), "_work_off", killed_at_second_batch):
            self.assertTrue(self._work_off(batch=2))
        waiting = lines.filtered(lambda line: line.state == "to_archive")
        self.assertEqual(len(waiting), len(lines) - 2)
        self.assertFalse(self._work_off(batch=2))
        self.assertEqual(set(lines.mapped("state")), {"archived"})
        dates = lines.mapped("date_archived")
        self._work_off()
        self.assertEqual(lines.mapped("date_archived"), dates)
        self.assertFalse(any(self.many.mapped("active")))
        self.assertEqual(run.progress, 100)

    def test_much_goes_to_the_background(self):
        """B16: more than a hundred wait for the job, with progress."""
        run = self._run()
        module = "odoo.addons.customer_info_mgmt.models.quality.dormant"
        with (
            patch(f"{module}.customer_dormant.AT_ONCE", 2),
            patch(f"{module}.customer_dormant_run.AT_ONCE", 2),
        ):
            action = run.action_archive_all()
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(run.state, "working")
        self.assertTrue(self.quiet.active)
        self._work_off()
        self.assertFalse(self.quiet.active)
        self.assertEqual(run.state, "done")

    def test_rights_of_who_asked_count_in_the_job(self):
        """I02: who is no steward any more archives nobody, and nobody restores."""
        run = self._run()
        lines = run.line_ids
        lines.sudo().write({"state": "to_archive", "worker_id": self.user_user.id})
        self._work_off()
        self.assertEqual(set(lines.mapped("state")), {"skipped"})
        self.assertTrue(self.quiet.active)

    def test_a_run_that_archived_is_not_deleted(self):
        """B16: it holds the way back."""
        run = self._run()
        self._archive(run, self.quiet)
        with self.assertRaises(UserError):
            run.unlink()
        run.action_restore_all()
        run.unlink()

    def test_restored_by_hand_stays(self):
        """B16: who came back otherwise, or was moved, is left as it is."""
        run = self._run()
        line = self._archive(run, self.quiet)
        self.quiet.action_unarchive()
        line.action_restore()
        self.assertEqual(line.state, "restored")
        self.assertTrue(self.quiet.active and self.person.active)
        with self.assertRaises(UserError):
            line.action_restore()

    def test_merged_customers_come_back_with_the_survivor(self):
        """B16, B11: the way back follows a merge."""
        run = self._run()
        line = self._archive(run, self.quiet)
        merge = (
            self.env["customer.merge"]
            .with_user(self.steward_user)
            .create(
                {
                    "partner_ids": [Command.set((self.busy | self.quiet).ids)],
                    "destination_id": self.busy.id,
                }
            )
        )
        merge.action_preview()
        merge.action_merge()
        self.assertEqual(line.partner_id, self.busy)
        line.action_restore()
        self.assertTrue(self.person.active)
