from collections import defaultdict
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import GeneratedSales

BEGIN, MIDDLE = "2023-03-31", "2023-12-31"


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestMovement(GeneratedSales):
    """L12, F16, F19: who moved from one class to another, by number and by name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers[::2].user_id = cls.user_user
        cls.customers[1::2].user_id = cls.finance_user
        cls.group = cls.env["customer.group"].create({"name": "Chains"})
        cls.customers[:9].customer_group_id = cls.group
        cls.snapshots = cls.env["customer.profile.snapshot"]
        months = cls.env["customer.snapshot.month"]
        months.search([]).unlink()
        days = [date.fromisoformat(day) for day in (BEGIN, MIDDLE)]
        months._ask_for(days)
        for month in months.search([]):
            month._count()
        cls.profiles.refresh("2024-03-31")

    def _classes(self, dimension, day, domain=(), user=None):
        """Class and revenue per customer, read row by row."""
        model = self.profiles if day == "now" else self.snapshots
        rows = model.with_user(user or self.env.user).search(
            [("company_id", "=", self.company.id), ("order_count", ">", 0)]
        )
        if day != "now":
            rows = rows.filtered(lambda row: str(row.date) == day)
        partners = self.env["res.partner"].search(list(domain))
        return {
            row.partner_id: (row[dimension] or "none", row.revenue_12m)
            for row in rows.sudo()
            if row.partner_id in partners
        }

    def _brute_force(self, dimension, begin, end, **kwargs):
        before = self._classes(dimension, begin, **kwargs)
        after = self._classes(dimension, end, **kwargs)
        cells = defaultdict(lambda: [set(), 0, 0])
        for partner in before.keys() | after.keys():
            key_from, revenue_from = before.get(partner, ("absent", 0))
            key_to, revenue_to = after.get(partner, ("absent", 0))
            cell = cells[key_from, key_to]
            cell[0].add(partner.id)
            cell[1] += revenue_from
            cell[2] += revenue_to
        return cells

    def _assert_equal(self, report, expected):
        found = {(cell["from"], cell["to"]): cell for cell in report["cells"]}
        self.assertEqual(found.keys(), expected.keys())
        for key, (partners, revenue_from, revenue_to) in expected.items():
            self.assertEqual(found[key]["count"], len(partners), key)
            self.assertAlmostEqual(found[key]["revenue_from"], revenue_from, 2)
            self.assertAlmostEqual(found[key]["revenue_to"], revenue_to, 2)
        totals = report["totals"].values()
        everybody = sum(len(cell[0]) for cell in expected.values())
        self.assertEqual(sum(total["count"] for total in totals), everybody)

    def test_matrix_equals_brute_force(self):
        """L12: every dimension, month end to month end and to now."""
        for dimension in ("rfm_segment", "lifecycle", "abc_class", "churn_risk"):
            for begin, end in ((BEGIN, MIDDLE), (MIDDLE, "now"), (BEGIN, "now")):
                report = self.snapshots.get_movement(dimension, begin, end)
                expected = self._brute_force(dimension, begin, end)
                self._assert_equal(report, expected)
                self.assertGreater(len(expected), 2)

    def test_number_equals_its_list(self):
        """F16: every cell, and every total, opens the customers that it counts."""
        for begin, end in ((BEGIN, MIDDLE), (MIDDLE, "now")):
            expected = self._brute_force("abc_class", begin, end)
            for (key_from, key_to), (partners, *_revenue) in expected.items():
                listed = self._listed("abc_class", begin, end, key_from, key_to)
                self.assertEqual(set(listed.ids), partners, (key_from, key_to))
            starts = {key_from for key_from, _key_to in expected}
            for key_from in starts:
                row = [cell[0] for key, cell in expected.items() if key[0] == key_from]
                listed = self._listed("abc_class", begin, end, key_from)
                self.assertEqual(set(listed.ids), set().union(*row))
            listed = self._listed("abc_class", begin, end)
            everybody = set().union(*(cell[0] for cell in expected.values()))
            self.assertEqual(set(listed.ids), everybody)

    def _listed(self, *args, user=None, **kwargs):
        snapshots = self.snapshots.with_user(user or self.env.user)
        action = snapshots.action_open_movement(*args, **kwargs)
        partners = self.env["res.partner"].with_user(user or self.env.user)
        return partners.with_context(**action["context"]).search(action["domain"])

    def test_archived_customers_still_count(self):
        expected = self._brute_force("abc_class", BEGIN, "now")
        partners = self.env["res.partner"].browse(
            set().union(*(cell[0] for cell in expected.values()))
        )
        partners.active = False
        report = self.snapshots.get_movement("abc_class", BEGIN, "now")
        self._assert_equal(report, expected)
        self.assertEqual(self._listed("abc_class", BEGIN, "now"), partners)

    def test_filters(self):
        """F19: the movement of one owner's customers, or of a group's."""
        for filters, domain in (
            ({"owner": self.user_user.id}, [("user_id", "=", self.user_user.id)]),
            ({"group": self.group.id}, [("customer_group_id", "=", self.group.id)]),
            ({"group": False}, [("customer_group_id", "=", False)]),
        ):
            report = self.snapshots.get_movement("abc_class", BEGIN, "now", filters)
            expected = self._brute_force("abc_class", BEGIN, "now", domain=domain)
            self._assert_equal(report, expected)
            listed = self._listed("abc_class", BEGIN, "now", filters=filters)
            everybody = set().union(*(cell[0] for cell in expected.values()))
            self.assertEqual(set(listed.ids), everybody)

    def test_movers(self):
        """F16: those whose revenue moved most along with them, by name."""
        report = self.snapshots.get_movement("abc_class", BEGIN, "now")
        before = self._classes("abc_class", BEGIN)
        after = self._classes("abc_class", "now")
        for name, sign in (("rose", 1), ("fell", -1)):
            moved = [
                partner
                for partner in before.keys() & after.keys()
                if sign * (ord(before[partner][0]) - ord(after[partner][0])) > 0
            ]
            moved.sort(
                key=lambda p: (sign * (before[p][1] - after[p][1]), p.id),  # noqa: B023
            )
            names = [partner.display_name for partner in moved[:10]]
            self.assertEqual([row["name"] for row in report[name]], names)
            self.assertEqual(report["totals"][name]["count"], len(moved))

    def test_clerk_sees_own_customers(self):
        """I01: the matrix of a clerk is that of the own and of free customers."""
        user = self.user_user
        report = self.snapshots.with_user(user).get_movement("abc_class", BEGIN, "now")
        expected = self._brute_force("abc_class", BEGIN, "now", user=user)
        self._assert_equal(report, expected)
        full = self.snapshots.get_movement("abc_class", BEGIN, "now")
        self.assertLess(len(expected), sum(c["count"] for c in full["cells"]))
        owners = self._listed("abc_class", BEGIN, "now", user=user).sudo().user_id
        self.assertEqual(owners, user)

    def test_refused(self):
        with self.assertRaises(AccessError):
            self.snapshots.with_user(self.warehouse_user).get_movement()
        snapshots = self.snapshots.with_user(self.manager_user)
        for args, message in (
            (["revenue"], "do not move between classes of revenue"),
            ([["abc_class"]], "do not move between classes"),
            (["abc_class", "2023-05-31"], "no figures of 2023-05-31"),
            (["abc_class", "x'; DROP"], "no figures of x"),
            (["abc_class", MIDDLE, BEGIN], "choose a day before"),
            (["abc_class", "now"], "choose a day before"),
            (["abc_class", BEGIN, "now", {"team": 1}], "filtered by team"),
            (["abc_class", BEGIN, "now", {"owner": "1"}], "filtered by owner"),
            (["abc_class", BEGIN, "now", [1]], "hand over names"),
        ):
            with self.assertRaisesRegex(UserError, message):
                snapshots.get_movement(*args)
        with self.assertRaisesRegex(UserError, "no class D"):
            snapshots.action_open_movement("abc_class", BEGIN, "now", "D")

    @freeze_time("2024-03-31")
    def test_usual_days(self):
        """Nobody has to choose: three months, or the nearest that was counted."""
        report = self.snapshots.with_user(self.manager_user).get_movement()
        self.assertEqual((report["date_from"], report["date_to"]), (MIDDLE, "now"))
        self.assertEqual(report["periods"], [MIDDLE, BEGIN])

    def test_nothing_counted(self):
        self.env["customer.snapshot.month"].search([]).unlink()
        report = self.snapshots.with_user(self.user_user).get_movement()
        self.assertEqual(report["cells"], [])
        self.assertFalse(report["date_from"])
        self.assertFalse(report["may_build"])

    def test_reads_on_a_replica(self):
        """B25: nothing is written, and no temporary table made, to read it."""
        self.env.flush_all()
        self.env.cr.execute("SET TRANSACTION READ ONLY")
        snapshots = self.snapshots.with_user(self.manager_user)
        self.assertTrue(snapshots.get_movement("lifecycle", BEGIN, "now")["cells"])
        snapshots.action_open_movement("lifecycle", BEGIN, "now", "active")
