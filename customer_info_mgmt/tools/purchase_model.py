"""What customers will buy in the next 12 months: number of orders and their worth.

Joins the model of the number of orders (:mod:`purchase_orders`) with that of their
worth (:mod:`purchase_value`) and adds how sure it is.

Two kinds of "95 %" are told apart:

- ``orders_error`` and ``value_error`` are the errors of an *expectation*: how far it
  may be off since the parameters are estimates, by the delta method and the observed
  information. They shrink with the number of customers behind the fit.
- ``low`` and ``high`` are what the customer's *own* 12 months will lie between: the
  same error together with chance, which for one customer is much the larger part. The
  distribution is taken for a Gamma with that mean and variance.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import gammaincinv

from .purchase_orders import BG_NBD, DERIVATIVE_STEP, MBG_NBD, OrderModel, grouped

DAYS_PER_WEEK = 7
MONTHS = 12
WEEKS_PER_MONTH = 365.25 / 12 / DAYS_PER_WEEK
YEAR = MONTHS * WEEKS_PER_MONTH
PROBABILITY = 0.95


@dataclass(frozen=True)
class Prediction:
    """What is predicted of each customer, as arrays.

    :param p_alive: probability that the customer still buys, 0 to 1
    :param orders: expected number of orders
    :param orders_error: standard error of ``orders`` by the parameters
    :param value: expected worth of these orders, discounted
    :param value_error: standard error of ``value`` by the parameters
    :param low: lower end of the 95 % range of what the customer will bring
    :param high: upper end
    """

    p_alive: np.ndarray
    orders: np.ndarray
    orders_error: np.ndarray
    value: np.ndarray
    value_error: np.ndarray
    low: np.ndarray
    high: np.ndarray


def fit_orders(x, t_x, T, weight=None):
    """Fit both models of the number of orders; return the likelier one first.

    They have the same number of parameters, so that the likelihoods compare. One that
    did not arrive at a maximum stands behind one that did.
    """
    *columns, _inverse = grouped(x, t_x, T, weight)
    fitted = [OrderModel.fit(*columns, kind=kind) for kind in (BG_NBD, MBG_NBD)]
    fitted.sort(
        key=lambda model: (model.estimate.flat, model.estimate.log_likelihood),
        reverse=True,
    )
    return fitted


def monthly_rate(yearly_percent):
    """Return the discount per month of a yearly rate in percent: 10 is 0.00797."""
    return (1 + yearly_percent / 100) ** (1 / MONTHS) - 1


def predict(orders, values, x, t_x, T, mean, discount=0.0, mean_value=0.0, months=12):
    """Predict the next months of each customer.

    :param orders: :class:`OrderModel`
    :param values: :class:`ValueModel`, or ``None``: each order is then worth the
        customer's own mean, or ``mean_value`` where there is none
    :param x: repeated orders; ``t_x`` and ``T`` in weeks since the first order
    :param mean: mean worth of the repeated orders
    :param discount: per month; what comes in a month counts as at its end
    :param mean_value: worth of an order where nothing better is known
    :param months: length of the horizon
    :return: :class:`Prediction`
    """
    x, t_x, T, mean = (np.asarray(column, dtype=float) for column in (x, t_x, T, mean))
    alive = orders.p_alive(x, t_x, T)
    # All but p_alive depends on x and T alone, which far fewer customers differ in.
    some_x, _same, some_T, _weight, position = grouped(x, np.zeros_like(x), T)
    active = _active(orders, some_x, some_T, discount, months)
    expected = alive * active.orders[position]
    discounted = alive * active.discounted[position]
    slope = orders.p_alive_slope(x, t_x, T) + active.slope[:, position]
    relative = _variance(slope, orders.log_covariance)
    worth = _worth(values, x, mean, mean_value)
    value = discounted * worth.mean
    value_error = value * np.sqrt(relative + worth.relative_variance)
    chance = _chance(expected, alive * active.pairs[position], worth)
    chance *= active.share[position] ** 2
    low, high = _range(value, chance + value_error**2)
    none = orders.p_none_while_active(x, T, months * WEEKS_PER_MONTH)
    low[1 - alive * (1 - none) > (1 - PROBABILITY) / 2] = 0
    return Prediction(
        p_alive=alive,
        orders=expected,
        orders_error=expected * np.sqrt(relative),
        value=value,
        value_error=value_error,
        low=low,
        high=high,
    )


@dataclass(frozen=True)
class _Active:
    """Expectations of customers that are active, per different x and T.

    ``slope`` are the derivatives of the logarithm of ``orders`` by those of the
    parameters. They serve for what is discounted too: the discount of a year, which
    does not depend on the parameters, hardly bends them.
    """

    orders: np.ndarray
    discounted: np.ndarray
    pairs: np.ndarray
    slope: np.ndarray

    @property
    def share(self):
        """What discounting leaves of 1."""
        return self.discounted / np.maximum(self.orders, 1e-300)


def _active(model, x, T, discount, months):
    expected, discounted = _discounted(model, x, T, discount, months)
    pairs = model.pairs_while_active(x, T, [months * WEEKS_PER_MONTH])[0]
    slope = np.zeros((len(model.values), len(x)))
    for position in range(len(model.values) if model.log_covariance is not None else 0):
        above, below = (
            model.shifted(position, step).while_active(
                x, T, [months * WEEKS_PER_MONTH]
            )[0]
            for step in (DERIVATIVE_STEP, -DERIVATIVE_STEP)
        )
        ratio = np.maximum(above, 1e-300) / np.maximum(below, 1e-300)
        slope[position] = np.log(ratio) / (2 * DERIVATIVE_STEP)
    return _Active(expected, discounted, pairs, slope)


def _discounted(model, x, T, discount, months):
    """Expected orders of active customers, plain and discounted."""
    numbers = np.arange(1, months + 1)
    if not discount:
        expected = model.while_active(x, T, [months * WEEKS_PER_MONTH])[0]
        return np.stack([expected, expected])
    total = model.while_active(x, T, numbers * WEEKS_PER_MONTH)
    per_month = np.diff(total, axis=0, prepend=0)
    return np.stack([total[-1], (1 + discount) ** -numbers @ per_month])


@dataclass(frozen=True)
class _Worth:
    """What an order of each customer is worth, and how much that varies."""

    mean: np.ndarray
    relative_variance: np.ndarray
    variance: np.ndarray
    square: np.ndarray


def _worth(values, x, mean, mean_value):
    if values is None:
        own = np.where((x > 0) & (mean > 0), mean, max(mean_value, 0.0))
        return _Worth(own, np.zeros_like(own), np.zeros_like(own), own**2)
    variance, square = values.moments(x, mean)
    return _Worth(
        values.expected_value(x, mean),
        _variance(values.slope(x, mean), values.log_covariance),
        variance,
        square,
    )


def _variance(slope, covariance):
    """Delta method: variance of a logarithm from that of the parameters'."""
    if covariance is None:
        return np.zeros(slope.shape[1])
    spread = np.einsum("ij,jk->ik", covariance, slope)
    return np.maximum(np.einsum("ik,ik->k", slope, spread), 0)


