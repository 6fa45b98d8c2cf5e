from contextlib import suppress
from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from ..common import SalesCommon

JOB = "customer_info_mgmt.ir_cron_count_month_ends"


class Killed(BaseException):
    """What a job sees last when its process ends: nothing that it could catch."""


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestSnapshotJobs(SalesCommon):
    """L12, B25: month ends are counted, whatever happens to the job."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.months = cls.env["customer.snapshot.month"]
        cls.months.search([]).unlink()
        cls.snapshots = cls.env["customer.profile.snapshot"]
        cls.customer = cls._create_customer("Steady")
        for month in range(1, 7):
            cls._sell(cls.customer, 10, moment=datetime(2024, month, 15, 12))
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    def _run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref(JOB).method_direct_trigger()

    def _counts(self):
        rows = self.snapshots.search(
            [("partner_id", "=", self.customer.id)], order="date"
        )
        return {str(row.date)[:7]: row.order_count for row in rows}

    def _done(self):
        done = self.months.search([("state", "=", "done")], order="date")
        return [str(month.date)[:7] for month in done]

    @freeze_time("2024-06-01 04:00:00")
    def test_first_run_counts_the_last_month(self):
        self._run_job()
        self.assertEqual(self._counts(), {"2024-05": 5})

    def test_missed_months_are_made_up_for(self):
        with freeze_time("2024-03-02 04:00:00"):
            self._run_job()
        with freeze_time("2024-07-20 04:00:00"):
            self._run_job()
        self.assertEqual(
            self._counts(),
            {"2024-02": 2, "2024-03": 3, "2024-04": 4, "2024-05": 5, "2024-06": 6},
        )

    def test_late_papers(self):
        """In the first days of a month the last one is counted again, once a day."""
        with freeze_time("2024-06-01 04:00:00"):
            self._run_job()
            self.assertEqual(self._counts(), {"2024-05": 5})
        self._sell(self.customer, 10, moment=datetime(2024, 5, 31, 20))
        self.env.flush_all()
        with freeze_time("2024-06-04 04:00:00"):
            self._run_job()
            self.assertEqual(self._counts(), {"2024-05": 6})
        self._sell(self.customer, 10, moment=datetime(2024, 5, 31, 21))
        self.env.flush_all()
        with freeze_time("2024-06-09 04:00:00"):
            self._run_job()
            self.assertEqual(self._counts(), {"2024-05": 6})

    @freeze_time("2024-07-20 04:00:00")
    def test_history(self):
        """The history of some months, counted from the documents, then once more."""
        self.assertEqual(self.months.build_history(5), 5)
        self._run_job()
        self.assertEqual(
            self._counts(),
            {"2024-02": 2, "2024-03": 3, "2024-04": 4, "2024-05": 5, "2024-06": 6},
        )
        self.assertTrue(all(month.written_count for month in self.months.search([])))
        self.months.build_history(5)
        self._run_job()
        self.assertEqual(sum(self.months.search([]).mapped("written_count")), 0)

    @freeze_time("2024-07-20 04:00:00")
    def test_killed_half_way(self):
        """B25: what was counted is kept, the month of the death is counted again."""
        counted = []
        count = type(self.snapshots)._count_day

        def count_until_killed(snapshots, day):
            if len(counted) == 2:
                count(snapshots, day)
                raise Killed
            counted.append(day)
            return count(snapshots, day)

        with self.enter_registry_test_mode():
            with self.registry.cursor() as cr:
                self.env(cr=cr)["customer.snapshot.month"].build_history(4)
            with (
                patch.object(type(self.snapshots), "_count_day", count_until_killed),
                suppress(Killed),  # assertRaises would undo what was committed
                self.registry.cursor() as cr,
            ):
                self.env(cr=cr)["customer.snapshot.month"]._cron_count()
            self.env.invalidate_all()
            self.assertEqual(counted, [date(2024, 6, 30), date(2024, 5, 31)])
            self.assertEqual(self._done(), ["2024-05", "2024-06"])
            self.assertEqual(self._counts(), {"2024-05": 5, "2024-06": 6})
            with self.registry.cursor() as cr:
                self.env(cr=cr)["customer.snapshot.month"]._cron_count()
        self.env.invalidate_all()
        self.assertEqual(self._done(), ["2024-03", "2024-04", "2024-05", "2024-06"])
        self.assertEqual(len(self._counts()), 4)

    def test_retention(self):
        """What is older than the settings keep is deleted."""
        self.env["ir.config_parameter"].set_param(
            "customer_info_mgmt.snapshot_months", "12"
        )
        with freeze_time("2024-07-20 04:00:00"):
            self.months.build_history(6)
            self._run_job()
        with freeze_time("2025-05-20 04:00:00"):
            self._run_job()
        self.assertEqual(min(self._counts()), "2024-05")
        self.assertEqual(len(self.months.search([])), 12)

    def test_merge_and_undo_are_counted(self):
        """B25, L01: the past of merged customers becomes that of the survivor."""
        double = self._create_customer("Steady Double")
        self._sell(double, 5, moment=datetime(2024, 6, 3, 12))
        self.env.flush_all()
        with freeze_time("2024-07-20 04:00:00"):
            self._run_job()
        merge = self.env["customer.merge"].create(
            {
                "partner_ids": [(6, 0, (self.customer + double).ids)],
                "destination_id": self.customer.id,
            }
        )
        merge._apply()
        self.env.flush_all()
        self._backdate(merge, "2024-07-21 09:00:00")
        with freeze_time("2024-07-22 04:00:00"):
            self._run_job()
            self.assertEqual(self._counts(), {"2024-06": 7})
        merge.action_undo()
        self.env.flush_all()
        self._backdate(merge, "2024-07-22 09:00:00")
        with freeze_time("2024-07-23 04:00:00"):
            self._run_job()
        self.assertEqual(self._counts(), {"2024-06": 6})

    def _backdate(self, merge, moment):
        """The transaction of a test is younger than the days that it plays."""
        self.env.cr.execute(
            "UPDATE customer_merge SET write_date = %s WHERE id = %s",
            [moment, merge.id],
        )
        merge.invalidate_recordset()
