"""How often customers will order: BG/NBD and its modification MBG/NBD.

P. S. Fader, B. G. S. Hardie, K. L. Lee, "Counting Your Customers the Easy Way: An
Alternative to the Pareto/NBD Model", Marketing Science 24 (2), 2005, pages 275-284.
E. P. Batislam, M. Denizel, A. Filiztekin, "Empirical validation and comparison of
models for customer base analysis", International Journal of Research in Marketing
24 (3), 2007, pages 201-209.

While active, a customer orders at random at a rate lambda, which differs between
customers as Gamma(r, alpha). After an order it leaves for good with probability p,
which differs as Beta(a, b). In BG/NBD it may leave after every *repeated* order, so
that one-time buyers always count as active; in MBG/NBD after the first one too.

What is known of a customer: x repeated orders, the last of them t_x after the first
order, observed until T after the first order. All times are in one unit, weeks here.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from scipy.linalg import eigh_tridiagonal
from scipy.special import digamma, expit, gammaln

from .likelihood import Estimate, maximise

BG_NBD = "bg_nbd"
MBG_NBD = "mbg_nbd"
# After how many orders, besides the repeated ones, a customer may leave.
FIRST_COUNTS = {BG_NBD: 0, MBG_NBD: 1}
BOUNDS = ((1e-4, 1e4), (1e-5, 1e7), (1e-4, 1e5), (1e-4, 1e5))
# Points of the quadrature over p. With 24 the expected number of orders agrees with
# the closed form to nine digits and more; see the tests.
NODES = 24
DERIVATIVE_STEP = 1e-4
# Rows times nodes at once: what fits into the processor's cache is fastest.
CHUNK = 20_000


def grouped(x, t_x, T, weight=None):
    """Put equal customers together.

    :return: arrays x, t_x, T, weight without repetitions, and for each row of the
        input the position of its group
    """
    columns = [np.asarray(column, dtype=float) for column in (x, t_x, T)]
    _keys, first, inverse = np.unique(
        _key(columns), return_index=True, return_inverse=True
    )
    weights = np.bincount(inverse, weights=weight, minlength=len(first)).astype(float)
    return *(column[first] for column in columns), weights, inverse


def _key(columns):
    """Return a whole number per row, the same for equal rows: quick to sort."""
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        days = np.rint(column * 7)
        if len(days) and np.abs(days - column * 7).max() < 1e-6 and days.max() < 1e6:
            position, size = days.astype(np.int64), int(days.max()) + 1
        else:
            values, position = np.unique(column, return_inverse=True)
            size = len(values)
        if key.size and int(key.max()) >= 2**62 // max(size, 1):
            _keys, key = np.unique(key, return_inverse=True)
        key = key * size + position
    return key


@dataclass(frozen=True)
class OrderData:
    """Groups of equal customers, as ``maximise`` takes them."""

    x: np.ndarray
    t_x: np.ndarray
    T: np.ndarray
    weights: np.ndarray
    first: int

    def __post_init__(self):
        numbers, position = np.unique(self.x, return_inverse=True)
        object.__setattr__(self, "numbers", numbers)
        object.__setattr__(self, "position", position)
        per_number = np.bincount(position, weights=self.weights)
        object.__setattr__(self, "per_number", per_number)
        object.__setattr__(self, "may_have_left", self.x + self.first > 0)

    @property
    def weight(self):
        """Number of customers."""
        return self.weights.sum()

    @property
    def rows(self):
        """Number of groups."""
        return len(self.x)

    def every(self, step):
        """Return the data of every step-th group."""
        if step == 1:
            return self
        columns = (self.x, self.t_x, self.T, self.weights)
        return OrderData(*(column[::step] for column in columns), self.first)

    def slope(self, values):
        """Log-likelihood and its derivatives by the logarithms of r, alpha, a, b.

        Equation 6 of Fader, Hardie, Lee: A1 A2 (A3 + A4), in logarithms. What depends
        on x alone is computed once per different x.
        """
        r, alpha, a, b = values
        n, per_n = self.numbers, self.per_number
        m = n + self.first
        constant = (
            gammaln(r + n)
            - gammaln(r)
            + r * np.log(alpha)
            + gammaln(a + b)
            - gammaln(a + b + m)
            + gammaln(b + m)
            - gammaln(b)
        )
        # (r + x) times the logarithms of what is past, and the odds of having left.
        until_now, until_last = np.log(alpha + self.T), np.log(alpha + self.t_x)
        shape = r + self.x
        left, odds = self._left(a, b, shape, until_now, until_last)
        value = per_n @ constant + self._total(
            np.where(self.may_have_left, np.logaddexp(0, odds), 0) - shape * until_now
        )
        mixed_log = until_now + left * (until_last - until_now)
        mixed_rate = 1 / (alpha + self.T) + left * (
            1 / (alpha + self.t_x) - 1 / (alpha + self.T)
        )
        left_per_n = np.bincount(self.position, weights=self.weights * left)
        gone = np.where(left_per_n > 0, left_per_n / np.maximum(b + m - 1, 1e-300), 0)
        together = digamma(a + b) - digamma(a + b + m)
        slope = np.array(
            [
                per_n @ (digamma(r + n) - digamma(r) + np.log(alpha))
                - self._total(mixed_log),
                self.weight * r / alpha - self._total(shape * mixed_rate),
                per_n @ together + left_per_n.sum() / a,
                per_n @ (together + digamma(b + m) - digamma(b)) - gone.sum(),
            ]
        )
        return value, slope * values

    def _total(self, column):
        # Not by BLAS: on a busy machine its threads wait for one another.
        return np.einsum("i,i->", self.weights, column)

    def _left(self, a, b, shape, until_now, until_last):
        """Probability of having left, and the logarithm of its odds."""
        after = np.maximum(b + self.x + self.first - 1, 1e-300)
        odds = np.log(a) - np.log(after) + shape * (until_now - until_last)
        return np.where(self.may_have_left, expit(odds), 0), odds


@dataclass(frozen=True)
class OrderModel:
    """A fitted model of the number of orders.

    :param kind: ``BG_NBD`` or ``MBG_NBD``
    :param values: r, alpha, a, b
    :param estimate: how they were found, ``None`` where they were given
    :param log_covariance: of the logarithms of the values
    """

    kind: str
    values: np.ndarray
    estimate: Estimate | None = None
    log_covariance: np.ndarray | None = None

    @classmethod
    def fit(cls, x, t_x, T, weight=None, kind=BG_NBD):
        """Fit by maximum likelihood.

        :param x: repeated orders; ``t_x``, ``T`` in weeks since the first
        :param weight: how many customers a row stands for, 1 each when left out
        :raise ValueError: for no customers, or times that cannot be
        """
        x, t_x, T, weights, _inverse = grouped(x, t_x, T, weight)
        if not len(x):
            raise ValueError("There are no customers.")
        if (x < 0).any() or (t_x < 0).any() or (t_x > T).any():
            raise ValueError("Times must be 0 <= t_x <= T, and x not negative.")
        data = OrderData(x, t_x, T, weights, FIRST_COUNTS[kind])
        estimate = maximise(data, cls._starts(data), BOUNDS)
        return cls(kind, estimate.values, estimate, estimate.log_covariance)

    @staticmethod
    def _starts(data):
        """Begin from a mean rate as in the data, more or less alike, loyal or not."""
        rate = (data.weights @ data.x + 0.5) / (data.weights @ data.T + 1e-9)
        return [
            np.array([r, min(max(r / rate, 1e-4), 1e6), a, b])
            for r, a, b in ((0.3, 0.8, 2.5), (1, 1, 1), (2, 0.3, 6), (0.2, 0.1, 0.3))
        ]

    def p_alive(self, x, t_x, T):
        """Probability that the customer is still active at T.

        Fader, Hardie, Lee, "Computing P(alive) Using the BG/NBD Model", 2008.
        """
        return expit(-self._odds(*map(np.asarray, (x, t_x, T))))

    def _odds(self, x, t_x, T):
        """Logarithm of the odds of having left; minus infinity where it cannot."""
        r, alpha, a, b = self.values
        m = x + FIRST_COUNTS[self.kind]
        odds = (
            np.log(a)
            - np.log(np.where(m > 0, b + m - 1, 1))
            + (r + x) * (np.log(alpha + T) - np.log(alpha + t_x))
        )
        return np.where(m > 0, odds, -np.inf)

    def p_alive_slope(self, x, t_x, T):
        """Derivatives of the logarithm of ``p_alive`` by the logarithms of values."""
        r, alpha, a, b = self.values
        m = x + FIRST_COUNTS[self.kind]
        by_value = np.stack(
            [
                np.log(alpha + T) - np.log(alpha + t_x),
                (r + x) * (1 / (alpha + T) - 1 / (alpha + t_x)),
                np.full(np.shape(x), 1 / a),
                np.where(m > 0, -1 / np.where(m > 0, b + m - 1, 1), 0),
            ]
        )
        left = expit(self._odds(x, t_x, T))
        return -left * by_value * np.asarray(self.values)[:, None]

    def p_none_while_active(self, x, T, horizon):
        """Probability that a customer active at T orders nothing in (T, T + horizon].

        It cannot leave without an order: E[exp(-lambda h)], whatever p is.
        """
        r, alpha, _a, _b = self.values
        return np.exp(-(r + x) * np.log1p(horizon / (alpha + T)))

    def expected_orders(self, x, t_x, T, horizon):
        """Expected number of orders in (T, T + horizon].

        Equation 10 of Fader, Hardie, Lee: the chance to be active times what an active
        customer orders.
        """
        x, t_x, T = (np.asarray(column, dtype=float) for column in (x, t_x, T))
        return self.p_alive(x, t_x, T) * self.while_active(x, T, [horizon])[0]

    def while_active(self, x, T, horizons):
        """Expected orders in (T, T + h] of a customer that is active at T.

        The closed form has Gauss's 2F1, which overflows for busy customers and is 0/0
        where a is 1. The same expectation over p ~ Beta(a, b + x) of
        (1 - E[exp(-lambda p h)]) / p, with lambda ~ Gamma(r + x, alpha + T), is done by
        quadrature: no case is special.

        :param horizons: lengths h
        :return: one row per horizon, one column per customer
        """
        return self._over_p(x, T, horizons, _first_moment)

    def pairs_while_active(self, x, T, horizons):
        """Expected N (N - 1) of the number N of those orders, which gives its variance.

        While active N (N - 1) grows by 2 N at each order: its derivative by time is
        2 lambda E[N, active] = 2 lambda (1 - p) lambda t exp(-lambda p t), integrated
        over t and averaged over lambda and p.
        """
        return self._over_p(x, T, horizons, _second_moment)

    def _over_p(self, x, T, horizons, moment):
        r, alpha, a, b = self.values
        x, T = np.broadcast_arrays(np.asarray(x, float), np.asarray(T, float))
        result = np.empty((len(horizons), len(x)))
        numbers, position = np.unique(x, return_inverse=True)
        rules = [_beta_rule(a, b + n + FIRST_COUNTS[self.kind]) for n in numbers]
        nodes, weights = (np.array(part) for part in zip(*rules, strict=True))
        for begin in range(0, len(x), CHUNK):
            rows = slice(begin, begin + CHUNK)
            p, weight = nodes[position[rows]], weights[position[rows]]
            shape, rate = (r + x[rows])[:, None], (alpha + T[rows])[:, None]
            for row, horizon in enumerate(horizons):
                values = moment(p, shape, rate, horizon)
                result[row, rows] = np.einsum("ij,ij->i", weight, values)
        return result

    def shifted(self, position, step):
        """Return the model with the logarithm of one parameter moved by ``step``."""
        values = np.array(self.values, dtype=float)
        values[position] *= np.exp(step)
        return replace(self, values=values, estimate=None)


def _first_moment(p, shape, rate, horizon):
    """Equal to (1 - (1 + p h / rate) ** -shape) / p, also for p near 0."""
    return -np.expm1(-shape * np.log1p(p * horizon / rate)) / p


def _second_moment(p, shape, rate, horizon):
    """Equal to 2 (1 - p) / p² (1 - s (1 + shape p h / (rate + p h))), s as above."""
    reach = p * horizon / rate
    power = shape * np.log1p(reach)
    rest = -np.expm1(-power) - np.exp(-power) * shape * reach / (1 + reach)
    # For tiny p the difference has lost its digits: the first term of its series.
    tiny = (shape + 1) * reach < 1e-5
    limit = shape * (shape + 1) * (horizon / rate) ** 2 / 2
    return 2 * (1 - p) * np.where(tiny, limit, rest / np.where(tiny, 1, p) ** 2)


@lru_cache(maxsize=8192)
def _beta_rule(a, b):
    """Gauss quadrature for the expectation over Beta(a, b): nodes and weights.

    A fit stays in use for days and its customers have few different numbers of orders,
    so the same rules are asked for again and again: they are kept, some megabytes.

    G. H. Golub, J. H. Welsch, "Calculation of Gauss quadrature rules", Mathematics of
    Computation 23 (106), 1969; recurrence of the Jacobi polynomials on 0 to 1.
    """
    n = np.arange(NODES, dtype=float)
    # Jacobi weight (1 - t) ** A * (1 + t) ** B with t = 2 p - 1.
    A, B = b - 1, a - 1
    total = 2 * n + A + B
    with np.errstate(invalid="ignore", divide="ignore"):
        diagonal = (B**2 - A**2) / (total * (total + 2))
        squared = 4 * n * (n + A) * (n + B) * (n + A + B) / (total**2 * (total**2 - 1))
    diagonal[0] = (B - A) / (A + B + 2)
    squared[1:2] = 4 * (1 + A) * (1 + B) / ((2 + A + B) ** 2 * (3 + A + B))
    roots, vectors = eigh_tridiagonal(diagonal, np.sqrt(squared[1:]))
    nodes = np.clip((roots + 1) / 2, 1e-200, 1 - 1e-16)
    weights = vectors[0] ** 2
    nodes.flags.writeable = weights.flags.writeable = False
    return nodes, weights
