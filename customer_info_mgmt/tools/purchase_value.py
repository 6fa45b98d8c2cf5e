"""What an order of a customer will be worth: the Gamma-Gamma model.

P. S. Fader, B. G. S. Hardie, K. L. Lee, "RFM and CLV: Using Iso-Value Curves for
Customer Base Analysis", Journal of Marketing Research 42 (4), 2005, pages 415-430.
P. S. Fader, B. G. S. Hardie, "The Gamma-Gamma Model of Monetary Value", 2013,
http://www.brucehardie.com/notes/025/.

The worth of one order of a customer varies as Gamma(p, nu), nu differs between
customers as Gamma(q, v). It does not depend on how often the customer orders.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, gammaln

from .likelihood import Estimate, maximise

# With q <= 1 the mean over all customers is infinite.
BOUNDS = ((1e-2, 1e5), (1.02, 1e5), (1e-4, 1e7))
# Below this the variance would be infinite, or next to it.
LEAST_DEGREES = 0.1


@dataclass(frozen=True)
class ValueData:
    """Customers with repeated orders of some worth, as ``maximise`` takes them."""

    x: np.ndarray
    mean: np.ndarray

    def __post_init__(self):
        numbers, position = np.unique(self.x, return_inverse=True)
        object.__setattr__(self, "numbers", numbers)
        object.__setattr__(self, "position", position)
        object.__setattr__(self, "counts", np.bincount(position).astype(float))
        object.__setattr__(self, "total", self.x * self.mean)
        object.__setattr__(self, "logs", self._per_number(np.log(self.mean)))

    def _per_number(self, column):
        return np.bincount(self.position, weights=column)

    @property
    def weight(self):
        """Number of customers."""
        return len(self.x)

    @property
    def rows(self):
        """Number of rows."""
        return len(self.x)

    def every(self, step):
        """Return the data of every step-th customer."""
        return self if step == 1 else ValueData(self.x[::step], self.mean[::step])

    def slope(self, values):
        """Log-likelihood and its derivatives by the logarithms of p, q, v.

        Equation 1a of the note of 2013. What depends on x alone is computed once per
        different x.
        """
        p, q, v = values
        n, counts = self.numbers, self.counts
        beyond = v + self.total
        # per different x: how often, sum of log(mean), sum of log(v + x mean)
        past = self._per_number(np.log(beyond))
        value = (
            counts @ (gammaln(p * n + q) - gammaln(p * n) - gammaln(q) + q * np.log(v))
            + (p * n - 1) @ self.logs
            + counts @ (p * n * np.log(n))
            - (p * n + q) @ past
        )
        slope = np.array(
            [
                counts @ (n * (digamma(p * n + q) - digamma(p * n) + np.log(n)))
                + n @ (self.logs - past),
                counts @ (digamma(p * n + q) - digamma(q) + np.log(v)) - past.sum(),
                self.weight * q / v - (p * n + q) @ self._per_number(1 / beyond),
            ]
        )
        return value, slope * values


@dataclass(frozen=True)
class ValueModel:
    """A fitted model of what an order is worth.

    :param values: p, q, v
    """

    values: np.ndarray
    estimate: Estimate | None = None
    log_covariance: np.ndarray | None = None

    @classmethod
    def fit(cls, x, mean):
        """Fit by maximum likelihood on the customers with x > 0 and a positive mean.

        :param x: repeated orders
        :param mean: mean worth of these orders
        :raise ValueError: for no such customers
        """
        x, mean = np.asarray(x, dtype=float), np.asarray(mean, dtype=float)
        usable = (x > 0) & (mean > 0) & np.isfinite(mean)
        x, mean = x[usable], mean[usable]
        if not len(x):
            raise ValueError("No customer has repeated orders of some worth.")
        # In units of the mean: the bounds then hold for every currency.
        unit = mean.mean()
        data = ValueData(x, mean / unit)
        starts = [np.array(start) for start in ((6, 4, 1), (1, 2, 1), (20, 3, 0.2))]
        found = maximise(data, starts, BOUNDS)
        values = found.values * (1, 1, unit)
        estimate = Estimate(
            values,
            found.log_covariance,
            float(found.log_likelihood - len(x) * np.log(unit)),
            found.flat,
            found.at_bound,
            found.evaluations,
        )
        return cls(values, estimate, found.log_covariance)

    @property
    def population_mean(self):
        """Mean worth of an order over all customers, p v / (q - 1)."""
        p, q, v = self.values
        return p * v / (q - 1)

    def expected_value(self, x, mean):
        """Expected worth of an order of each customer.

        Equation 5 of the note of 2013: between the customer's own mean and that of all,
        the nearer to its own the more orders there were. A mean that is not positive,
        since more came back than was bought, counts as 0.
        """
        p, q, v = self.values
        x, total = self._past(x, mean)
        return p * (v + total) / (p * x + q - 1)

    def moments(self, x, mean):
        """Variance of one order around the customer's mean, and square of that mean.

        Both are expectations over what is known of the customer: nu is
        Gamma(p x + q, v + x mean).
        """
        p, q, v = self.values
        x, total = self._past(x, mean)
        degrees = p * x + q
        square = (v + total) ** 2 / (
            (degrees - 1) * np.maximum(degrees - 2, LEAST_DEGREES)
        )
        return p * square, p**2 * square

    def slope(self, x, mean):
        """Derivatives of the logarithm of ``expected_value`` by those of values."""
        p, q, v = self.values
        x, total = self._past(x, mean)
        rest = p * x + q - 1
        return np.stack([1 - p * x / rest, -q / rest, v / (v + total)])

    @staticmethod
    def _past(x, mean):
        x = np.asarray(x, dtype=float)
        mean = np.where(x > 0, np.maximum(np.nan_to_num(mean), 0), 0)
        return x, x * mean
