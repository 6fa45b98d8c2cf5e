from odoo.exceptions import AccessError
from odoo.tests import tagged

from .dashboard_common import DashboardCommon

METHODS = ("get_figures", "get_history", "get_standing")


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestDashboardAccess(DashboardCommon):
    """I02: everybody sees the numbers of the customers whose figures they may see."""

    def test_clerk_sees_own_and_free_customers(self):
        """I02: less than everything, and exactly what the own lists hold."""
        frame = self._frame(owners=[self.user_user.id, 0])
        whole = self._dashboard()["tiles"]
        figures = self._dashboard(self.user_user)
        tiles = figures["tiles"]
        rows = self._rows_behind(self.user_user, "revenue")
        self.assertEqual(set(rows.partner_id.ids), set(self._in_period(frame).partner))
        self.assertAlmostEqual(
            float(tiles["revenue"]["value"]), self._in_period(frame).revenue.sum(), 4
        )
        self.assertAlmostEqual(
            sum(rows.mapped("revenue")), float(tiles["revenue"]["value"]), 4
        )
        for name in ("revenue", "buyers", "new"):
            self.assertLess(tiles[name]["value"], whole[name]["value"], name)
        for kind, number in (
            ("buyers", tiles["buyers"]["value"]),
            ("repeat_rate", tiles["again"]["value"]),
            ("new", tiles["new"]["value"]),
            ("pareto", figures["pareto"]["top"]),
        ):
            found = self._rows_behind(self.user_user, kind)
            self.assertEqual(len(found), number, kind)
            self.assertFalse(found & self.colleague_customers, kind)

    @property
    def colleague_customers(self):
        return self.env["res.partner"].search([("user_id", "=", self.colleague.id)])

    def _in_period(self, frame):
        from datetime import date

        return self._in(frame, date(2023, 4, 1), date(2024, 3, 1))

    def test_clerk_sees_own_trend_and_cohorts(self):
        """I02: the cube tells of own and free customers only."""
        frame = self._frame(owners=[self.user_user.id, 0])
        history = self._dashboard(self.user_user, "get_history", cohorts=36)
        self.assertAlmostEqual(
            sum(row["revenue"] for row in history["trend"]),
            frame[frame.month >= self._month(2022, 4)].revenue.sum(),
            4,
        )
        began = frame[frame.orders > 0].groupby("partner").month.min()
        self.assertEqual(
            sum(row["customers"] for row in history["cohorts"]["rows"]),
            (began >= self._month(2021, 4)).sum(),
        )
        choices = self.env["customer.dashboard"].with_user(self.user_user).get_choices()
        self.assertEqual([user["id"] for user in choices["users"]], [self.user_user.id])

    def _month(self, year, month):
        from datetime import date

        return date(year, month, 1)

    def test_asking_for_a_colleague_finds_nothing(self):
        """I02: the filter of a colleague shows a clerk no number of theirs."""
        filters = {"user_id": self.colleague.id}
        tiles = self._dashboard(self.user_user, filters=filters)["tiles"]
        self.assertEqual({tile["value"] for tile in tiles.values()}, {0})
        history = self._dashboard(self.user_user, "get_history", filters)
        self.assertFalse(any(row["revenue"] for row in history["trend"]))

    def test_finance_sees_all(self):
        """I02: finance sees what the manager sees."""
        self.assertEqual(
            self._dashboard(self.finance_user), self._dashboard(self.manager_user)
        )

    def test_warehouse_is_refused(self):
        """I02: no figure, no list and no choice for the warehouse."""
        for method in METHODS:
            with self.assertRaises(AccessError):
                self._dashboard(self.warehouse_user, method)
        with self.assertRaises(AccessError):
            self.env["customer.dashboard"].with_user(self.warehouse_user).get_choices()
        cube = self.env["customer.sales.cube"].with_user(self.warehouse_user)
        for method in ("get_cohorts", "get_retention", "get_repeat_rates"):
            with self.assertRaises(AccessError):
                getattr(cube, method)()
        with self.assertRaises(AccessError):
            self._rows_behind(self.warehouse_user, "buyers")
        # Not even by way of a search that tells whether somebody bought.
        partners = self.env["res.partner"].with_user(self.warehouse_user)
        with self.assertRaises(AccessError):
            partners.search([("customer_bought", "=", "bought 2020-01-01 2024-03-01")])

    def test_search_in_superuser_mode_keeps_to_the_user(self):
        """I02: code that searches with more rights finds no more of what was bought."""
        partners = self.env["res.partner"].with_user(self.user_user).sudo()
        found = partners.search(
            [("customer_bought", "=", "bought 2020-01-01 2024-03-01")]
        )
        self.assertTrue(found)
        self.assertFalse(found & self.colleague_customers)
