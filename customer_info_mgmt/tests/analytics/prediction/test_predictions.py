from datetime import timedelta

import numpy as np
from lifetimes import BetaGeoFitter, GammaGammaFitter, ModifiedBetaGeoFitter

from odoo.tests import tagged

from .common import ORDERS, TODAY, PredictionCommon

FIGURES = ("p_alive", "expected_orders_12m", "clv_predicted", "clv_low", "clv_high")


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestPredictions(PredictionCommon):
    """F06, F04: what is predicted of each customer, and how it gets there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows, cls.data = cls._create_past(400)

    def test_as_lifetimes_with_the_same_parameters(self):
        """F06: p_alive, orders and value of 12 months, another implementation."""
        fit = self._fit()
        self.assertEqual(fit.state, "ok")
        self._predict()
        x, t_x, T, mean = self._past(self.rows)
        fitter = ModifiedBetaGeoFitter() if fit.kind == "mbg_nbd" else BetaGeoFitter()
        fitter.fit(x, t_x, T)
        for name in ("r", "alpha", "a", "b"):
            fitter.params_[name] = fit[f"order_{name}"]
        alive = np.ravel(fitter.conditional_probability_alive(x, t_x, T))
        np.testing.assert_allclose(self.rows.mapped("p_alive"), alive, atol=6e-5)
        orders = fitter.conditional_expected_number_of_purchases_up_to_time(
            365.25 / 7, x, t_x, T
        )
        expected = self.rows.mapped("expected_orders_12m")
        np.testing.assert_allclose(expected, orders, atol=6e-4)
        self._assert_value_as_lifetimes(fit, x, mean, orders)

    def _assert_value_as_lifetimes(self, fit, x, mean, orders):
        worth = GammaGammaFitter()
        worth.params_ = {name: fit[f"value_{name}"] for name in ("p", "q", "v")}
        value = worth.conditional_expected_average_profit(x, mean)
        predicted = np.array(self.rows.mapped("clv_predicted"))
        ratio = predicted / (np.asarray(orders) * np.asarray(value))
        # A year at 10 %: what comes is worth 3 to 7 % less.
        some = predicted > 5
        self.assertGreater(some.sum(), 100)
        self.assertGreater(ratio[some].min(), 0.93)
        self.assertLess(ratio[some].max(), 0.97)

    def test_what_happened_lies_in_the_range(self):
        """F06: the simulated 12 months after, together and one by one."""
        self._fit()
        self._predict()
        low, high, value = (
            np.array(self.rows.mapped(name))
            for name in ("clv_low", "clv_high", "clv_predicted")
        )
        money = self.data["money"]
        self.assertGreater(
            ((money >= low - 0.01) & (money <= high + 0.01)).mean(), 0.93
        )
        self.assertTrue((low <= value).all() and (value <= high).all())
        orders = sum(self.rows.mapped("expected_orders_12m"))
        self.assertLess(abs(orders / self.data["orders"].sum() - 1), 0.25)

    def test_historic_value_is_margin(self):
        self._fit()
        self._predict()
        self.assertEqual(self.rows.mapped("clv_historic"), self.rows.mapped("margin"))

    def test_second_run_writes_nothing(self):
        """F06: changed rows only; a month later they change, the same day not."""
        self._fit()
        self.assertGreaterEqual(self._predict(), 400)
        self.assertEqual(self._predict(), 0)
        self.assertGreater(self._predict(TODAY + timedelta(days=30)), 300)
        self._predict()
        self.assertEqual(self._predict(), 0)

    def test_some_customers_as_all(self):
        """F06: after news of some, a refresh of them and one of all agree."""
        self._fit()
        self._predict()
        some = self.rows[:7]
        some.write({"last_order_date": TODAY, "order_days": 9, "revenue": 900})
        self.assertEqual(self._predict(partners=some.partner_id), 7)
        rows = [[row[name] for name in FIGURES] for row in self.rows]
        self.assertEqual(self._predict(), 0)
        self.assertEqual(rows, [[row[name] for name in FIGURES] for row in self.rows])

    def test_as_of_a_day(self):
        """L12: the same figures, seen from later, make who is silent less likely."""
        self._fit()
        self._predict()
        active = self.rows.filtered(
            lambda row: row.order_days > 3 and row.p_alive > 0.5
        )
        self.assertTrue(active)
        before = active.mapped("p_alive")
        self._predict(TODAY + timedelta(days=400))
        later = active.mapped("p_alive")
        self.assertTrue(all(a > b for a, b in zip(before, later, strict=True)))

    def test_the_fit_up_to_the_day_counts(self):
        """F06: figures of a day do not know fits that came after it."""
        first = self._fit()
        second = self._fit()
        second.date = TODAY + timedelta(days=7)
        self.assertEqual(self.fits._in_use(self.company, TODAY), first)
        self.assertEqual(self.fits._in_use(self.company, second.date), second)
        long_ago = TODAY - timedelta(days=900)
        self.assertEqual(self.fits._in_use(self.company, long_ago), first)

    def test_no_orders_no_prediction(self):
        self._fit()
        self._predict()
        gone = self.rows[:3]
        gone.write({"order_days": 0, "margin": -5})
        self.assertEqual(self._predict(partners=gone.partner_id), 3)
        self.assertFalse(any(gone.mapped("prediction_basis")))
        self.assertEqual(sum(gone.mapped("clv_high")), 0)
        self.assertEqual(gone.mapped("clv_historic"), [-5, -5, -5])
        self.assertEqual(self._predict(partners=gone.partner_id), 0)

    def test_first_refresh_of_all_fits(self):
        self.assertFalse(self.fits._in_use(self.company, TODAY))
        self.assertEqual(self._predict(partners=self.rows[0].partner_id), 0)
        self._predict()
        self.assertEqual(self.fits._in_use(self.company, TODAY).customer_count, 400)
        self.assertEqual(self.rows[0].prediction_basis, "model")

    def test_customer_who_bought_and_gave_back(self):
        """F06: more came back than the repeated orders were worth: still a figure."""
        self.rows[:20].write({"revenue": -40, "order_days": 4})
        self._fit()
        self._predict()
        for row in self.rows[:20]:
            self.assertGreaterEqual(row.clv_predicted, 0)
            self.assertGreaterEqual(row.clv_high, row.clv_predicted)

    def test_discount_is_a_setting(self):
        self._fit()
        self._predict()
        before = sum(self.rows.mapped("clv_predicted"))
        settings = self.env["customer.settings"].create(
            {"customer_prediction_discount": 0}
        )
        settings.execute()
        self._predict()
        after = sum(self.rows.mapped("clv_predicted"))
        self.assertGreater(after / before, 1.03)
        self.assertLess(after / before, 1.07)

    def test_explained(self):
        """L13: one sentence for the chance, one for the value with its range."""
        self._fit()
        self._predict()
        row = self.rows.sorted("clv_predicted")[-1]
        self.assertIn("Still buying with a probability of", row.explanation)
        self.assertIn("in the next 12 months", row.explanation)
        self.assertIn(row._format_amount(row.clv_high), row.explanation)

    def test_on_the_partner(self):
        self._fit()
        self._predict()
        row = self.rows[5]
        partner = row.partner_id.with_company(self.company)
        for name in (*FIGURES, "clv_historic", "prediction_basis"):
            self.assertEqual(partner[f"customer_{name}"], row[name])

    def test_parameters_come_near_the_truth(self):
        fit = self._fit()
        for name, truth in zip(("r", "alpha", "a", "b"), ORDERS, strict=True):
            error = fit[f"order_{name}_error"]
            self.assertGreater(error, 0)
            self.assertLess(abs(fit[f"order_{name}"] - truth), 5 * error)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestTooLittle(PredictionCommon):
    """F06: a company with few customers gets words, not made-up figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows, _data = cls._create_past(12)

    def test_mean_of_the_company(self):
        fit = self._fit()
        self.assertEqual(fit.state, "too_little")
        self.assertIn("12 customers have ordered", fit.summary)
        self._predict()
        self.assertEqual(set(self.rows.mapped("prediction_basis")), {"mean"})
        x, _t_x, T, _mean = self._past(self.rows)
        pace = x.sum() / T.sum() * 365.25 / 7
        for row in self.rows:
            self.assertAlmostEqual(row.expected_orders_12m, pace, places=2)
            self.assertEqual(row.p_alive, 0)
            self.assertIn("like the average customer", row.explanation)
            self.assertNotIn("Still buying", row.explanation)
        self.assertEqual(self._predict(), 0)

    def test_one_customer(self):
        self.rows[1:].write({"order_days": 0})
        self.assertEqual(self._fit().state, "too_little")
        self._predict()
        self.assertEqual(self.rows[0].prediction_basis, "mean")

    def test_nobody(self):
        self.rows.write({"order_days": 0})
        fit = self._fit()
        self.assertEqual((fit.state, fit.customer_count), ("too_little", 0))
        self._predict()
        self.assertFalse(self.rows[0].prediction_basis)

    def test_one_time_buyers_only(self):
        rows, _data = self._create_past(60, seed=3)
        (rows | self.rows).write({"order_days": 1, "last_order_date": False})
        for row in rows | self.rows:
            row.last_order_date = row.first_order_date
        self.assertEqual(self._fit().state, "too_little")
        self._predict()
        self.assertEqual(rows[0].expected_orders_12m, 0)
