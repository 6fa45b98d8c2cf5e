from datetime import date
from unittest.mock import patch

import pandas as pd

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import GeneratedSales
from ..oracle import Oracle

TODAY = date(2024, 3, 31)
YEAR = {"date_from": "2023-04-01", "date_to": "2024-03-31"}
PAST = {"date_from": "2022-04-01", "date_to": "2023-03-31"}


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestComparison(GeneratedSales):
    """F15, P31: period against period, selection against selection, and why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profiles.refresh(as_of=TODAY)
        (cls.manager_user | cls.user_user).write(
            {"company_ids": [(6, 0, cls.companies.ids)], "company_id": cls.company.id}
        )
        cls.group = cls.env["customer.group"].create({"name": "Wholesale"})
        for number, customer in enumerate(cls.customers.commercial_partner_id):
            if number % 2:
                customer.customer_group_id = cls.group
        cls.env.flush_all()
        cls.documents = cls._read_documents()

    @classmethod
    def _read_documents(cls):
        """Orders and returns as a table, from the documents."""
        oracle = Oracle(cls.env, TODAY)
        oracle.figures()
        rows = [
            (*key, pd.Timestamp(day), float(amount), float(margin), 1, 0.0)
            for key, orders in oracle.orders.items()
            for day, amount, margin in orders
        ] + [
            (*key, pd.Timestamp(day), -float(amount), -float(margin), 0, float(amount))
            for key, returns in oracle.returns.items()
            for day, amount, margin in returns
        ]
        names = "partner company day revenue margin orders returns".split()
        frame = pd.DataFrame(rows, columns=names)
        groups = {p.id: p.customer_group_id.id for p in cls.customers}
        groups |= {
            p.id: p.customer_group_id.id for p in cls.customers.commercial_partner_id
        }
        frame["group"] = frame["partner"].map(groups).fillna(0).astype(int)
        return frame

    def _compare(self, user=None, company=None, **options):
        profiles = self.profiles.with_user(user or self.manager_user)
        with patch.object(type(self.profiles), "_ranking_today", lambda _self: TODAY):
            return profiles.with_company(company or self.company).customer_comparison(
                limit=1000, **options
            )

    def _within(self, side, company=None):
        frame = self.documents
        days = frame["day"].between(side["date_from"], side["date_to"])
        return frame[days & (frame["company"] == (company or self.company).id)]

    def test_periods_by_customer_equal_recomputation(self):
        """F15: totals, growth, each customer's part; four measures, two companies."""
        for company in self.companies:
            for measure in ("revenue", "margin", "orders", "returns"):
                with self.subTest(company=company.name, measure=measure):
                    result = self._compare(
                        company=company, measure=measure, side_a=PAST, side_b=YEAR
                    )
                    a = self._within(PAST, company).groupby("partner")[measure].sum()
                    b = self._within(YEAR, company).groupby("partner")[measure].sum()
                    both = pd.concat([a, b], axis=1, keys=["a", "b"]).fillna(0)
                    both = both[(both["a"].abs() > 0.005) | (both["b"].abs() > 0.005)]
                    self.assertGreater(len(both), 1)
                    # Each month end is rounded to what the currency knows.
                    cent = 0.02 if company.currency_id.decimal_places else 1.1
                    self.assertEqual(
                        {row["id"] for row in result["rows"]}, set(both.index)
                    )
                    for row in result["rows"]:
                        expected = both.loc[row["id"]]
                        self.assertAlmostEqual(row["a"], expected["a"], delta=cent)
                        self.assertAlmostEqual(row["b"], expected["b"], delta=cent)
                    self.assertAlmostEqual(
                        result["a"]["total"], a.sum(), delta=15 * cent
                    )
                    self.assertAlmostEqual(
                        result["b"]["total"], b.sum(), delta=15 * cent
                    )
                    growth = (b.sum() - a.sum()) / a.sum() if a.sum() > 0 else None
                    if growth is None:
                        self.assertIsNone(result["growth"])
                    else:
                        self.assertAlmostEqual(result["growth"], growth, places=2)
                    effects = [abs(row["effect"]) for row in result["rows"]]
                    self.assertEqual(effects, sorted(effects, reverse=True))
                    self.assertEqual(
                        result["explained_by"], self._explained(both["b"] - both["a"])
                    )

    @staticmethod
    def _explained(effects):
        """How many of the largest that pull the same way make 80 % of the change."""
        whole = effects.sum()
        pulling = effects[effects * whole > 0].abs().sort_values(ascending=False)
        before = pulling.cumsum() - pulling
        return int((before < 0.8 * abs(whole)).sum())

    def test_group_against_group(self):
        """F15, C09: one selection beside another in the same period."""
        result = self._compare(
            side_a={**YEAR, "filters": {"customer_group_id": self.group.id}},
            side_b={**YEAR, "filters": {}},
            by="customer_group",
        )
        frame = self._within(YEAR)
        group = frame[frame["group"] == self.group.id]["revenue"].sum()
        self.assertAlmostEqual(result["a"]["total"], group, delta=0.2)
        self.assertAlmostEqual(result["b"]["total"], frame["revenue"].sum(), delta=0.2)
        rows = {row["id"]: row for row in result["rows"]}
        self.assertEqual(rows[self.group.id]["name"], "Wholesale")
        self.assertAlmostEqual(rows[self.group.id]["effect"], 0, delta=0.01)
        others = frame[frame["group"] != self.group.id]["revenue"].sum()
        self.assertAlmostEqual(rows[0]["effect"], others, delta=0.2)

    def test_by_product_equals_the_lines(self):
        """F15: which products explain it, from the lines of orders and returns."""
        result = self._compare(side_a=PAST, side_b=YEAR, by="product")
        report = self.env["customer.contribution.report"].search(
            [("company_id", "=", self.company.id)]
        )
        expected = {}
        for row in report:
            day = row.date.date().isoformat()
            for name, side in (("a", PAST), ("b", YEAR)):
                if side["date_from"] <= day <= side["date_to"]:
                    sums = expected.setdefault(row.product_id.id, {"a": 0, "b": 0})
                    sums[name] += row.revenue
        self.assertEqual({row["id"] for row in result["rows"]}, set(expected))
        for row in result["rows"]:
            self.assertAlmostEqual(row["a"], expected[row["id"]]["a"], delta=0.01)
            self.assertAlmostEqual(row["b"], expected[row["id"]]["b"], delta=0.01)
        by_customer = self._compare(side_a=PAST, side_b=YEAR)
        self.assertAlmostEqual(
            result["difference"], by_customer["difference"], delta=0.5
        )
        self.assertEqual(
            self._compare(side_a=PAST, side_b=YEAR, by="category")["key"], "categ_id"
        )

    def test_list_behind_a_number_has_that_sum(self):
        """P31b: what opens behind a number adds up to it."""
        result = self._compare(side_a=PAST, side_b=YEAR)
        report = self.env["customer.contribution.report"].with_user(self.manager_user)
        for side in ("a", "b"):
            rows = report.search(result[side]["domain"])
            self.assertAlmostEqual(
                sum(rows.mapped("revenue")), result[side]["total"], delta=0.3
            )
            first = result["rows"][0]
            mine = report.search(
                [*result[side]["domain"], (result["key"], "=", first["id"])]
            )
            self.assertAlmostEqual(sum(mine.mapped("revenue")), first[side], delta=0.1)

    def test_rising_and_falling(self):
        """P31: who buys more than before, and who less."""
        everybody = self._compare(side_a=PAST, side_b=YEAR)
        for direction, sign in (("rising", 1), ("falling", -1)):
            result = self._compare(side_a=PAST, side_b=YEAR, direction=direction)
            expected = [r["id"] for r in everybody["rows"] if sign * r["effect"] > 0]
            self.assertEqual([row["id"] for row in result["rows"]], expected)
            self.assertEqual(result["count"], len(expected))
            self.assertEqual(result["a"]["total"], everybody["a"]["total"])

    def test_months_stand_beside_each_other(self):
        """F15: the first month of one side beside the first of the other."""
        months = self._compare(side_a=PAST, side_b=YEAR)["months"]
        self.assertEqual(len(months), 12)
        self.assertEqual(
            (months[0]["month_a"], months[0]["month_b"]), ("2022-04-01", "2023-04-01")
        )
        by_month = self._within(YEAR).set_index("day")["revenue"].resample("MS").sum()
        for month in months:
            expected = by_month.get(pd.Timestamp(month["month_b"]), 0)
            self.assertAlmostEqual(month["b"], expected, delta=0.05)

    def test_defaults_and_contribution(self):
        """F15, L15: 12 months beside the 12 before; contribution without costs."""
        result = self._compare(measure="contribution")
        self.assertEqual(
            (result["a"]["first"], result["b"]["last"]), ("2022-04-01", "2024-03-31")
        )
        margin = self._compare(measure="margin")
        self.assertAlmostEqual(result["difference"], margin["difference"], delta=0.01)
        self.assertEqual(result["months"], [])
        whole = self._compare(side_a={"period": "all"}, side_b={"period": "all"})
        self.assertEqual(whole["difference"], 0)

    def test_rights_and_wrong_arguments(self):
        """I02: a clerk compares own and free customers; what is wrong is named."""
        rows = self._compare(side_a=PAST, side_b=YEAR)["rows"]
        hidden = self.env["res.partner"].browse(rows[0]["id"])
        hidden.user_id = self.manager_user
        self.env.flush_all()
        for by in ("customer", "product"):
            mine = self._compare(self.user_user, side_a=PAST, side_b=YEAR, by=by)
            whole = self._compare(side_a=PAST, side_b=YEAR, by=by)
            self.assertLess(
                abs(mine["a"]["total"]) + abs(mine["b"]["total"]),
                abs(whole["a"]["total"]) + abs(whole["b"]["total"]),
            )
        mine = self._compare(self.user_user, side_a=PAST, side_b=YEAR)
        self.assertNotIn(hidden.id, [row["id"] for row in mine["rows"]])
        with self.assertRaises(AccessError):
            self._compare(self.warehouse_user)
        for options, message in (
            ({"by": "name"}, "By: name is not known"),
            ({"by": "product", "measure": "orders"}, "By product there is revenue"),
            ({"direction": "up"}, "Direction: up"),
            ({"side_a": ["x"]}, "side_a"),
            ({"side_b": {"since": 1}}, "side_b"),
            ({"side_b": {"filters": {"x": 1}}}, "cannot be filtered by x"),
            ({"side_b": {"period": "all"}}, "nothing before all time"),
            ({"measure": "x"}, "cannot be ranked by x"),
        ):
            with self.assertRaisesRegex(UserError, message):
                self._compare(**options)
