from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .dashboard_common import DashboardCommon

# filters, first and last month, first and last month to compare with
PERIODS = [
    ({}, (2023, 4), (2024, 3), (2022, 4), (2023, 3)),
    ({"period": "year"}, (2024, 1), (2024, 3), (2023, 1), (2023, 3)),
    ({"period": "quarter"}, (2024, 1), (2024, 3), (2023, 10), (2023, 12)),
    ({"period": "month"}, (2024, 3), (2024, 3), (2024, 2), (2024, 2)),
    ({"period": "last_month"}, (2024, 2), (2024, 2), (2024, 1), (2024, 1)),
    (
        {"period": "quarter", "compare": "year"},
        (2024, 1),
        (2024, 3),
        (2023, 1),
        (2023, 3),
    ),
    (
        {"period": "custom", "month_from": "2022-05-17", "month_to": "2023-02-28"},
        (2022, 5),
        (2023, 2),
        (2021, 7),
        (2022, 4),
    ),
]


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestDashboard(DashboardCommon):
    """F01, F11, F15, F16, F20, F24, A36: every number, recomputed from documents."""

    def _expected(self, frame, first, last):
        """Tiles of a period, from the frame of a company's months."""
        rows = self._in(frame, first, last)
        orders = rows.groupby("partner").orders.sum()
        began = frame[frame.orders > 0].groupby("partner").month.min()
        tiles = {
            "revenue": rows.revenue.sum(),
            "margin": rows.margin.sum(),
            "returns": rows.returned.sum(),
            "orders": rows.orders.sum(),
            "buyers": (orders > 0).sum(),
            "again": (orders > 1).sum(),
            "new": ((began >= first) & (began <= last)).sum(),
        }
        tiles["repeat_rate"] = tiles["again"] / max(tiles["buyers"], 1)
        tiles["average_order"] = tiles["revenue"] / max(tiles["orders"], 1)
        return tiles

    def _assert_tiles(self, found, frame, now, before):
        for at, months in (("value", now), ("before", before)):
            expected = self._expected(frame, *months)
            for name, value in expected.items():
                with self.subTest(tile=name, at=at):
                    self.assertAlmostEqual(float(found[name][at]), value, 4)

    def _months(self, *pairs):
        return tuple(date(*pair, 1) for pair in pairs)

    def test_tiles_of_every_period(self):
        """F01, F11, F15: tiles and their comparison, both companies, every period."""
        dashboards = (
            self.env["customer.dashboard"]
            .with_user(self.manager_user)
            .with_context(allowed_company_ids=self.companies.ids)
        )
        for company in self.companies:
            frame = self._frame(company)
            for filters, first, last, first_before, last_before in PERIODS:
                with self.subTest(company=company.name, filters=filters):
                    found = dashboards.get_figures(dict(filters, company_id=company.id))
                    now = self._months(first, last)
                    before = self._months(first_before, last_before)
                    self.assertEqual(found["period"]["first"], str(now[0]))
                    self.assertEqual(found["before"]["first"], str(before[0]))
                    self._assert_tiles(found["tiles"], frame, now, before)

    def test_world_has_what_it_is_to_prove(self):
        """F03, F15: the periods have sales, returns and customers who come again."""
        tiles = self._dashboard()["tiles"]
        for name in ("revenue", "returns", "new", "again"):
            self.assertTrue(tiles[name]["value"], name)
            self.assertTrue(tiles[name]["before"], name)
        self.assertNotEqual(tiles["buyers"]["value"], tiles["again"]["value"])

    def test_filters(self):
        """F15: owner, team and group narrow tiles, trend, regions and lists alike."""
        now, before = (
            self._months((2023, 4), (2024, 3)),
            self._months((2022, 4), (2023, 3)),
        )
        for name, column, record in (
            ("user_id", "user_id", self.colleague),
            ("team_id", "team_id", self.teams[0]),
            ("group_id", "customer_group_id", self.groups[1]),
        ):
            with self.subTest(filter=name):
                filters = {name: record.id}
                frame = self._frame(**{column: record.id})
                found = self._dashboard(filters=filters)
                self.assertTrue(found["tiles"]["revenue"]["value"])
                self._assert_tiles(found["tiles"], frame, now, before)
                history = self._dashboard(method="get_history", filters=filters)
                self._assert_trend(history["trend"], frame)
                self.assertEqual(
                    len(self._rows_behind(None, "buyers", filters)),
                    found["tiles"]["buyers"]["value"],
                )

    def test_pareto(self):
        """F16: how many customers make 80 %, and the curve up to all of it."""
        rows = self._in(self._frame(), *self._months((2023, 4), (2024, 3)))
        revenue = rows.groupby("partner").revenue.sum()
        revenue = revenue[revenue > 0].sort_values(ascending=False)
        before = revenue.cumsum() - revenue
        pareto = self._dashboard()["pareto"]
        self.assertEqual(pareto["count"], len(revenue))
        self.assertEqual(pareto["top"], (before < 0.8 * revenue.sum()).sum())
        self.assertEqual(pareto["points"][-1], {"customers": 1, "revenue": 1})
        shares = revenue.cumsum() / revenue.sum()
        for point in pareto["points"]:
            number = round(point["customers"] * len(revenue))
            self.assertAlmostEqual(point["revenue"], shares.iloc[number - 1], 6)

    def test_movers(self):
        """F11, F15: whose revenue rose and fell most against the period before."""
        frame = self._frame()
        change = (
            self._in(frame, *self._months((2023, 4), (2024, 3)))
            .groupby("partner")
            .revenue.sum()
            .sub(
                self._in(frame, *self._months((2022, 4), (2023, 3)))
                .groupby("partner")
                .revenue.sum(),
                fill_value=0,
            )
            .sort_values()
        )
        figures = self._dashboard()
        for rows, expected in (
            (figures["up"], change[change > 0][::-1][:5]),
            (figures["down"], change[change < 0][:5]),
        ):
            self.assertEqual(len(rows), 5)
            for row, value in zip(rows, expected, strict=True):
                self.assertAlmostEqual(row["change"], value, 4)
                partner = self.env["res.partner"].browse(row["partner_id"])
                self.assertEqual(row["name"], partner.display_name)

    def _assert_trend(self, trend, frame):
        self.assertEqual(len(trend), 24)
        self.assertEqual(trend[-1]["month"], "2024-03-01")
        revenue = frame.groupby("month").revenue.sum()
        buyers = frame[frame.orders > 0].groupby("month").partner.nunique()
        for row in trend:
            month = date.fromisoformat(row["month"])
            year_ago = month.replace(year=month.year - 1)
            self.assertAlmostEqual(row["revenue"], revenue.get(month, 0), 4)
            self.assertAlmostEqual(row["before"], revenue.get(year_ago, 0), 4)
            self.assertEqual(row["buyers"], buyers.get(month, 0))

    def test_trend(self):
        """F11: 24 months beside the year before, of each company."""
        self._assert_trend(
            self._dashboard(method="get_history")["trend"], self._frame()
        )

    def test_regions(self):
        """A36, F24: revenue by country; by state where there is one country only."""
        regions = self._dashboard(method="get_history")["regions"]
        self.assertEqual(regions["by"], "country_id")
        rows = self._in(self._frame(), *self._months((2023, 4), (2024, 3)))
        expected = rows.groupby("country_id").revenue.sum()
        self.assertEqual(
            {row["id"] or 0: round(row["revenue"], 2) for row in regions["rows"]},
            {key: round(value, 2) for key, value in expected.items()},
        )
        china = self.env.ref("base.cn")
        self.env["res.partner"].search(
            [("country_id", "=", china.id)]
        ).country_id = False
        self.profiles.refresh()
        regions = self._dashboard(method="get_history")["regions"]
        self.assertEqual(regions["by"], "state_id")
        expected = rows.groupby("state_id").revenue.sum()
        self.assertEqual(
            {row["id"] or 0: round(row["revenue"], 2) for row in regions["rows"]},
            {key: round(value, 2) for key, value in expected.items()},
        )

    def test_lists_hold_what_the_numbers_count(self):
        """F20: behind each tile stand the rows it adds up or counts."""
        for filters in ({}, {"period": "quarter"}, {"group_id": self.groups[0].id}):
            figures = self._dashboard(filters=filters)
            tiles = figures["tiles"]
            for kind, field in (
                ("revenue", "revenue"),
                ("margin", "margin"),
                ("returns", "return_amount"),
                ("orders", "order_count"),
            ):
                with self.subTest(tile=kind, filters=filters):
                    rows = self._rows_behind(None, kind, filters)
                    self.assertAlmostEqual(
                        sum(rows.mapped(field)), float(tiles[kind]["value"]), 4
                    )
            for kind, number in (
                ("buyers", tiles["buyers"]["value"]),
                ("repeat_rate", tiles["again"]["value"]),
                ("new", tiles["new"]["value"]),
                ("pareto", figures["pareto"]["top"]),
            ):
                with self.subTest(tile=kind, filters=filters):
                    rows = self._rows_behind(None, kind, filters)
                    self.assertEqual(len(rows), number)

    def test_lists_behind_months_and_regions(self):
        """F11, A36: a month of the trend and a bar of a region open their rows."""
        history = self._dashboard(method="get_history")
        row = max(history["trend"], key=lambda month: month["revenue"])
        found = self._rows_behind(None, "month", month=row["month"])
        self.assertAlmostEqual(sum(found.mapped("revenue")), row["revenue"], 4)
        for region in history["regions"]["rows"]:
            found = self._rows_behind(None, "country_id", id=region["id"])
            self.assertAlmostEqual(sum(found.mapped("revenue")), region["revenue"], 4)

    def test_standing(self):
        """F16, L12: segments and risk as profiles have them; lists are equal."""
        profiles = self.profiles.search(
            [("company_id", "=", self.company.id), ("order_count", ">", 0)]
        )
        words = ("champion", "loyal", "lost", False)
        for number, profile in enumerate(profiles):
            profile.write(
                {
                    "rfm_segment": words[number % 4],
                    "churn_risk": ("high", "low", "unknown")[number % 3],
                }
            )
        standing = self._dashboard(method="get_standing")
        self.assertTrue(standing["is_known"])
        self.assertEqual(sum(s["count"] for s in standing["segments"]), len(profiles))
        for segment in standing["segments"]:
            mine = profiles.filtered(lambda p, s=segment: p.rfm_segment == s["key"])
            self.assertEqual(segment["count"], len(mine))
            self.assertAlmostEqual(
                segment["revenue"], sum(mine.mapped("revenue_12m")), 4
            )
            rows = self._rows_behind(None, "segment", key=segment["key"])
            self.assertEqual(rows, mine.partner_id.sorted())
        risky = profiles.filtered(lambda p: p.churn_risk == "high")
        self.assertEqual(standing["at_risk"]["count"], len(risky))
        self.assertAlmostEqual(
            standing["at_risk"]["revenue"], sum(risky.mapped("revenue_12m")), 4
        )
        self.assertEqual(self._rows_behind(None, "at_risk"), risky.partner_id.sorted())

    def test_past_day_without_a_snapshot(self):
        """L12: of a past day without a snapshot it says so, and invents nothing."""
        past = {
            "period": "custom",
            "month_from": "2021-01-01",
            "month_to": "2021-01-31",
        }
        standing = self._dashboard(method="get_standing", filters=past)
        self.assertFalse(standing["is_known"])
        self.assertEqual(standing["date"], "2021-01-31")
        self.assertFalse(standing["segments"])

    def test_past_day_with_a_snapshot(self):
        """L12: a past period shows segments and risk of its last day, and its rows."""
        months = self.env["customer.snapshot.month"]
        months.search([]).unlink()
        months._ask_for([date(2023, 3, 31), date(2023, 12, 31)])
        for month in months.search([]):
            month._count()
        kept = self.env["customer.profile.snapshot"].search(
            [
                ("company_id", "=", self.company.id),
                ("date", "=", "2023-12-31"),
                ("order_count", ">", 0),
            ]
        )
        self.assertTrue(kept)
        kept[::2].sudo().write({"churn_risk": "high", "rfm_segment": "champion"})
        past = {
            "period": "custom",
            "month_from": "2023-01-01",
            "month_to": "2023-12-31",
        }
        standing = self._dashboard(method="get_standing", filters=past)
        self.assertEqual((standing["is_known"], standing["date"]), (True, "2023-12-31"))
        self.assertEqual(sum(row["count"] for row in standing["segments"]), len(kept))
        risky = kept.filtered(lambda row: row.churn_risk == "high")
        self.assertEqual(standing["at_risk"]["count"], len(risky))
        self.assertEqual(set(self._rows_behind(None, "at_risk", past)), set(risky))
        for row in standing["segments"]:
            found = self._rows_behind(None, "segment", past, key=row["key"])
            self.assertEqual(len(found), row["count"])
        movement = self._dashboard(method="get_movement", filters=past)
        self.assertIsNone(movement)
        past["month_from"] = "2023-04-01"
        movement = self._dashboard(method="get_movement", filters=past)
        self.assertEqual(
            (movement["date_from"], movement["date_to"]), ("2023-03-31", "2023-12-31")
        )
        self.assertTrue(movement["cells"])
        self.assertIsNone(self._dashboard(method="get_calls", filters=past))

    def test_calls(self):
        """F20, L11: as many customers to call as the call list holds."""
        calls = self._dashboard(method="get_calls")
        rows = self._rows_behind(None, "calls")
        self.assertEqual(calls["count"], len(rows))
        self.assertAlmostEqual(calls["value"] or 0, sum(rows.mapped("value")), 4)

    def test_nobody_and_one_customer(self):
        """F20: an empty company and one with one customer have their numbers."""
        company = self.env["res.company"].create({"name": "Newly Founded"})
        self.manager_user.company_ids += company
        dashboards = (
            self.env["customer.dashboard"]
            .with_user(self.manager_user)
            .with_context(allowed_company_ids=company.ids)
        )
        figures = dashboards.get_figures()
        self.assertFalse(figures["has_data"])
        self.assertEqual(figures["tiles"]["revenue"], {"value": 0, "before": 0})
        self.assertEqual(figures["pareto"], {"count": 0, "top": 0, "points": []})
        self.assertEqual(dashboards.get_history()["cohorts"]["rows"], [])
        self.assertEqual(dashboards.get_standing()["segments"], [])
        customer = self._create_customer("First")
        self.manager_user.group_ids |= self.env.ref("sales_team.group_sale_manager")
        self._sell(customer, 80, company=company, moment="2024-03-04 10:00:00")
        self.profiles.refresh()
        figures = dashboards.get_figures()
        self.assertEqual(figures["tiles"]["revenue"]["value"], 80)
        self.assertEqual(figures["pareto"]["top"], 1)
        self.assertEqual([row["name"] for row in figures["up"]], ["First"])
        [cohort] = dashboards.get_history()["cohorts"]["rows"]
        self.assertEqual((cohort["customers"], cohort["revenue"]), (1, 80))

    def test_bad_arguments(self):
        """F20: what is no choice gets an error that names it."""
        for filters, words in (
            ({"period": "week"}, "period: week"),
            ({"period": ["month"]}, "period"),
            ({"compare": "never"}, "compare: never"),
            ({"user_id": "1; DROP"}, "user_id: 1; DROP"),
            ({"team_id": True}, "team_id"),
            ({"group_id": -4}, "group_id"),
            ({"company_id": 2**40}, "Company"),
            ({"nonsense": 1}, "Filters: choose among company_id"),
            ("today", "Filters"),
            ({"period": "custom"}, "month_from"),
            (
                {"period": "custom", "month_from": "yesterday", "month_to": "x"},
                "month_from: yesterday",
            ),
            (
                {
                    "period": "custom",
                    "month_from": "2024-02-01",
                    "month_to": "2024-01-01",
                },
                "Period: choose from 1 to 120 months",
            ),
        ):
            for method in ("get_figures", "get_history", "get_standing"):
                with (
                    self.subTest(filters=filters, method=method),
                    self.assertRaisesRegex(UserError, words),
                ):
                    self._dashboard(method=method, filters=filters)
        for kind in ("unlink", None, ["new"]):
            with self.assertRaisesRegex(UserError, "no such number"):
                self._rows_behind(None, kind)
        with self.assertRaisesRegex(UserError, "is no month"):
            self._rows_behind(None, "cohort", month="x", cohort="2024-01-01")
        for text in ("bought", "sold 2024-01-01 2024-02-01", "bought 2024 x", 7):
            with self.assertRaises(UserError):
                self.env["res.partner"].search([("customer_bought", "=", text)])

    def test_huge_ids_find_nothing(self):
        """F20: a number that no record can have finds nothing, and is no error."""
        figures = self._dashboard(filters={"user_id": 2**70})
        self.assertEqual(figures["tiles"]["revenue"]["value"], 0)
