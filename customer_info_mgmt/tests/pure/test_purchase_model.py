import numpy as np
from scipy.special import hyp2f1

from odoo.tests import BaseCase, tagged

from ...tools.purchase_backtest import calibration, coverage, errors, steady_pace
from ...tools.purchase_model import (
    YEAR,
    fit_orders,
    monthly_rate,
    predict,
)
from ...tools.purchase_orders import BG_NBD, MBG_NBD, OrderData, OrderModel, grouped
from ...tools.purchase_value import ValueData, ValueModel
from .purchase_data import simulate

VALUES = np.array([0.6, 8.0, 0.5, 3.0])
WORTH = np.array([6.0, 3.7, 15.0])


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestPurchaseModel(BaseCase):
    """F06: the purchase models on simulated customers and at the edges."""

    def _assert_within_errors(self, estimate, truth, times=4):
        """The truth lies within some standard errors, and these are not vast."""
        distance = np.abs(estimate.values - truth) / estimate.errors
        self.assertLess(distance.max(), times)
        self.assertLess((estimate.errors / truth).max(), 0.2)

    def _columns(self, data):
        return [data[name] for name in ("x", "t_x", "T")]

    def test_known_parameters_are_found(self):
        """F06: both kinds and the value of orders, within their standard errors."""
        for kind in (BG_NBD, MBG_NBD):
            data = simulate(20_000, VALUES, WORTH, YEAR, kind)
            model = OrderModel.fit(*self._columns(data), kind=kind)
            worth = ValueModel.fit(data["x"], data["mean"])
            with self.subTest(kind):
                self.assertTrue(model.estimate.converged)
                self._assert_within_errors(model.estimate, VALUES)
                self._assert_within_errors(worth.estimate, WORTH)
                self.assertEqual(fit_orders(*self._columns(data))[0].kind, kind)

    def test_predictions_come_true(self):
        """F06: totals, each number of past orders, and the 95 % range."""
        for kind in (BG_NBD, MBG_NBD):
            data = simulate(40_000, VALUES, WORTH, YEAR, kind)
            model = OrderModel(kind, VALUES)
            worth = ValueModel(WORTH)
            found = predict(model, worth, *self._columns(data), data["mean"])
            with self.subTest(kind):
                self.assertLess(abs(errors(found.orders, data["orders"])["bias"]), 0.02)
                self.assertLess(abs(errors(found.value, data["money"])["bias"]), 0.03)
                for group in calibration(data["x"], found.orders, data["orders"]):
                    if group["customers"] > 2000:
                        ratio = group["predicted"] / group["actual"]
                        self.assertLess(abs(ratio - 1), 0.08)
                self.assertGreater(
                    coverage(found.low, found.high, data["money"]), 0.965
                )
                self.assertLess(coverage(found.low, found.high, data["money"]), 0.99)

    def test_variance_of_orders(self):
        """The second moment, against simulated customers of one kind of past."""
        data = simulate(200_000, VALUES, WORTH, YEAR, seed=5)
        some = (data["x"] == 2) & (data["T"] > 60) & (data["T"] < 90)
        x, t_x, T = (column[some] for column in self._columns(data))
        model = OrderModel(BG_NBD, VALUES)
        pairs = model.p_alive(x, t_x, T) * model.pairs_while_active(x, T, [YEAR])[0]
        orders = data["orders"][some]
        happened = (orders * (orders - 1)).mean()
        self.assertLess(abs(pairs.mean() / happened - 1), 0.1)

    def test_delta_errors_cover_the_truth(self):
        """F06: 95 % of the expectations lie within 1.96 errors of the true ones."""
        truth = OrderModel(BG_NBD, VALUES)
        covered = []
        for seed in range(30):
            data = simulate(1500, VALUES, WORTH, YEAR, seed=100 + seed)
            columns = self._columns(data)
            model = OrderModel.fit(*columns)
            worth = ValueModel.fit(data["x"], data["mean"])
            found = predict(model, worth, *columns, data["mean"])
            true = predict(truth, ValueModel(WORTH), *columns, data["mean"])
            off = np.abs(found.orders - true.orders) / found.orders_error
            covered.append([(off < 1.96).mean()])
            off = np.abs(found.value - true.value) / found.value_error
            covered[-1].append((off < 1.96).mean())
        for share in np.mean(covered, axis=0):
            self.assertGreater(share, 0.88)
            self.assertLess(share, 0.995)

    def test_expected_orders_in_closed_form(self):
        """Equation 10 of Fader, Hardie, Lee with its 2F1, where that is safe."""
        x = np.array([0, 1, 2, 5, 20, 60.0])
        T = np.array([3, 40, 80, 150, 150, 150.0])
        for values in (VALUES, (0.24, 4.4, 0.79, 2.4), (2.0, 5.0, 3.0, 9.0)):
            r, alpha, a, b = values
            for horizon in (4.0, 39.0, 104.0):
                z = horizon / (alpha + T + horizon)
                closed = (a + b + x - 1) / (a - 1)
                closed = closed * (
                    1
                    - ((alpha + T) / (alpha + T + horizon)) ** (r + x)
                    * hyp2f1(r + x, b + x, a + b + x - 1, z)
                )
                found = OrderModel(BG_NBD, np.array(values)).while_active(
                    x, T, [horizon]
                )[0]
                np.testing.assert_allclose(found, closed, rtol=1e-7)

    def test_slopes_are_the_derivatives(self):
        data = simulate(500, VALUES, WORTH, YEAR)
        orders = [
            OrderData(*grouped(*self._columns(data))[:4], first) for first in (0, 1)
        ]
        bought = data["x"] > 0
        worth = ValueData(data["x"][bought], data["mean"][bought])
        for problem, values in (
            (orders[0], VALUES),
            (orders[1], VALUES),
            (worth, WORTH),
        ):
            _value, slope = problem.slope(values)
            for position in range(len(values)):
                step = np.ones(len(values))
                step[position] = np.exp(1e-5)
                above, below = (
                    problem.slope(values * step),
                    problem.slope(values / step),
                )
                found = (above[0] - below[0]) / 2e-5
                self.assertAlmostEqual(slope[position] / found, 1, delta=1e-5)

    def test_weights_stand_for_customers(self):
        data = simulate(2000, VALUES, WORTH, YEAR)
        columns = [np.floor(column) for column in self._columns(data)]
        columns[2] = np.maximum(columns[1], columns[2])
        x, t_x, T, weight, inverse = grouped(*columns)
        self.assertLess(len(x), 2000)
        self.assertEqual(weight.sum(), 2000)
        np.testing.assert_array_equal(T[inverse], columns[2])
        one = OrderModel.fit(*columns)
        two = OrderModel.fit(x, t_x, T, weight)
        np.testing.assert_allclose(one.values, two.values, rtol=1e-6)

    def test_discount(self):
        self.assertAlmostEqual((1 + monthly_rate(10)) ** 12, 1.1)
        model, worth = OrderModel(BG_NBD, VALUES), ValueModel(WORTH)
        known = [np.array([value]) for value in (3.0, 50.0, 60.0, 20.0)]
        plain = predict(model, worth, *known)
        less = predict(model, worth, *known, discount=monthly_rate(10))
        self.assertEqual(plain.orders, less.orders)
        self.assertLess(less.value / plain.value, 0.96)
        self.assertGreater(less.value / plain.value, 0.93)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestPurchaseModelEdges(BaseCase):
    """F06: whatever customers do, finite figures, and an honest word on the fit."""

    def _assert_sound(self, model, worth, *known):
        known = [np.array(column, dtype=float) for column in known]
        found = predict(model, worth, *known, discount=0.01, mean_value=10)
        for name in ("p_alive", "orders", "value", "low", "high", "orders_error"):
            column = getattr(found, name)
            self.assertTrue(np.isfinite(column).all(), name)
            self.assertTrue((column >= 0).all(), name)
        self.assertTrue((found.p_alive <= 1).all())
        self.assertTrue((found.low <= found.value + 1e-9).all())
        self.assertTrue((found.high >= found.value).all())
        return found

    def test_only_one_time_buyers(self):
        T = np.linspace(1, 100, 200)
        nothing = np.zeros(200)
        for model in fit_orders(nothing, nothing, T):
            self.assertFalse(model.estimate.converged)
            self.assertTrue(np.isfinite(model.estimate.log_likelihood))
            self._assert_sound(model, None, nothing, nothing, T, nothing)
        with self.assertRaises(ValueError):
            ValueModel.fit(nothing, nothing)

    def test_one_customer(self):
        for model in fit_orders([3], [20], [30]):
            self.assertFalse(model.estimate.converged)
            self._assert_sound(model, None, [3], [20], [30], [99.0])

    def test_nobody_and_nonsense_are_refused(self):
        for columns in (([], [], []), ([1], [9], [5]), ([-1], [0], [5])):
            with self.assertRaises(ValueError):
                OrderModel.fit(*columns)

    def test_extreme_customers(self):
        """Orders every day for 30 years, none for 300 years, the day of the order."""
        model, worth = OrderModel(BG_NBD, VALUES), ValueModel(WORTH)
        known = (
            [0, 0, 10_950, 10_950, 1, 500],
            [0, 0, 1560, 1, 0.14, 3],
            [0, 15_600, 1565, 15_600, 0.14, 3],
            [0, 0, 1e9, 1e-4, -50, 0],
        )
        for kind in (BG_NBD, MBG_NBD):
            for values in (VALUES, (1e-4, 1e7, 1e-4, 1e5), (1e4, 1e-5, 1e5, 1e-4)):
                model = OrderModel(kind, np.array(values))
                self._assert_sound(model, worth, *known)
        found = self._assert_sound(OrderModel(BG_NBD, VALUES), worth, *known)
        self.assertEqual(found.p_alive[0], 1)
        self.assertLess(found.p_alive[3], 1e-100)

    def test_modified_model_doubts_one_time_buyers(self):
        """In BG/NBD who bought once never leaves; MBG/NBD lets it fade."""
        known = [np.zeros(3), np.zeros(3), np.array([1.0, 50, 500])]
        np.testing.assert_array_equal(OrderModel(BG_NBD, VALUES).p_alive(*known), 1)
        faded = OrderModel(MBG_NBD, VALUES).p_alive(*known)
        self.assertTrue((np.diff(faded) < 0).all())

    def test_value_that_is_zero_or_negative(self):
        x = np.array([1, 2, 3, 4.0] * 30)
        mean = np.tile([10, 0, -5, 20.0], 30)
        worth = ValueModel.fit(x, mean)
        self.assertEqual(worth.estimate.values.shape, (3,))
        value = worth.expected_value(x, mean)
        self.assertTrue((value > 0).all())
        np.testing.assert_allclose(value[2], worth.expected_value(3, 0))

    def test_all_orders_are_worth_the_same(self):
        worth = ValueModel.fit(np.arange(1, 50), np.full(49, 25.0))
        self.assertFalse(worth.estimate.converged)
        self.assertAlmostEqual(float(worth.expected_value(3, 25)), 25, delta=0.5)

    def test_nobody_ever_leaves(self):
        """Without a sign of leaving a and b mean nothing; the rest is fitted all right.

        ``lifetimes`` gives up on such data.
        """
        draw = np.random.default_rng(2)
        T = draw.uniform(10, 150, 20_000)
        x = draw.poisson(draw.gamma(0.5, 1 / 8, 20_000) * T)
        t_x = np.where(x > 0, T * draw.random(20_000) ** (1 / np.maximum(x, 1)), 0)
        best = fit_orders(x, t_x, T)[0]
        self.assertTrue(best.estimate.flat)
        self.assertIn(2, best.estimate.at_bound)
        np.testing.assert_allclose(best.values[:2], (0.5, 8), rtol=0.05)
        self.assertGreater(best.p_alive(x, t_x, T).min(), 0.9)
        self._assert_sound(best, None, x[:50], t_x[:50], T[:50], np.full(50, 20.0))

    def test_any_currency(self):
        """Millions of a small coin or fractions of a large one: the same model."""
        data = simulate(3000, VALUES, WORTH, YEAR)
        models = [
            ValueModel.fit(data["x"], data["mean"] * unit) for unit in (1e-3, 1, 1e6)
        ]
        for model, unit in zip(models, (1e-3, 1, 1e6), strict=True):
            np.testing.assert_allclose(
                model.values, models[1].values * (1, 1, unit), rtol=1e-4
            )

    def test_steady_pace_and_errors(self):
        np.testing.assert_array_equal(steady_pace([0, 4], [0, 8], 13), [0, 6.5])
        found = errors(np.array([1.0, 3.0]), np.array([2.0, 3.0]))
        self.assertEqual((found["total"], found["mae"]), (4, 0.5))
        self.assertAlmostEqual(found["bias"], -0.2)
        self.assertIsNone(errors(np.array([1.0]), np.array([0.0]))["bias"])

    def test_calibration_puts_busy_customers_together(self):
        found = calibration([0, 0, 7, 90], [1, 3, 4, 6], [1, 1, 5, 7])
        self.assertEqual([group["x"] for group in found], [0, 7])
        self.assertEqual(found[0]["predicted"], 2)
        self.assertEqual(found[1]["actual"], 6)
