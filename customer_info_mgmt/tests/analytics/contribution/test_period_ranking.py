from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..oracle import exact
from .cost_oracle import CostOracle
from .cost_world import CostWorld

TODAY = date(2024, 3, 31)
# name or days, first and last day that count, and those of the period before
PERIODS = (
    ({"period": "month"}, ("2024-03-01", "2024-03-31"), ("2024-02-01", "2024-02-29")),
    ({"period": "quarter"}, ("2024-01-01", "2024-03-31"), ("2023-10-01", "2023-12-31")),
    ({"period": "year"}, ("2024-01-01", "2024-03-31"), ("2023-01-01", "2023-12-31")),
    (
        {"date_from": "2022-05-20", "date_to": "2022-08-03"},
        ("2022-05-01", "2022-08-31"),
        ("2022-01-01", "2022-04-30"),
    ),
    (
        {"date_from": "2022-10-01", "date_to": "2024-03-31"},
        ("2022-10-01", "2024-03-31"),
        ("2021-04-01", "2022-09-30"),
    ),
)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestPeriodRanking(CostWorld):
    """F02, F01, L15: rankings of any period, against the documents themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profiles.refresh(as_of=TODAY)
        cls.profiles.search([]).partner_id.user_id = False
        (cls.manager_user | cls.user_user).write(
            {"company_ids": [(6, 0, cls.companies.ids)], "company_id": cls.company.id}
        )

    @contextmanager
    def _on(self, day=TODAY):
        with patch.object(type(self.profiles), "_ranking_today", lambda _self: day):
            yield

    def _ranking(self, company=None, user=None, **options):
        profiles = self.profiles.with_user(user or self.manager_user)
        with self._on():
            return profiles.with_company(company or self.company).customer_ranking(
                limit=1000, **options
            )

    def _expected(self, company, days, measure):
        """Value per customer who brought something, from the documents."""
        first, last = map(date.fromisoformat, days)
        oracle = CostOracle(self.env, last, first)
        if measure == "contribution":
            values = {key: cost[2] for key, cost in oracle.costs().items()}
        else:
            name = {
                "revenue": "revenue_12m",
                "margin": "margin_12m",
                "orders": "order_count",
                "returns": "return_amount",
            }[measure]
            values = {key: figures[name] for key, figures in oracle.figures.items()}
        return {k[0]: v for k, v in values.items() if k[1] == company.id and v > 0}

    def test_periods_equal_recomputation(self):
        """F02: months, quarters, years, free periods; five measures, two companies."""
        ranked = 0
        for company in self.companies:
            for options, days, _before in PERIODS:
                for measure in (
                    "revenue",
                    "margin",
                    "contribution",
                    "orders",
                    "returns",
                ):
                    with self.subTest(company.name, measure=measure, **options):
                        ranking = self._ranking(company, measure=measure, **options)
                        expected = self._expected(company, days, measure)
                        found = {
                            row["partner_id"]: exact(float(row["value"]))
                            for row in ranking["rows"]
                        }
                        self.assertEqual(found, expected)
                        ranked += len(found)
        self.assertGreater(ranked, 50)

    def test_ranks_and_classes(self):
        """F02: rank among all by value, the class by the measure, ranks before."""
        options, days, before = PERIODS[4]
        ranking = self._ranking(measure="revenue", **options)
        shown, previous = ranking["period"], ranking["previous"]
        self.assertEqual((shown["first"], shown["last"]), days)
        self.assertEqual((previous["first"], previous["last"]), before)
        self.assertTrue(ranking["whole_months"])
        values = self._expected(self.company, days, "revenue")
        past = self._expected(self.company, before, "revenue")
        total, reached = sum(values.values()), 0
        for row in ranking["rows"]:
            value = values[row["partner_id"]]
            old = past.get(row["partner_id"])
            self.assertEqual(row["rank"], 1 + sum(v > value for v in values.values()))
            rank = old and 1 + sum(other > old for other in past.values())
            self.assertEqual(row["previous_rank"], rank)
            border = "A" if reached < 0.8 * float(total) else "B"
            border = border if reached < 0.95 * float(total) else "C"
            self.assertEqual(row["measure_class"], border)
            reached += float(value)
        self.assertTrue([row for row in ranking["rows"] if row["previous_rank"]])

    def test_contribution_beside_turnover(self):
        """L15: turnover rank and contribution rank of the 12 months, stored figures."""
        ranking = self._ranking(measure="revenue")
        profiles = self.profiles.search([("company_id", "=", self.company.id)])
        by_turnover = profiles.filtered(lambda p: p.revenue_12m > 0)
        moved = profiles.filtered(lambda p: p.revenue_12m or p.contribution_12m)
        self.assertEqual(len(ranking["rows"]), len(by_turnover))
        by_customer = by_turnover.grouped(lambda profile: profile.partner_id.id)
        for row in ranking["rows"]:
            profile = by_customer[row["partner_id"]]
            revenue, left = profile.revenue_12m, profile.contribution_12m
            more = sum(other > revenue for other in by_turnover.mapped("revenue_12m"))
            self.assertEqual(row["turnover_rank"], 1 + more)
            more = sum(other > left for other in moved.mapped("contribution_12m"))
            self.assertEqual(row["contribution_rank"], 1 + more)
            self.assertEqual(float(row["contribution"]), left)

    def test_big_turnover_little_left(self):
        """L15, F28: the big customer who leaves nothing becomes visible."""
        profiles = self.profiles.search([("company_id", "=", self.company.id)])
        profiles.write({"revenue_12m": 0, "contribution_12m": 0})
        big, fair, edge, small = profiles[:4]
        for profile, revenue, left in (
            (big, 500, -20),
            (fair, 200, 80),
            (edge, 100, 5),
            (small, 10, -9),
        ):
            profile.write({"revenue_12m": revenue, "contribution_12m": left})
        ranking = self._ranking(little_left=True)
        self.assertEqual(
            [(row["partner_id"], row["turnover_rank"]) for row in ranking["rows"]],
            [(big.partner_id.id, 1)],
        )
        self.assertEqual((ranking["little_count"], ranking["count"]), (1, 4))
        # Five of a hundred is not less than 5 %; and it is in class A once that is 6.
        self.company.customer_little_rate = 6
        self.assertEqual(self._ranking(little_left=True)["little_count"], 1)
        edge.revenue_12m = 190
        self.assertEqual(self._ranking(little_left=True)["little_count"], 2)

    def test_contribution_of_all_time(self):
        """F01: all orders, deliveries and late days there ever were."""
        ranking = self._ranking(measure="contribution", period="all")
        expected = self._expected(
            self.company, ("2000-01-01", "2024-03-31"), "contribution"
        )
        found = {r["partner_id"]: exact(float(r["value"])) for r in ranking["rows"]}
        self.assertEqual(found, expected)

    def test_filters(self):
        """F02, C03, F24: by country, region, group, owner and the owner's team."""
        rows = self._ranking(period="all")["rows"]
        partners = self.env["res.partner"].browse([r["partner_id"] for r in rows[:6]])
        group = self.env["customer.group"].create({"name": "Wholesale"})
        state = self.env.ref("base.state_us_5")
        team = self.env["crm.team"].create(
            {"name": "North", "member_ids": [(4, self.manager_user.id)]}
        )
        partners[:2].write({"customer_group_id": group.id})
        partners[1:4].write({"state_id": state.id, "country_id": state.country_id.id})
        partners[2:5].write({"user_id": self.manager_user.id})
        self.env.flush_all()
        for filters, expected in (
            ({"customer_group_id": group.id}, partners[:2]),
            ({"state_id": state.id}, partners[1:4]),
            ({"country_id": state.country_id.id}, partners[1:4]),
            ({"user_id": self.manager_user.id}, partners[2:5]),
            ({"team_id": team.id}, partners[2:5]),
            ({"team_id": team.id, "state_id": state.id}, partners[2:4]),
            (
                {"team_id": False},
                self.env["res.partner"].browse([row["partner_id"] for row in rows]),
            ),
        ):
            ranking = self._ranking(period="all", filters=filters)
            found = [row["partner_id"] for row in ranking["rows"]]
            self.assertEqual(sorted(found), sorted(expected.ids), filters)
        choices = self.profiles.with_user(self.manager_user).customer_filter_choices()
        self.assertIn(
            {"id": group.id, "name": "Wholesale"}, choices["customer_group_id"]
        )
        self.assertIn(team.id, [choice["id"] for choice in choices["team_id"]])

    def test_clerk_learns_nothing_of_others(self):
        """I02: ranks, costs and choices are those of one's own and free customers."""
        rows = self._ranking(period="year")["rows"]
        group = self.env["customer.group"].create({"name": "Hidden"})
        hidden = self.env["res.partner"].browse(rows[0]["partner_id"])
        hidden.write({"user_id": self.manager_user.id, "customer_group_id": group.id})
        self.env.flush_all()
        for measure in ("revenue", "contribution"):
            ranking = self._ranking(user=self.user_user, measure=measure, period="year")
            self.assertNotIn(hidden.id, [r["partner_id"] for r in ranking["rows"]])
        first = self._ranking(user=self.user_user, period="year")["rows"][0]
        self.assertEqual((first["rank"], first["turnover_rank"]), (1, 1))
        choices = self.profiles.with_user(self.user_user).customer_filter_choices()
        self.assertNotIn(group.id, [c["id"] for c in choices["customer_group_id"]])
        with self.assertRaises(AccessError):
            self._ranking(user=self.warehouse_user)
        with self.assertRaises(AccessError):
            self.profiles.with_user(self.warehouse_user).customer_filter_choices()

    def test_what_is_no_period_or_filter(self):
        """F02: what is wrong is named, with the way out."""
        for options, message in (
            ({"period": "week"}, "Period: week is not known"),
            ({"date_from": "31.12."}, "From: 31.12. is no day"),
            ({"date_from": "2024-02-01", "date_to": "2024-01-01"}, "comes after"),
            ({"date_from": "0001-01-01"}, "is no day"),
            ({"filters": {"name": "x"}}, "cannot be filtered by name"),
            ({"filters": {"user_id": "1 OR 1=1"}}, "is no id"),
            ({"filters": "user_id"}, "Filters"),
            ({"measure": "turnover"}, "cannot be ranked by turnover"),
        ):
            with self.assertRaisesRegex(UserError, message):
                self._ranking(**options)
