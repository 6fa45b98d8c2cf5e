from contextlib import closing
from unittest.mock import patch

from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.base.models.ir_cron import IrCron

from ...models.quality.exchange import customer_import_work, import_session
from .import_common import ImportCommon

SIZE = 25


class Killed(BaseException):
    """The server is gone; nothing catches that."""


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestImportResume(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(customer_import_work, "BATCH", 5))
        cls.startClassPatcher(patch.object(import_session, "READ_AT_ONCE", 5))
        cls.partners.create(
            [
                {"name": f"Resume There {number}", "ref": f"R-{number}", "city": "Old"}
                for number in range(0, SIZE, 5)
            ]
        )
        cls.rows = [["Name", "Code", "City", "Phone", "Contact Person", "Tags"]]
        for number in range(SIZE):
            there = number % 5 == 0
            cls.rows.append(
                [
                    f"Resume {'There' if there else 'New'} {number}",
                    f"R-{number}",
                    "New",
                    "bad" if number % 7 == 3 else f"+86 755 2600 {1000 + number}",
                    f"Resume Contact {number}" if number % 3 == 0 else "",
                    "Resume Tag",
                ]
            )
        cls.rows.append(["Resume New 1", "R-1", "New", "", "", ""])

    def _start(self):
        record = self.upload(self.rows, create_missing=True)
        self.env["customer.import"].browse(record.id)._set(state="rehearsing")
        return record

    def _work(self, record, killed_after=None):
        """Run the job; a transaction ends with each batch, and at a kill what had no
        time to end is lost."""
        batches = 0
        held = []

        def hold():
            held.append(self.env.cr.savepoint())

        def commit(_self, processed=0, **_options):
            nonlocal batches
            self.env.flush_all()
            held.pop().close(rollback=False)
            hold()
            if processed:
                batches += 1
                if batches == killed_after:
                    raise Killed
            return float("inf")

        hold()
        with patch.object(IrCron, "_commit_progress", commit):
            try:
                self.env["customer.import"]._cron_run()
            except Killed:
                held.pop().close(rollback=True)
                self.env.invalidate_all(flush=False)
                return False
        held.pop().close(rollback=False)
        return True

    def _work_through(self, record, killed_at):
        """Run to the end of the step; killed once on the way, in the middle of it."""
        steps = []
        real = type(record)._update_rows

        def fail_once(records, rows):
            real(records, rows)
            if not steps:
                steps.append(1)
                raise Killed

        if killed_at == "batch":
            with patch.object(type(record), "_update_rows", fail_once):
                self.assertFalse(self._work(record))
        elif killed_at:
            self.assertFalse(self._work(record, killed_at))
        self.assertTrue(self._work(record))

    def _came_out(self, record):
        """Return what the import left, without the numbers that differ by run."""
        partners = self.partners.search(
            [("name", "like", "Resume %")], order="name, id"
        )
        return (
            [(row.number, row.action, row.state, row.reason) for row in record.row_ids],
            [
                (
                    partner.name,
                    partner.ref,
                    partner.city,
                    partner.phone,
                    partner.parent_id.name,
                    partner.category_id.mapped("name"),
                )
                for partner in partners
            ],
        )

    def _run_all(self, kills):
        """Rehearse and commit, killed where ``kills`` says; return what came out."""
        record = self._start()
        self._work_through(record, kills.get("rehearse"))
        self.assertEqual(record.state, "rehearsed")
        record._set(state="importing")
        self._work_through(record, kills.get("commit"))
        self.assertEqual(record.state, "done")
        imported = self._came_out(record)
        record._set(state="undoing")
        self._work_through(record, kills.get("undo"))
        self.assertEqual(record.state, "undone")
        return imported, self._came_out(record)

    def test_killed_at_five_points(self):
        """L29, P46: killed while rehearsing, committing and taking back, between the
        batches and within one, the import goes on and the result is the same."""
        with self.env.cr.savepoint() as whole:
            wanted = self._run_all({})
            self.env.flush_all()
            whole.rollback()
        self.env.invalidate_all(flush=False)
        # 5 that were there, 17 of 20 new ones and 7 contacts; four phones are bad.
        self.assertEqual(len(wanted[0][1]), 5 + 17 + 7)
        for kills in (
            {"rehearse": 2},
            {"commit": 1},
            {"commit": 3},
            {"commit": "batch"},
            {"undo": 2},
            {"undo": "batch"},
        ):
            with self.subTest(kills), self.env.cr.savepoint() as whole:
                self.assertEqual(self._run_all(kills), wanted)
                self.env.flush_all()
                whole.rollback()
            self.env.invalidate_all(flush=False)

    def test_two_workers_take_different_rows(self):
        """L29: rows that another worker holds are passed over, not waited for."""
        connection = db_connect(self.env.cr.dbname)
        with (
            closing(connection.cursor()) as first,
            closing(connection.cursor()) as second,
        ):
            imports = self.env(cr=first, user=1)["customer.import"]
            record = imports.create({"file_name": "two-workers.csv"})
            first.execute(
                """INSERT INTO customer_import_row (import_id, number, action, state)
                   SELECT %s, n, 'new', 'waiting' FROM generate_series(1, 8) n""",
                [record.id],
            )
            first.commit()
            try:
                order = SQL("number")
                mine = record._take_rows("waiting", order)
                theirs = record.with_env(self.env(cr=second, user=1))._take_rows(
                    "waiting", order
                )
                second.rollback()
            finally:
                first.rollback()
                first.execute("DELETE FROM customer_import WHERE id = %s", [record.id])
                first.execute(
                    "DELETE FROM mail_message WHERE model = 'customer.import'"
                    " AND res_id = %s",
                    [record.id],
                )
                first.commit()
        self.assertEqual([row["number"] for row in mine], [1, 2, 3, 4, 5])
        self.assertEqual([row["number"] for row in theirs], [6, 7, 8])

    def test_a_step_that_fails_says_why_and_goes_on(self):
        """L29: whoever lost the right in between is told; with it, it goes on."""
        record = self._start()
        steward = self.env.ref("customer_info_mgmt.group_customer_steward")
        self.steward.group_ids -= steward
        self._work(record)
        self.assertEqual(record.sudo().state, "rehearsing")
        self.assertTrue(record.sudo().message)
        self.steward.group_ids += steward
        record.action_resume()
        self._work(record)
        self.assertEqual(record.state, "rehearsed")
