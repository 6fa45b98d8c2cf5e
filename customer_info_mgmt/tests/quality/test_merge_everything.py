import logging

from odoo.tests import tagged

from ..common import CustomerInfoCommon
from .merge_world import MergeWorld, differences, dump

_logger = logging.getLogger(__name__)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestMergeEverything(CustomerInfoCommon):
    maxDiff = None

    """Every table of every installed addon that refers to a partner, there and back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.destination = cls._create_customer("Survivor", email="a@example.com")
        cls.source = cls._create_customer("Merged", phone="+86 10 6552 9988")
        cls.world = MergeWorld(cls.env, cls.source, cls.destination)
        cls.world.build()
        cls.merge = cls.env["customer.merge"].create(
            {
                "partner_ids": [(6, 0, (cls.destination + cls.source).ids)],
                "destination_id": cls.destination.id,
            }
        )
        cls.env.flush_all()

    def _count(self):
        return {table: rows.total() for table, rows in dump(self.env.cr).items()}

    def _in_snapshot(self, kind):
        self.env.cr.execute(
            """SELECT table_name, SUM(row_count) FROM customer_merge_row
                WHERE merge_id = %s AND kind = %s GROUP BY table_name""",
            [self.merge.id, kind],
        )
        return dict(self.env.cr.fetchall())

    def test_world_is_nearly_complete(self):
        """L01: a row could be made for all columns but those that are named here."""
        _logger.runbot(
            "Rows in %s tables, rows that clash in %s: %s",
            len(self.world.made),
            len(self.world.clashes),
            ", ".join(sorted(self.world.clashes)),
        )
        self.assertEqual(self.world.failed, {})
        self.assertGreater(len(self.world.made), 60)
        self.assertGreater(len(self.world.clashes), 15)

    def test_nothing_is_lost(self):
        """L01, P03: each row is there afterwards, or whole in the snapshot."""
        before = self._count()
        self.merge._apply()
        self.env.flush_all()
        after = self._count()
        gone, made = self._in_snapshot("gone"), self._in_snapshot("made")
        for table, count in before.items():
            kept = after[table] + gone.get(table, 0) - made.get(table, 0)
            self.assertEqual(kept, count, table)
        self.assertFalse(self.source.exists())
        for column in self.world.catalogue.foreign_keys("res_partner"):
            self.env.cr.execute(
                f'SELECT COUNT(*) FROM "{column.table}" WHERE "{column.column}" = %s',
                [self.source.id],
            )
            self.assertEqual(self.env.cr.fetchone()[0], 0, column)

    def test_undo_gives_back_the_same_database(self):
        """L01: after the undo every row of every table is as before, ids included."""
        before = dump(self.env.cr)
        self.merge._apply()
        self.env.flush_all()
        changed = differences(before, dump(self.env.cr))
        self.assertGreater(len(changed), 60)
        self.merge.action_undo()
        self.env.flush_all()
        self.assertFalse(self.merge.conflict_ids.mapped("description"))
        self.assertEqual(differences(before, dump(self.env.cr)), {})
        self.assertEqual(self.merge.state, "undone")
