import math
from unittest.mock import patch

import numpy as np

from odoo.tests import BaseCase, tagged

from ...tools import forecast as subject


def _wave(months, season=(0, 5, 10, 5, 0, -5, -10, -5, 0, 3, 6, -9), level=100):
    return [level + season[month % 12] for month in range(months)]


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestForecast(BaseCase):
    """F07: the forecast of a monthly series and how far it was off before."""

    def test_seasonal_naive_repeats_the_year_before(self):
        """F07: month by month, across the end of the season."""
        values = list(range(24))
        self.assertEqual(
            subject.seasonal_naive(values, 14).tolist(), [*range(12, 24), 12, 13]
        )

    def test_smoothing_of_a_constant_is_the_constant(self):
        for months in (6, 20, 40):
            expected = subject.smoothing([42.0] * months, 6)
            self.assertTrue(np.allclose(expected, 42))

    def test_smoothing_learns_the_season(self):
        """F07: a pure season goes on as it was."""
        self.assertTrue(
            np.allclose(subject.smoothing(_wave(36), 12), _wave(48)[36:], atol=1e-6)
        )

    def test_smoothing_by_hand(self):
        """Level and damped trend of three months, worked out by hand for one set."""
        values = [10.0, 12.0, 11.0]
        alpha, beta, phi = 0.5, 0.2, 0.85
        level, trend = 11.0, 0.0
        for value in values:
            base = level + phi * trend
            new = alpha * value + (1 - alpha) * base
            trend = beta * (new - level) + (1 - beta) * phi * trend
            level = new
        expected = level + trend * (phi + phi**2)
        one = np.array([[alpha, beta, phi]])
        with patch.object(subject, "_STEPS", one):
            self.assertAlmostEqual(subject.smoothing(values, 2)[1], expected)

    def test_trend_is_followed_but_damped(self):
        """F07: growth goes on, less and less of it."""
        values = [100 + 5 * month for month in range(23)]
        steps = np.diff(subject.smoothing(values, 6))
        self.assertTrue((steps > 0).all() and (np.diff(steps) < 0).all())

    def test_the_nearer_way_wins(self):
        """F07: last year is best of a stable season, not of a level that moved."""
        noise = np.random.default_rng(7).normal(0, 1, 48)
        level = np.repeat([100.0, 300.0], [40, 8]) + noise
        self.assertEqual(subject.forecast(level, 3).method, subject.SMOOTHING)
        wave = np.array(_wave(48, level=200)) * 1.0
        found = subject.forecast(wave, 3)
        self.assertEqual(found.method, subject.SEASONAL_NAIVE)
        self.assertTrue(np.allclose(found.values, _wave(51, level=200)[48:]))

    def test_back_test_looks_at_nothing_later(self):
        """F07: what comes after an origin does not change its forecast."""
        values = np.random.default_rng(1).normal(100, 20, 40)
        changed = values.copy()
        changed[-1] = 1e6
        for name, errors in subject.back_test(values, 3).items():
            other = subject.back_test(changed, 3)[name]
            self.assertTrue(np.array_equal(errors[:-3], other[:-3]))
            self.assertEqual(errors.shape, (subject.ORIGINS, 3))
            self.assertTrue(
                np.isnan(errors[-1, 1:]).all() and not np.isnan(errors[-1, 0])
            )

    def test_errors_as_worked_out_by_hand(self):
        """F07: MAPE and MASE of the way that was chosen, from its own definition."""
        rng = np.random.default_rng(3)
        values = np.array(_wave(30)) + rng.normal(0, 4, 30)
        found = subject.forecast(values, 2)
        way = {"seasonal_naive": subject.seasonal_naive, "smoothing": subject.smoothing}
        absolute, shares = [], []
        for origin in range(18, 30):
            expected = way[found.method](values[:origin], 2)
            for ahead in range(2):
                if origin + ahead < 30:
                    error = abs(values[origin + ahead] - expected[ahead])
                    absolute.append(error)
                    shares.append(error / values[origin + ahead])
        scale = np.mean(np.abs(values[12:] - values[:-12]))
        self.assertAlmostEqual(found.mape, np.mean(shares))
        self.assertAlmostEqual(found.mase, np.mean(absolute) / scale)
        self.assertEqual([found.tested, len(absolute)], [23, 23])

    def test_band_holds_four_of_five(self):
        """F07: the next month lies in the band about as often as said."""
        rng = np.random.default_rng(11)
        hits, tries = 0, 150
        for _series in range(tries):
            values = rng.normal(100, 10, 37)
            found = subject.forecast(values[:36], 1)
            hits += found.low[0] <= values[36] <= found.high[0]
        self.assertTrue(0.70 <= hits / tries <= 0.90, hits)

    def test_too_little_is_said(self):
        """F07: no forecast from a few months, nor from months with next to nothing."""
        self.assertIsNone(subject.forecast([5.0] * (subject.MIN_MONTHS - 1), 3))
        self.assertIsNone(subject.forecast([0.0] * 20 + [3.0, 2.0, 1.0], 3))
        self.assertIsNotNone(subject.forecast([5.0] * subject.MIN_MONTHS, 3))

    def test_nothing_below_zero_and_no_number_that_is_none(self):
        """F07: a series that dies out is forecast as nothing, with finite errors."""
        values = [100.0, 80, 60, 40, 20, 10, 5, 2, 0, 0, 0, 0, 0, 0]
        found = subject.forecast(values, 6)
        self.assertTrue(all(value >= 0 for value in (*found.values, *found.low)))
        self.assertTrue(
            all(map(math.isfinite, (*found.values, *found.high, found.mase)))
        )

    def test_months_without_sales_have_no_percentage(self):
        found = subject.forecast([4.0, 4, 4, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 1)
        self.assertIsNone(found.mape)
