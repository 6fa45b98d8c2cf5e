from datetime import date

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...common import GROUPS
from ..report_common import ReportCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestSalesTarget(ReportCommon):
    """F23: targets of people, teams and the company, month by month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.targets = cls.env["customer.sales.target"]
        cls.team = cls.env["crm.team"].create(
            {"name": "South", "member_ids": [(6, 0, cls.user_user.ids)]}
        )

    def _target(self, amount=100.0, day="2025-03-17", **values):
        return self.targets.with_user(self.manager_user).create(
            {"month": day, "amount": amount, **values}
        )

    def test_month_begins_on_the_first(self):
        """F23: whatever day is typed or imported."""
        target = self._target(user_id=self.user_user.id)
        self.assertEqual(target.month, date(2025, 3, 1))
        target.month = "2025-04-30"
        self.assertEqual(target.month, date(2025, 4, 1))

    def test_one_target_per_month_and_measure(self):
        self._target(user_id=self.user_user.id)
        self._target(user_id=self.user_user.id, measure="orders")
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self._target(user_id=self.user_user.id, day="2025-03-02")

    def test_for_a_person_or_a_team(self):
        with self.assertRaisesRegex(ValidationError, "or for a team"):
            self._target(user_id=self.user_user.id, team_id=self.team.id)

    def test_import(self):
        """F23: a file with columns by their names."""
        result = self.targets.with_user(self.manager_user).load(
            ["month", "user_id", "measure", "amount"],
            [["2026-01-01", self.user_user.name, "Margin", "1200.50"]],
        )
        self.assertFalse(result["messages"])
        target = self.targets.browse(result["ids"])
        self.assertEqual((target.measure, target.amount), ("margin", 1200.5))

    def test_who_sees_and_who_sets(self):
        """I02: a clerk sees one's own and one's team's, and sets none."""
        mine = self._target(user_id=self.user_user.id)
        team = self._target(team_id=self.team.id)
        other = self._target(user_id=self.other_seller.id)
        company = self._target()
        made = mine | team | other | company
        domain = [("id", "in", made.ids)]
        seen = self.targets.with_user(self.user_user).search(domain)
        self.assertEqual(seen, mine | team)
        leader = new_test_user(
            self.env,
            "cim_leader",
            groups=f"{GROUPS}user,sales_team.group_sale_salesman_all_leads",
        )
        self.assertEqual(self.targets.with_user(leader).search(domain), made)
        with self.assertRaises(AccessError):
            mine.with_user(self.user_user).amount = 1
        with self.assertRaises(AccessError):
            self.targets.with_user(self.warehouse_user).search(domain)

    def _copy(self, **values):
        wizard = self.env["customer.sales.target.copy"].with_user(self.manager_user)
        return wizard.create({"year": 2026, "percent": 10, **values})

    def test_from_the_targets_of_the_year_before(self):
        """F23: so many percent more; what is there stays."""
        self._target(100, "2025-03-01", user_id=self.user_user.id)
        self._target(200, "2025-04-01", user_id=self.user_user.id)
        self._target(999, "2025-04-01", team_id=self.team.id)
        there = self._target(5, "2026-04-01", user_id=self.user_user.id)
        action = self._copy().action_copy()
        made = self.targets.search(action["domain"])
        self.assertEqual((made.month, made.user_id), (date(2026, 3, 1), self.user_user))
        self.assertAlmostEqual(made.amount, 110)
        self.assertEqual(there.amount, 5)
        with self.assertRaisesRegex(UserError, "Nothing to make"):
            self._copy().action_copy()

    def test_from_the_sales_of_the_year_before(self):
        """F23: of people who are still there."""
        self._sell(self.own, "2025-05-10", 3).user_id = self.user_user
        self._sell(self.own, "2025-05-11", 9).user_id = self.other_seller
        self.other_seller.active = False
        action = self._copy(source="actual").action_copy()
        made = self.targets.search(action["domain"]).filtered(
            lambda row: row.user_id in (self.user_user, self.other_seller)
        )
        self.assertEqual((made.user_id, made.amount), (self.user_user, 33))

    def test_wrong_input_names_the_field(self):
        with self.assertRaisesRegex(UserError, "Year"):
            self._copy(year=12).action_copy()
        with self.assertRaisesRegex(UserError, "More by"):
            self._copy(percent=5000).action_copy()
