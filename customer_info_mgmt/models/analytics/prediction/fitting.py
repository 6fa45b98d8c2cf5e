"""From pasts of customers to the values of a fit: no ORM, no database."""

from dataclasses import dataclass

import numpy as np

from ....tools.purchase_backtest import calibration, coverage, errors, steady_pace
from ....tools.purchase_model import DAYS_PER_WEEK, fit_orders, predict
from ....tools.purchase_orders import OrderModel
from ....tools.purchase_value import ValueModel

ORDER_PARAMETERS = ("r", "alpha", "a", "b")
VALUE_PARAMETERS = ("p", "q", "v")
# Below this nobody can tell four parameters from chance.
LEAST_CUSTOMERS = 50
LEAST_REPEAT_CUSTOMERS = 20
DAYS_PER_YEAR = 365.25
# Position of q, which must not stand at its lowest value: no mean over all customers.
Q = 1


def weeks(past):
    """Return x, t_x, T in weeks from columns in days."""
    return (
        past["x"],
        past["t_x"] / DAYS_PER_WEEK,
        past["total_time"] / DAYS_PER_WEEK,
    )


@dataclass(frozen=True)
class Fitted:
    """The models of a company; ``None`` for what there is too little for.

    :param orders: :class:`OrderModel` or ``None``
    :param worth: :class:`ValueModel` or ``None``
    :param values: values of the fields of a fit
    """

    orders: OrderModel | None
    worth: ValueModel | None
    values: dict


def means(past):
    """Return what customers do on average, as values of the fields of a fit."""
    x, days = past["x"], past["total_time"].sum()
    again = x > 0
    return {
        "customer_count": len(x),
        "repeat_count": int(again.sum()),
        "pace": float(x.sum() / days * DAYS_PER_YEAR) if days else 0.0,
        "mean_value": mean_value(past),
        "correlation": _correlation(x, past["mean"], again & (past["mean"] > 0)),
    }


def mean_value(past):
    """Revenue of all customers over their days with orders, not below 0."""
    days = past["order_days"].sum()
    return max(float(past["revenue"].sum() / days), 0.0) if days else 0.0


def _correlation(x, mean, rows):
    if rows.sum() < 2 or not x[rows].std() or not mean[rows].std():
        return 0.0
    return float(np.corrcoef(x[rows], mean[rows])[0, 1])


def outcomes(then, now, before):
    """Return what customers did after ``then`` and in the period before it.

    They are brought together here: of computed rows the database expects next to none,
    and compares each with each.

    :param then: past at the beginning of the test, ``now`` at its end, ``before`` one
        length of the test before its beginning
    :return: dict of columns, in the order of ``then``
    """
    after, earlier = _aligned(then, now), _aligned(then, before)
    known_now = np.isfinite(after["order_days"])
    return {
        "orders": np.where(known_now, after["order_days"] - then["order_days"], 0),
        "money": np.where(known_now, after["revenue"] - then["revenue"], 0),
        "last_orders": then["order_days"] - np.nan_to_num(earlier["order_days"]),
        "last_money": then["revenue"] - np.nan_to_num(earlier["revenue"]),
    }


def _aligned(then, other):
    """Order days and revenue of ``other`` for the customers of ``then``."""
    order = np.argsort(other["partner_id"])
    ids = other["partner_id"][order]
    place = np.searchsorted(ids, then["partner_id"])
    found = np.zeros(len(place), dtype=bool)
    if len(ids):
        place = np.minimum(place, len(ids) - 1)
        found = ids[place] == then["partner_id"]
    columns = {}
    for name in ("order_days", "revenue"):
        columns[name] = np.full(len(place), np.nan)
        columns[name][found] = other[name][order][place[found]]
    return columns


def fit(past):
    """Fit both models where there are customers enough.

    :param past: dict of columns x, t_x, total_time in days, mean
    :return: :class:`Fitted`
    """
    x = past["x"]
    if len(x) < LEAST_CUSTOMERS or (x > 0).sum() < LEAST_REPEAT_CUSTOMERS:
        return Fitted(None, None, {"state": "too_little"})
    best, other = fit_orders(*weeks(past))
    worth = _fit_worth(past)
    values = {
        "state": "ok" if best.estimate.flat else "not_converged",
        "kind": best.kind,
        "log_likelihood": best.estimate.log_likelihood,
        "other_log_likelihood": other.estimate.log_likelihood,
        "at_bound": ", ".join(ORDER_PARAMETERS[i] for i in best.estimate.at_bound),
        **_parameters(ORDER_PARAMETERS, best, "order"),
    }
    if worth:
        values |= _parameters(VALUE_PARAMETERS, worth, "value")
        values["value_log_likelihood"] = worth.estimate.log_likelihood
    return Fitted(best if best.estimate.flat else None, worth, values)


def _fit_worth(past):
    usable = (past["x"] > 0) & (past["mean"] > 0)
    if usable.sum() < LEAST_REPEAT_CUSTOMERS:
        return None
    worth = ValueModel.fit(past["x"][usable], past["mean"][usable])
    estimate = worth.estimate
    return worth if estimate.flat and Q not in estimate.at_bound else None


def _parameters(names, model, part):
    found = {f"order_{n}" if part == "order" else f"value_{n}": float(v)
             for n, v in zip(names, model.values, strict=True)}  # fmt: skip
    found |= {
        f"{part}_{name}_error": float(error)
        for name, error in zip(names, model.estimate.errors, strict=True)
    }
    covariance = model.log_covariance
    found[f"{part}_covariance"] = None if covariance is None else covariance.tolist()
    return found


def back_test(fitted, past, days):
    """Compare a fit on the past with what came, beside naive rules.

    :param fitted: :class:`Fitted` on ``past``
    :param past: columns of the past, with those of ``outcomes``
    :param days: length of the test
    :return: dict of values of the fields of a fit
    """
    months = days / (365.25 / 12)
    found = predict(
        fitted.orders, fitted.worth, *weeks(past), past["mean"],
        mean_value=mean_value(past), months=months,
    )  # fmt: skip
    pace = steady_pace(past["x"], past["total_time"], days)
    actual, money = past["orders"], past["money"]
    results = {
        "model": errors(found.orders, actual),
        "last": errors(past["last_orders"], actual),
        "pace": errors(pace, actual),
    }
    values = {
        "test_customers": len(actual),
        "test_actual_orders": float(actual.sum()),
        "test_actual_value": float(money.sum()),
        "test_model_value": float(found.value.sum()),
        "test_last_value": float(past["last_money"].sum()),
        "test_coverage": coverage(found.low, found.high, money),
        "calibration": calibration(past["x"], found.orders, actual),
    }
    for rule, result in results.items():
        values[f"test_{rule}_orders"] = result["total"]
        values[f"test_{rule}_mae"] = result["mae"]
    return values
