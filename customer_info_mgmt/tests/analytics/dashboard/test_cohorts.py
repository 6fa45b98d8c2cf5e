from datetime import date

from dateutil.relativedelta import relativedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .dashboard_common import DashboardCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestCohorts(DashboardCommon):
    """F03, F25: who comes again, by first month, group and channel, and who is kept."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cube = cls.env["customer.sales.cube"].with_user(cls.manager_user)

    def _bought(self, frame):
        """Dict of month to the customers who ordered in it."""
        rows = frame[frame.orders > 0]
        return rows.groupby("month").partner.agg(set).to_dict()

    def test_cohorts_equal_recomputation(self):
        """F03, F25: share and revenue of each cohort in each month after."""
        frame = self._frame()
        began = frame[frame.orders > 0].groupby("partner").month.min()
        cohorts = self.cube.get_cohorts(cohorts=36)
        self.assertGreater(len(cohorts["rows"]), 5)
        self.assertGreater(max(a["kept"] for a in cohorts["average"][1:]), 0)
        for row in cohorts["rows"]:
            first = date.fromisoformat(row["cohort"])
            members = set(began[began == first].index)
            mine = frame[frame.partner.isin(members)]
            self.assertEqual(row["customers"], len(members))
            for cell in row["cells"]:
                month = mine[mine.month == date.fromisoformat(cell["month"])]
                bought = month[month.orders > 0].partner.nunique()
                self.assertEqual(cell["customers"], bought)
                self.assertAlmostEqual(cell["kept"], bought / len(members))
                self.assertAlmostEqual(cell["revenue"], month.revenue.sum(), 4)
        self.assertEqual(
            sum(row["customers"] for row in cohorts["rows"]),
            (began > date(2021, 3, 31)).sum(),
        )

    def test_cells_open_their_customers(self):
        """F03: every cell counts the customers of its list."""
        for row in self.cube.get_cohorts(cohorts=12)["rows"]:
            for cell in row["cells"]:
                found = self._rows_behind(
                    None, "cohort", cohort=row["cohort"], month=cell["month"]
                )
                self.assertEqual(len(found), cell["customers"])

    def test_average_weighs_customers(self):
        """F25: the average is over customers, of the cohorts that are old enough."""
        cohorts = self.cube.get_cohorts(cohorts=36)
        for number, average in enumerate(cohorts["average"]):
            old = [row for row in cohorts["rows"] if len(row["cells"]) > number]
            bought = sum(row["cells"][number]["customers"] for row in old)
            members = sum(row["customers"] for row in old)
            self.assertAlmostEqual(average["kept"], bought / max(members, 1))
        self.assertEqual(cohorts["average"][0]["kept"], 1)

    def test_retention_equals_recomputation(self):
        """F25: new, kept, lost and returned customers of every month; lists equal."""
        frame = self._frame()
        bought = self._bought(frame)
        seen = set()
        rows = {row["month"]: row for row in self.cube.get_retention(months=40)}
        totals = dict.fromkeys(("new", "kept", "lost", "returned"), 0)
        month = min(bought)
        while month <= date(2024, 3, 1):
            now = bought.get(month, set())
            before = bought.get(month - relativedelta(months=1), set())
            expected = {
                "buyers": len(now),
                "new": len(now - seen),
                "kept": len(now & before),
                "lost": len(before - now),
                "returned": len((now & seen) - before),
                "rate": len(now & before) / len(before) if before else 0,
            }
            row = rows[str(month)]
            self.assertEqual({key: row[key] for key in expected}, expected, month)
            for name in totals:
                totals[name] += expected[name]
            seen |= now
            month += relativedelta(months=1)
        self.assertTrue(all(totals.values()), totals)
        row = max(rows.values(), key=lambda r: (r["kept"], r["lost"], r["returned"]))
        for kind, key in (
            ("kept", "kept"),
            ("lost", "lost"),
            ("returned", "returned"),
            ("came", "new"),
        ):
            found = self._rows_behind(None, kind, month=row["month"])
            self.assertEqual(len(found), row[key], kind)

    def test_repeat_rates(self):
        """F03: two orders in the period among those who bought, by what you like."""
        rows = self._in(self._frame(), date(2022, 4, 1), date(2024, 3, 1))
        filters = {
            "period": "custom", "month_from": "2022-04-01", "month_to": "2024-03-01",
        }  # fmt: skip
        seen_again = 0
        for by in ("customer_group_id", "source_channel_id", "team_id", "user_id"):
            orders = rows.groupby([by, "partner"]).orders.sum()
            found = {
                row["id"] or 0: row for row in self.cube.get_repeat_rates(filters, by)
            }
            self.assertEqual(set(found), set(rows[by]))
            self.assertGreater(len(found), 2)
            for key, row in found.items():
                self.assertEqual(row["buyers"], (orders[key] > 0).sum())
                self.assertEqual(row["again"], (orders[key] > 1).sum())
                self.assertAlmostEqual(row["rate"], row["again"] / row["buyers"])
                self.assertAlmostEqual(
                    float(row["revenue"]), rows[rows[by] == key].revenue.sum(), 4
                )
                listed = self._rows_behind(None, "again", filters, by=by, id=row["id"])
                self.assertEqual(len(listed), row["again"])
                seen_again += row["again"]
        self.assertTrue(seen_again)

    def test_cube_adds_up_to_the_months(self):
        """L12: the cube and the months are the same money; a second build is empty."""
        for model in ("customer.sales.cube", "customer.sales.month"):
            sums = self.env[model]._read_group(
                [],
                ["company_id", "month:month"],
                ["revenue:sum", "margin:sum", "return_amount:sum", "order_count:sum"],
            )
            found = {key[:2]: tuple(round(v, 2) for v in key[2:]) for key in sums}
            if model == "customer.sales.cube":
                of_cube = found
        self.assertTrue(found)
        self.assertEqual(of_cube, found)
        self.assertEqual(self.profiles.refresh(), 0)

    def test_cube_follows_a_change_of_owner(self):
        """F25: figures move along with the customer; the small cube is always fresh."""
        profile = self.profiles.search(
            [("company_id", "=", self.company.id)], order="revenue desc", limit=1
        )
        profile.partner_id.user_id = self.manager_user
        self.env["customer.profile.mark"]._add(profile.partner_id, self.company)
        self._refresh_marked()
        rows = self.cube.search(
            [
                ("user_id", "=", self.manager_user.id),
                ("company_id", "=", self.company.id),
            ]
        )
        self.assertAlmostEqual(sum(rows.mapped("revenue")), profile.revenue, 4)
        self.assertFalse(self.cube._updated_at())

    def test_bad_arguments(self):
        """F03: what is no way to tell customers apart is refused in words."""
        for by in ("name; DROP", None, ["user_id"]):
            with self.assertRaisesRegex(UserError, "customer_group_id"):
                self.cube.get_repeat_rates(by=by)
        with self.assertRaises(UserError):
            self.cube.get_cohorts(cohorts="many")
        with self.assertRaises(UserError):
            self.cube.get_retention(months={})
