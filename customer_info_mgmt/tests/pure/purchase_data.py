"""Purchases to fit models on: the published ones of CDNOW, and simulated ones."""

from importlib.resources import files

import numpy as np

from ...tools.purchase_orders import BG_NBD

CALIBRATION_END = np.datetime64("1997-09-30")
HOLDOUT_WEEKS = 39


def cdnow(name="CDNOW_sample"):
    """Return arrays x, t_x, T, mean (weeks 1-39), orders and money of weeks 40-78.

    The data of Fader and Hardie, www.brucehardie.com/datasets, as the package
    ``lifetimes`` carries them. Purchases of one day are one; the worth of a purchase
    of a published summary is its customer's mean of repeated purchases.
    """
    lines = (files("lifetimes") / "datasets" / f"{name}.txt").read_text().split("\n")
    sample = name == "CDNOW_sample"
    fields = [line.split() for line in lines if line.strip()[:1].isdigit()]
    # The sample has its own numbering in the second column.
    at = 2 if sample else 1
    customers = np.array([int(row[0]) for row in fields])
    text = [row[at] for row in fields]
    days = np.array(
        [f"{day[:4]}-{day[4:6]}-{day[6:]}" for day in text], dtype="datetime64[D]"
    )
    money = np.array([float(row[at + 2]) for row in fields])
    return _summary(customers, days, money)


def _summary(customers, days, money):
    """Put purchases of one day together, then count per customer."""
    key = customers * 100_000 + (days - np.datetime64("1996-01-01")).astype(int)
    _keys, first, position = np.unique(key, return_index=True, return_inverse=True)
    money = np.bincount(position, weights=money)
    customers, days = customers[first], days[first]
    _ids, owner = np.unique(customers, return_inverse=True)
    count = owner.max() + 1
    before = days <= CALIBRATION_END
    birth = np.full(count, np.datetime64("2000-01-01"))
    np.minimum.at(birth, owner, days)
    last = birth.copy()
    np.maximum.at(last, owner[before], days[before])
    repeat = before & (days > birth[owner])
    x = np.bincount(owner[repeat], minlength=count).astype(float)
    spent = np.bincount(owner[repeat], weights=money[repeat], minlength=count)
    return {
        "x": x,
        "t_x": (last - birth).astype(float) / 7,
        "T": (CALIBRATION_END - birth).astype(float) / 7,
        "mean": np.where(x > 0, spent / np.maximum(x, 1), 0),
        "orders": np.bincount(owner[~before], minlength=count).astype(float),
        "money": np.bincount(owner[~before], weights=money[~before], minlength=count),
    }


def simulate(count, values, worth, horizon, kind=BG_NBD, longest=150, seed=1):
    """Let customers with known parameters buy; return arrays as ``cdnow`` does.

    :param values: r, alpha, a, b; ``worth``: p, q, v
    :param horizon: weeks after T in which ``orders`` and ``money`` are counted
    """
    r, alpha, a, b = values
    p, q, v = worth
    draw = np.random.default_rng(seed)
    rate, leave = draw.gamma(r, 1 / alpha, count), draw.beta(a, b, count)
    nu = draw.gamma(q, 1 / v, count)
    T = draw.uniform(longest / 15, longest, count)
    now, t_x = np.zeros(count), np.zeros(count)
    x, spent, orders, money = (np.zeros(count) for _column in range(4))
    active = np.ones(count, bool) if kind == BG_NBD else draw.random(count) > leave
    while active.any():
        who = np.flatnonzero(active)
        now[who] += draw.exponential(1 / rate[who])
        price = draw.gamma(p, 1 / nu[who])
        past = now[who] <= T[who]
        soon = ~past & (now[who] <= T[who] + horizon)
        x[who[past]] += 1
        t_x[who[past]] = now[who[past]]
        spent[who[past]] += price[past]
        orders[who[soon]] += 1
        money[who[soon]] += price[soon]
        active[who] = (past | soon) & (draw.random(len(who)) > leave[who])
    mean = np.where(x > 0, spent / np.maximum(x, 1), 0)
    return {
        "x": x, "t_x": t_x, "T": T, "mean": mean, "orders": orders, "money": money
    }  # fmt: skip
