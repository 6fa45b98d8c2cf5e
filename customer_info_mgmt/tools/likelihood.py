"""Maximum likelihood of few positive parameters, found so that it can be relied on.

Parameters are sought by their logarithms, between bounds: no step leaves the region in
which the likelihood is defined, and nothing overflows.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

# Rows on which the starting points compete; the winner goes on with all rows.
TRIAL_ROWS = 5_000
# Step of the numerical derivative of the gradient, in logarithms.
HESSIAN_STEP = 1e-4
# Largest slope of the log-likelihood per customer at which it counts as the top.
FLAT = 1e-5
AT_BOUND = 1e-6
# A parameter of which all customers together tell less may be a hundred times as large:
# nobody knows it, and nothing depends on it.
LEAST_INFORMATION = 0.05


@dataclass(frozen=True)
class Estimate:
    """What maximum likelihood found.

    :param values: the parameters
    :param log_covariance: covariance of their logarithms by the observed information;
        a parameter ``at_bound`` counts as known, with variance 0; ``None`` where the
        likelihood is no hill and nothing can be said
    :param log_likelihood: at ``values``, over all customers
    :param flat: whether the search arrived: no slope left but against a bound
    :param at_bound: positions of the parameters that a bound stopped, or that nothing
        depends on
    :param evaluations: how often the likelihood of all rows was computed
    """

    values: np.ndarray
    log_covariance: np.ndarray | None
    log_likelihood: float
    flat: bool
    at_bound: tuple
    evaluations: int

    @property
    def converged(self):
        """Whether this is a maximum inside the bounds."""
        return self.flat and not self.at_bound

    @property
    def errors(self):
        """Standard errors of the parameters, by the delta method; 0 where unknown."""
        if self.log_covariance is None:
            return np.zeros_like(self.values)
        return self.values * np.sqrt(np.diag(self.log_covariance))


def maximise(problem, starts, bounds):
    """Find the parameters of the highest likelihood.

    :param problem: has ``weight`` (number of customers), ``rows`` (number of rows),
        ``every(step)`` (the problem of every step-th row) and ``slope(values)``, which
        returns the log-likelihood and its derivatives by the *logarithms* of values
    :param starts: parameter vectors to begin from
    :param bounds: pairs of lowest and highest value
    :return: :class:`Estimate`
    """
    limits = np.log(np.asarray(bounds, dtype=float))
    trial = problem.every(-(-problem.rows // TRIAL_ROWS))
    found = [_climb(trial, np.log(start), limits, 1e-9) for start in starts]
    best = min(found, key=lambda result: result.fun)
    near = _approach(problem, trial, best.x, limits)
    result = _climb(problem, near, limits, 1e-12)
    return _estimate(problem, result, limits)


def _approach(problem, trial, logs, limits):
    """Take steps of Newton's method with the curvature of the trial rows.

    From the top of the trial rows that of all is near, and has the same curvature:
    three looks at all rows are then as good as thirty.
    """
    if trial is problem:
        return logs
    bound = (logs - limits[:, 0] < AT_BOUND) | (limits[:, 1] - logs < AT_BOUND)
    covariance = _covariance(_curvature(trial, logs), ~bound)
    if covariance is None:
        return logs
    covariance *= trial.weight / problem.weight
    best, slope = problem.slope(np.exp(logs))
    for _step in range(4):
        step = np.clip(covariance @ slope, -0.5, 0.5)
        further = np.clip(logs + step, limits[:, 0], limits[:, 1])
        value, its_slope = problem.slope(np.exp(further))
        if not value > best:
            break
        logs, best, slope = further, value, its_slope
        if np.abs(slope).max() / problem.weight < 1e-8:
            break
    return logs


def _climb(problem, start, limits, tolerance):
    def cost(logs):
        value, slope = problem.slope(np.exp(logs))
        return -value / problem.weight, -slope / problem.weight

    return minimize(
        cost,
        np.clip(start, limits[:, 0], limits[:, 1]),
        jac=True,
        method="L-BFGS-B",
        bounds=limits,
        options={"ftol": tolerance, "gtol": 1e-9, "maxiter": 500, "maxls": 50},
    )


def _estimate(problem, result, limits):
    logs = result.x
    bound = (logs - limits[:, 0] < AT_BOUND) | (limits[:, 1] - logs < AT_BOUND)
    curvature = _curvature(problem, logs)
    # Where one parameter is at its bound, another may mean nothing any more.
    bound |= np.diag(curvature) < LEAST_INFORMATION
    covariance = _covariance(curvature, ~bound)
    logs, value, slope, moved = _polish(problem, logs, covariance, limits)
    if moved > HESSIAN_STEP:
        covariance = _covariance(_curvature(problem, logs), ~bound)
    flat = np.abs(slope[~bound]).max(initial=0) / problem.weight < FLAT
    return Estimate(
        values=np.exp(logs),
        log_covariance=covariance,
        log_likelihood=float(value),
        flat=bool(flat and covariance is not None),
        at_bound=tuple(np.flatnonzero(bound).tolist()),
        evaluations=int(result.nfev),
    )


def _polish(problem, logs, covariance, limits):
    """Take a step of Newton's method: the last digits of a flat top."""
    value, slope = problem.slope(np.exp(logs))
    if covariance is None:
        return logs, value, slope, 0.0
    step = np.clip(covariance @ slope, -1, 1)
    further = np.clip(logs + step, limits[:, 0], limits[:, 1])
    better, its_slope = problem.slope(np.exp(further))
    if not better > value:
        return logs, value, slope, 0.0
    return further, better, its_slope, np.abs(further - logs).max()


def _curvature(problem, logs):
    """Observed information: minus the second derivatives, by differences of slopes."""
    size = len(logs)
    curvature = np.empty((size, size))
    for position in range(size):
        step = np.zeros(size)
        step[position] = HESSIAN_STEP
        _value, above = problem.slope(np.exp(logs + step))
        _value, below = problem.slope(np.exp(logs - step))
        curvature[position] = (below - above) / (2 * HESSIAN_STEP)
    return (curvature + curvature.T) / 2


def _covariance(curvature, free):
    """Inverse of the information on the free parameters; ``None`` if there is none."""
    covariance = np.zeros_like(curvature)
    if not free.any():
        return None
    part = curvature[np.ix_(free, free)]
    try:
        np.linalg.cholesky(part)
    except np.linalg.LinAlgError:
        return None
    covariance[np.ix_(free, free)] = np.linalg.inv(part)
    return covariance if np.isfinite(covariance).all() else None
