"""How right a prediction was: what it said beside what happened, and naive rules."""

import numpy as np

# Customers with so many repeated orders or more stand together.
LAST_GROUP = 7


def errors(predicted, actual):
    """Return the total, bias and mean absolute error of predictions per customer.

    :return: dict: ``total`` predicted, ``bias`` (predicted over actual total less 1,
        ``None`` where nothing happened), ``mae`` per customer
    """
    total, happened = float(np.sum(predicted)), float(np.sum(actual))
    return {
        "total": total,
        "bias": total / happened - 1 if happened else None,
        "mae": float(np.abs(predicted - actual).mean()) if len(actual) else 0.0,
    }


def calibration(x, predicted, actual):
    """Return predicted and actual orders by number of earlier repeated orders.

    :return: list of dicts: ``x`` (0 to 7, where 7 stands for 7 and more),
        ``customers``, ``predicted`` and ``actual`` mean per customer
    """
    group = np.minimum(np.asarray(x, dtype=int), LAST_GROUP)
    counts = np.bincount(group, minlength=LAST_GROUP + 1)
    sums = [
        np.bincount(group, weights=column, minlength=LAST_GROUP + 1)
        for column in (predicted, actual)
    ]
    return [
        {
            "x": number,
            "customers": int(count),
            "predicted": float(sums[0][number] / count),
            "actual": float(sums[1][number] / count),
        }
        for number, count in enumerate(counts)
        if count
    ]


def steady_pace(x, T, horizon):
    """Naive rule: everybody goes on at the mean pace since the first order."""
    T = np.asarray(T, dtype=float)
    return np.where(T > 0, np.asarray(x) / np.maximum(T, 1e-9), 0) * horizon


def coverage(low, high, actual):
    """Share of customers whose actual value lay within the range that was given."""
    # Half a cent: amounts are rounded, ranges are not.
    inside = (actual >= low - 0.005) & (actual <= high + 0.005)
    return float(inside.mean()) if len(actual) else 0.0
