from contextlib import suppress
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import SalesCommon

MINUTE_JOB = "customer_info_mgmt.ir_cron_refresh_marked_profiles"
NIGHTLY_JOB = "customer_info_mgmt.ir_cron_refresh_all_profiles"


class Killed(BaseException):
    """What a job sees last when its process ends: nothing that it could catch."""


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestProfileJobs(SalesCommon):
    """B25: the jobs bring the figures up to date, whatever happens to them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["res.partner"]
        for number in range(5):
            customer = cls._create_customer(f"Customer {number}")
            cls._sell(customer, price=100 * (number + 1))
            cls.customers |= customer
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    def _revenues(self):
        profiles = self.profiles.search([("partner_id", "in", self.customers.ids)])
        profiles.invalidate_recordset()
        return sorted(profiles.mapped("revenue"))

    def test_minute_job(self):
        with self.enter_registry_test_mode():
            self.env.ref(MINUTE_JOB).method_direct_trigger()
        self.assertEqual(self._revenues(), [100, 200, 300, 400, 500])
        self.assertFalse(self.marks.search_count([]))

    def test_nightly_job(self):
        with self.enter_registry_test_mode():
            self.env.ref(NIGHTLY_JOB).method_direct_trigger()
        self.assertEqual(self._revenues(), [100, 200, 300, 400, 500])

    def test_killed_job_loses_nothing_and_repeats_nothing(self):
        batches = []
        refresh = type(self.profiles)._refresh

        def refresh_until_killed(profiles, scope):
            if len(batches) == 2:
                raise Killed
            batches.append(scope.partner_ids)
            return refresh(profiles, scope)

        with self.enter_registry_test_mode():
            with (
                patch.object(type(self.profiles), "_refresh", refresh_until_killed),
                suppress(Killed),  # assertRaises would undo what was committed
                self.registry.cursor() as cr,
            ):
                self.env(cr=cr)["customer.profile"]._cron_refresh_marked(batch=2)
            self.assertEqual(self._revenues(), [0, 100, 200, 300, 400])
            self.assertEqual(self.marks.search([]).partner_id, self.customers[-1])
            with self.registry.cursor() as cr:
                self.env(cr=cr)["customer.profile"]._cron_refresh_marked(batch=2)
        self.assertEqual(self._revenues(), [100, 200, 300, 400, 500])
        self.assertFalse(self.marks.search_count([]))

    def test_job_leaves_its_marks_while_another_refresh_is_under_way(self):
        other = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(other.close)
        api.Environment(other, SUPERUSER_ID, {})["customer.profile"]._lock_refresh()
        with self.enter_registry_test_mode():
            self.env.ref(MINUTE_JOB).method_direct_trigger()
        self.assertEqual(self.marks.search([]).partner_id, self.customers)
        other.rollback()
        with self.enter_registry_test_mode():
            self.env.ref(MINUTE_JOB).method_direct_trigger()
        self.assertFalse(self.marks.search_count([]))


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestProfileJobsAtOnce(TransactionCase):
    """B25: jobs and clerks on several connections, committed for real."""

    def setUp(self):
        super().setUp()
        self.cursors = []
        writer = self._connect()
        customer = writer["res.partner"].create({"name": "At Once", "customer_rank": 1})
        self.customer_id = customer.id
        self.addCleanup(self._remove_customer)
        self._mark(writer)

    def _connect(self):
        cursor = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(cursor.close)
        return api.Environment(cursor, SUPERUSER_ID, {"tracking_disable": True})

    def _remove_customer(self):
        env = self._connect()
        env["res.partner"].browse(self.customer_id).unlink()
        env.cr.commit()

    def _mark(self, env):
        customer = env["res.partner"].browse(self.customer_id)
        env["customer.profile.mark"]._add(customer, env.company)
        env.cr.commit()

    def _count_marks(self):
        marks = self._connect()["customer.profile.mark"]
        return marks.search_count([("partner_id", "=", self.customer_id)])

    def test_news_during_the_refresh_is_not_lost(self):
        job, clerk = self._connect(), self._connect()
        self.assertGreaterEqual(job["customer.profile"]._refresh_marked_batch(1000), 1)
        self._mark(clerk)
        job.cr.commit()
        self.assertEqual(self._count_marks(), 1)

    def test_two_jobs_at_once(self):
        first, second = self._connect(), self._connect()
        first["customer.profile"]._refresh_marked_batch(1000)
        second["customer.profile"]._cron_refresh_marked()
        self.assertEqual(self._count_marks(), 1)
        first.cr.commit()
        self.assertEqual(self._count_marks(), 0)

    def test_clerk_writes_a_profile_that_the_nightly_job_has_seen(self):
        """The job that comes second does its work again, on what is there now."""
        clerk = self._connect()
        profile = clerk["customer.profile"].search(
            [("partner_id", "=", self.customer_id)], limit=1
        )
        job = self._connect()
        job.cr.execute(
            "UPDATE customer_profile SET revenue = -1, abc_class = 'C' WHERE id = %s",
            [profile.id],
        )
        job.cr.commit()
        clerk.cr.commit()
        steps = type(job["customer.profile"])._refresh_steps
        attempts = []

        def clerk_is_faster(profiles):
            attempts.append(len(attempts))
            if len(attempts) == 1:
                profiles.env.cr.execute("SELECT")  # what it sees is settled now
                profile.verified_date = "2024-05-05"
                clerk.cr.commit()
            return steps(profiles)

        with (
            patch.object(type(profile), "_refresh_steps", clerk_is_faster),
            mute_logger("odoo.sql_db"),
        ):
            job["customer.profile"]._cron_refresh_all()
        self.assertEqual(attempts, [0, 1])
        after = self._connect()["customer.profile"].browse(profile.id)
        self.assertEqual(str(after.verified_date), "2024-05-05")
        self.assertEqual(after.revenue, 0)
