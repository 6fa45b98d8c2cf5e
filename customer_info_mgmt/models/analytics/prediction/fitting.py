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


def fit(past, weight=None):
    """Fit both models where there are customers enough.

    :param past: dict of columns x, t_x, total_time in days, mean
    :return: :class:`Fitted`
    """
    x = past["x"]
    number = np.ones_like(x) if weight is None else weight
    if number.sum() < LEAST_CUSTOMERS or number[x > 0].sum() < LEAST_REPEAT_CUSTOMERS:
        return Fitted(None, None, {"state": "too_little"})
    best, other = fit_orders(*weeks(past), weight)
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


def back_test(fitted, past, days, mean_value):
    """Compare a fit on the past with what came, beside naive rules.

    :param fitted: :class:`Fitted` on ``past``
    :param past: columns by ``history_sql.outcomes``
    :param days: length of the test
    :return: dict of values of the fields of a fit
    """
    months = days / (365.25 / 12)
    found = predict(
        fitted.orders, fitted.worth, *weeks(past), past["mean"],
        mean_value=mean_value, months=months,
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