def _chance(orders, pairs, worth):
    """Variance of the worth of all orders together, given the parameters.

    With N orders of worth Z: E[S²] = E[N] E[Var Z] + E[N²] E[(mean of Z)²].
    """
    squared = orders * worth.variance + (pairs + orders) * worth.square
    return np.maximum(squared - (orders * worth.mean) ** 2, 0)


def _range(mean, variance):
    """Ends of the middle 95 % of a Gamma distribution of that mean and variance."""
    certain = (mean <= 0) | (variance <= 0)
    shape = np.where(certain, 1, mean**2 / np.where(certain, 1, variance))
    low, high = (
        np.where(certain, 1, np.exp(np.interp(np.log(shape), LOG_SHAPES, ratios)))
        for ratios in _log_quantiles()
    )
    mean = np.maximum(mean, 0)
    # For a shape next to nothing the upper end is lost in rounding: never below mean.
    return low * mean, np.maximum(high * mean, mean)


# The quantiles of a Gamma distribution over its mean depend on its shape alone: looked
# up between these, they cost a hundredth and agree to a millionth.
LOG_SHAPES = np.linspace(np.log(2e-3), np.log(1e7), 4000)


@cache
def _log_quantiles():
    tail = (1 - PROBABILITY) / 2
    shapes = np.exp(LOG_SHAPES)
    return [
        np.log(np.maximum(gammaincinv(shapes, part), 1e-300) / shapes)
        for part in (tail, 1 - tail)
    ]
