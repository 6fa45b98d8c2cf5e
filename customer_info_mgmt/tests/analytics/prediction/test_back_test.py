from datetime import date, datetime, time, timedelta

import numpy as np

from odoo.tests import tagged

from ....models.analytics.prediction import fitting
from ....tools.purchase_model import WEEKS_PER_MONTH
from ...pure.purchase_data import simulate
from ..common import SalesCommon
from .common import ORDERS, WORTH

TODAY = date(2024, 6, 30)
BEGIN = date(2024, 3, 30)
BEFORE = date(2023, 12, 30)
CUSTOMERS = 160


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestBackTest(SalesCommon):
    """F06, F07: fitted to what was known a quarter ago, compared with what came.

    The customers order by documents. What the test knew and what came is counted once
    more here, one order after the other.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Tested Trading"})
        cls.env.user.company_ids += cls.company
        cls.fits = cls.env["customer.prediction.fit"].sudo()
        cls.days = cls._days_of_orders()
        cls._create_orders()

    @classmethod
    def _days_of_orders(cls):
        """Days and amounts of each customer; the days of past and quarter in one."""
        draw = np.random.default_rng(8)
        data = simulate(CUSTOMERS, ORDERS, WORTH, 13, longest=110, seed=21)
        days = []
        for number in range(CUSTOMERS):
            past = int(data["T"][number] * 7)
            first = BEGIN - timedelta(days=past)
            last = int(data["t_x"][number] * 7)
            middle = draw.integers(0, last + 1, max(int(data["x"][number]) - 1, 0))
            after = draw.integers(1, 91, int(data["orders"][number]))
            offsets = [
                0,
                *middle,
                *([last] if data["x"][number] else []),
                *(past + after),
            ]
            days.append(
                [
                    (first + timedelta(days=int(day)), round(draw.uniform(20, 90), 2))
                    for day in offsets
                ]
            )
        return days

    @classmethod
    def _create_orders(cls):
        """One order through Odoo, the others as copies of its row."""
        partners = cls.env["res.partner"].create(
            [{"name": f"Tested {number}"} for number in range(CUSTOMERS)]
        )
        cls.partners = partners
        pattern = cls._sell(partners[0], company=cls.company)
        cls.env.flush_all()
        cls.env.cr.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = "
            "'sale_order' AND column_name NOT IN ('id', 'partner_id', 'date_order', "
            "'amount_untaxed', 'margin', 'access_token')"
        )
        names = ", ".join(name for (name,) in cls.env.cr.fetchall())
        cls.env.cr.execute_values(
            f"""INSERT INTO sale_order
                    (partner_id, date_order, amount_untaxed, margin, {names})
                SELECT news.partner_id, news.moment, news.amount, 1, {names}
                  FROM sale_order, (VALUES %s) AS news (partner_id, moment, amount)
                 WHERE sale_order.id = {pattern.id}""",
            [
                (partner.id, datetime.combine(day, time(12)), amount)
                for partner, days in zip(partners, cls.days, strict=True)
                for day, amount in days
            ],
        )
        cls.env.cr.execute("DELETE FROM sale_order WHERE id = %s", [pattern.id])
        cls.env.invalidate_all()

    def setUp(self):
        super().setUp()
        self.patch(type(self.profiles), "_today", lambda profiles: TODAY)

    def _known(self, until):
        """Days and revenue of each customer up to a day, by hand."""
        known = []
        for days in self.days:
            past = [(day, amount) for day, amount in days if day <= until]
            known.append((sorted({day for day, _amount in past}), past))
        return known

    def _expected(self):
        """What the test should have known and what came, from the orders alone."""
        rows = []
        for (then, money), (now, all_money), (before, old_money) in zip(
            self._known(BEGIN), self._known(TODAY), self._known(BEFORE), strict=True
        ):
            first = sum(amount for day, amount in money if day == then[0])
            spent = sum(amount for _day, amount in money)
            rows.append(
                {
                    "x": len(then) - 1,
                    "t_x": (then[-1] - then[0]).days,
                    "total_time": (BEGIN - then[0]).days,
                    "mean": (spent - first) / max(len(then) - 1, 1),
                    "orders": len(now) - len(then),
                    "money": sum(amount for _day, amount in all_money) - spent,
                    "last_orders": len(then) - len(before),
                    "last_money": spent - sum(amount for _d, amount in old_money),
                }
            )
        return {name: np.array([float(r[name]) for r in rows]) for name in rows[0]}

    def _fit(self, day=TODAY):
        self.profiles.sudo().refresh(TODAY)
        return self.fits._fit(self.company, day)

    def test_against_the_orders_themselves(self):
        """F06: totals and errors of model and naive rules, recomputed by hand."""
        fit = self._fit()
        self.assertEqual((fit.state, fit.test_date), ("ok", BEGIN))
        expected = self._expected()
        self.assertEqual(fit.test_customers, CUSTOMERS)
        self.assertEqual(fit.test_actual_orders, expected["orders"].sum())
        self.assertAlmostEqual(fit.test_actual_value, expected["money"].sum(), places=1)
        self.assertEqual(fit.test_last_orders, expected["last_orders"].sum())
        self.assertAlmostEqual(
            fit.test_last_value, expected["last_money"].sum(), places=1
        )
        off = np.abs(expected["last_orders"] - expected["orders"]).mean()
        self.assertAlmostEqual(fit.test_last_mae, off, places=3)
        pace = expected["x"] / np.maximum(expected["total_time"], 1e-9)
        pace = np.where(expected["total_time"] > 0, pace, 0) * (TODAY - BEGIN).days
        self.assertAlmostEqual(fit.test_pace_orders, pace.sum(), places=0)
        off = np.abs(pace - expected["orders"]).mean()
        self.assertAlmostEqual(fit.test_pace_mae, off, places=3)
        self._assert_model(fit, expected)

    def _assert_model(self, fit, expected):
        fitted = fitting.fit(expected)
        found = fitted.orders.expected_orders(
            *fitting.weeks(expected), (TODAY - BEGIN).days / 7
        )
        self.assertAlmostEqual(fit.test_model_orders, found.sum(), places=0)
        off = np.abs(found - expected["orders"]).mean()
        self.assertAlmostEqual(fit.test_model_mae, off, places=2)
        for group in fit.calibration:
            same = np.minimum(expected["x"], 7) == group["x"]
            self.assertEqual(group["customers"], same.sum())
            self.assertAlmostEqual(group["actual"], expected["orders"][same].mean())

    def test_knows_nothing_of_what_came(self):
        """F06: the test predicts the same without the orders it is tested by.

        Only their totals differ.
        """
        fit = self._fit()
        before = (fit.test_model_orders, fit.test_model_value)
        self.env.cr.execute(
            "DELETE FROM sale_order WHERE company_id = %s AND date_order > %s",
            [self.company.id, datetime.combine(BEGIN, time.max)],
        )
        self.env.invalidate_all()
        self.profiles.sudo().refresh(TODAY)
        again = self.fits._fit(self.company, TODAY)
        self.assertEqual(again.test_actual_orders, 0)
        self.assertEqual((again.test_model_orders, again.test_model_value), before)

    def test_as_of_a_past_day(self):
        """L12: a fit as of a day in the past takes the figures of that day."""
        self._fit()
        fit = self.fits._fit(self.company, BEGIN)
        expected = self._expected()
        direct = fitting.fit(expected).values
        self.assertEqual(fit.customer_count, CUSTOMERS)
        self.assertAlmostEqual(fit.log_likelihood, direct["log_likelihood"], places=2)

    def test_words(self):
        """L13: what came, how wrong it was, in words and figures."""
        fit = self._fit()
        for words in ("Tested on the quarter after", "Per customer it was off by",
                      "of the customers brought what the range"):  # fmt: skip
            self.assertIn(words, fit.summary)
        self.assertIn(f"{fit.test_actual_orders:.0f} came", fit.summary)
        self.assertGreater(fit.test_coverage, 0.85)

    def test_refresh_predicts_as_of_its_day(self):
        """F06: a refresh as of a past day predicts from the figures of that day."""
        self._fit()
        self.profiles.sudo().refresh(BEGIN)
        fit = self.fits._in_use(self.company, BEGIN)
        orders, _worth = fit._models()
        expected = self._expected()
        found = orders.expected_orders(*fitting.weeks(expected), 12 * WEEKS_PER_MONTH)
        for partner, value in zip(self.partners, found, strict=True):
            profile = self._profile(partner)
            self.assertAlmostEqual(profile.expected_orders_12m, value, places=3)
        self.assertEqual(self.profiles.sudo().refresh(BEGIN), 0)
