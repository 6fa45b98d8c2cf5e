"""Forecasts of a monthly series, each with the error that it would have had before.

Two ways are tried, and the one that was nearer in the past is taken:

- *seasonal naive*: a month brings what the same month of the year before brought;
- *exponential smoothing* with an additive level, a damped trend and, from two years on,
  additive seasons: C. C. Holt, "Forecasting seasonals and trends by exponentially
  weighted moving averages", ONR Memorandum 52, 1957; P. R. Winters, Management Science
  6(3), 1960; the damping after E. S. Gardner and E. McKenzie, Management Science
  31(10), 1985. The recursions are those of R. J. Hyndman and G. Athanasopoulos,
  "Forecasting: Principles and Practice", 3rd ed., 2021, sections 8.2 and 8.3.

How far a way was off is found by rolling the origin: at each of the last months it
forecasts the months after from what was known then (there, section 5.10). Errors are
told as MAPE and as MASE of R. J. Hyndman and A. B. Koehler, International Journal of
Forecasting 22(4), 2006: below 1 it beats the naive forecast of one step.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np

SEASON = 12
# Fewer months, or fewer of them with anything in it, allow no forecast.
MIN_MONTHS = 8
MIN_ACTIVE = 4
# Origins of the back-test; each needs this many months before it.
ORIGINS = 12
MIN_TRAINING = 6
# 80 % of a normal distribution lie within so many standard deviations.
BAND = 1.2816

SEASONAL_NAIVE = "seasonal_naive"
SMOOTHING = "smoothing"
_STEPS = np.array(
    list(product((0.05, 0.1, 0.2, 0.35, 0.5, 0.8), (0, 0.05, 0.2), (0.85, 0.95)))
)
_SEASON_STEPS = np.array(
    list(
        product(
            (0.05, 0.1, 0.2, 0.4, 0.7),
            (0, 0.05, 0.2),
            (0.85, 0.95),
            (0, 0.05, 0.2, 0.5),
        )
    )
)


@dataclass(frozen=True)
class Forecast:
    """What is expected of a series.

    :param method: ``seasonal_naive`` or ``smoothing``
    :param values: expected values of the next months
    :param low: lower borders of the band that 4 of 5 months fall into
    :param high: upper borders
    :param mape: mean absolute percentage error of the back-test, 0 to 1 and more, over
        months that brought something; ``None`` where none did
    :param mase: mean absolute scaled error of the back-test
    :param errors: mean absolute error of each way, by its name
    :param tested: how many forecasts the back-test compared
    """

    method: str
    values: list
    low: list
    high: list
    mape: float | None
    mase: float | None
    errors: dict
    tested: int


def seasonal_naive(values, horizon, season=SEASON):
    """Return the values of the same months one season before.

    :param values: the series, the oldest first, at least one season of it
    :param horizon: how many months to forecast
    """
    values = np.asarray(values, dtype=float)
    last = values[-season:]
    return last[np.arange(horizon) % season]


def smoothing(values, horizon, season=SEASON):
    """Return the forecast of exponential smoothing with a damped trend.

    Seasons are used from two of them on. The constants are those of a grid that fit the
    series best, by the squares of the errors of one step; all are tried at once.

    :param values: the series, the oldest first
    :param horizon: how many months to forecast
    """
    values = np.asarray(values, dtype=float)
    if len(values) >= 2 * season:
        return _seasonal_smoothing(values, horizon, season)
    alpha, beta, phi = _STEPS.T
    level = np.full(len(_STEPS), values[:3].mean())
    trend = np.zeros(len(_STEPS))
    error = np.zeros(len(_STEPS))
    for value in values:
        expected = level + phi * trend
        error += (value - expected) ** 2
        old, level = level, alpha * value + (1 - alpha) * expected
        trend = beta * (level - old) + (1 - beta) * phi * trend
    best = error.argmin()
    return level[best] + trend[best] * _damped(phi[best], horizon)


def _seasonal_smoothing(values, horizon, season):
    alpha, beta, phi, gamma = _SEASON_STEPS.T
    seasons = np.tile(_first_seasons(values, season), (len(_SEASON_STEPS), 1))
    level = np.full(len(_SEASON_STEPS), values[:season].mean())
    trend = np.zeros(len(_SEASON_STEPS))
    error = np.zeros(len(_SEASON_STEPS))
    for time, value in enumerate(values):
        place = time % season
        base = level + phi * trend
        error += (value - base - seasons[:, place]) ** 2
        old, level = level, alpha * (value - seasons[:, place]) + (1 - alpha) * base
        trend = beta * (level - old) + (1 - beta) * phi * trend
        seasons[:, place] = gamma * (value - base) + (1 - gamma) * seasons[:, place]
    best = error.argmin()
    places = (len(values) + np.arange(horizon)) % season
    return (
        level[best] + trend[best] * _damped(phi[best], horizon) + seasons[best, places]
    )


def _first_seasons(values, season):
    """Mean distance of each month of the year from the mean of its year."""
    years = len(values) // season
    table = values[: years * season].reshape(years, season)
    distances = (table - table.mean(axis=1, keepdims=True)).mean(axis=0)
    return distances - distances.mean()


def _damped(phi, horizon):
    """phi, phi + phi^2, …: how much of the trend each month ahead has."""
    return np.cumsum(phi ** np.arange(1, horizon + 1))


_WAYS = {SEASONAL_NAIVE: (seasonal_naive, SEASON), SMOOTHING: (smoothing, MIN_TRAINING)}


def has_enough(values):
    """Tell whether a series is long and full enough to be forecast."""
    return len(values) >= MIN_MONTHS and np.count_nonzero(values) >= MIN_ACTIVE


def back_test(values, horizon):
    """Forecast from each of the last months and compare with what came.

    :param values: the series, the oldest first
    :param horizon: months ahead
    :return: ``{way: array of errors}``, origins by months ahead, the same origins for
        each way; NaN where the series ends before
    """
    values = np.asarray(values, dtype=float)
    needed = max(need for _way, need in _WAYS.values())
    first = max(min(needed, len(values) - 2), len(values) - ORIGINS, MIN_TRAINING)
    found = {}
    for name, (way, need) in _WAYS.items():
        if first < need:
            continue
        errors = np.full((max(len(values) - first, 0), horizon), np.nan)
        for row, origin in enumerate(range(first, len(values))):
            actual = values[origin : origin + horizon]
            expected = np.maximum(way(values[:origin], len(actual)), 0)
            errors[row, : len(actual)] = actual - expected
        found[name] = errors
    return found


def forecast(values, horizon):
    """Return the ``Forecast`` of a series, or ``None`` when there is too little of it.

    Nothing below zero is forecast: these are orders and revenue.

    :param values: full months, the oldest first
    :param horizon: how many months to forecast
    """
    values = np.asarray(values, dtype=float)
    if not has_enough(values):
        return None
    tests = back_test(values, horizon)
    errors = {name: float(np.nanmean(np.abs(test))) for name, test in tests.items()}
    # Where both were as near, the simpler one explains itself.
    method = min(errors, key=lambda name: (errors[name], name != SEASONAL_NAIVE))
    expected = np.maximum(_WAYS[method][0](values, horizon), 0)
    spread = BAND * _spread(tests[method])
    return Forecast(
        method=method,
        values=expected.tolist(),
        low=np.maximum(expected - spread, 0).tolist(),
        high=(expected + spread).tolist(),
        mape=_mape(values, tests[method]),
        mase=_mase(values, errors[method]),
        errors=errors,
        tested=int(np.count_nonzero(~np.isnan(tests[method]))),
    )


def _spread(errors):
    """Standard deviation of the errors by months ahead; never surer further ahead."""
    squares = errors**2
    counts = np.maximum((~np.isnan(errors)).sum(axis=0), 1)
    return np.maximum.accumulate(np.sqrt(np.nansum(squares, axis=0) / counts))


def _mape(values, errors):
    origins, horizon = errors.shape
    first = len(values) - origins
    shares = [
        abs(errors[row, ahead]) / values[first + row + ahead]
        for row in range(origins)
        for ahead in range(min(horizon, origins - row))
        if values[first + row + ahead] > 0
    ]
    return float(np.mean(shares)) if shares else None


def _mase(values, error):
    """Error by that of the naive forecast within the series: of a year, or a month."""
    step = SEASON if len(values) >= 2 * SEASON else 1
    scale = np.abs(values[step:] - values[:-step]).mean()
    return float(error / scale) if scale else None
