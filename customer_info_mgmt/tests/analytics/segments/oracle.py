"""Behaviour of customers once more, from the definitions, with pandas.

What the orders and returns are, the sales oracle reads from the documents. Here they
become rhythm, scores, segments, stages, risk and potential: with ranks of pandas and
decimal arithmetic, no SQL.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pandas as pd
from dateutil.relativedelta import relativedelta

from ..oracle import Oracle, rounded

SEGMENTS = {
    5: "new potential_loyal potential_loyal champion champion",
    4: "promising potential_loyal loyal loyal champion",
    3: "about_to_sleep about_to_sleep need_attention loyal loyal",
    2: "hibernating hibernating at_risk at_risk at_risk",
    1: "lost lost at_risk cannot_lose cannot_lose",
}


@dataclass
class Rules:
    """What a company chose; the defaults of the settings, written down once more."""

    classes: int = 5
    months: int = 0
    recency_cuts: list = field(default_factory=list)
    frequency_cuts: list = field(default_factory=list)
    monetary_cuts: list = field(default_factory=list)
    new_days: int = 90
    least_rhythm: int = 7
    factors: tuple = ("1.5", "3", "6")
    days: tuple = (90, 180, 365)
    risk_factors: tuple = ("1.25", "2")
    falling: int = 30
    growth: int = 25
    map: dict = field(default_factory=lambda: dict(SEGMENTS))


def half_up(number):
    return int(Decimal(number).quantize(Decimal(1), rounding=ROUND_HALF_UP))


class BehaviourOracle(Oracle):
    """The figures of ``Oracle`` and those of behaviour.

    :param rules: dict of company id to its ``Rules``; others have the usual ones
    """

    def __init__(self, env, as_of, timezone="UTC", rules=None):
        super().__init__(env, as_of, timezone)
        self.rules = rules or {}

    def figures(self):
        """Return a dict of figures per (partner id, company id); buyers only."""
        found = super().figures()
        for company_id in {company_id for _partner_id, company_id in found}:
            rules = self.rules.get(company_id, Rules())
            customers = {k: f for k, f in found.items() if k[1] == company_id}
            for key, figures in customers.items():
                figures.update(self._rhythm(key, rules))
            self._score(list(customers.values()), rules)
            for figures in customers.values():
                self._judge(figures, rules)
            self._find_potential(list(customers.values()), rules)
        return found

    def _sum(self, key, begin=None, end=None):
        rows = [(day, amount) for day, amount, _margin in self.orders[key]]
        rows += [(day, -amount) for day, amount, _margin in self.returns[key]]
        places = self.env["res.company"].browse(key[1]).currency_id.decimal_places
        kept = [
            a for d, a in rows if (not begin or d >= begin) and (not end or d < end)
        ]
        return rounded(Decimal(sum(kept)), places)

    def _rhythm(self, key, rules):
        orders = self.orders[key]
        days = sorted({day for day, *_rest in orders})
        gaps = pd.Series(days).diff().dropna().dt.days if len(days) > 2 else None
        median = Decimal(str(gaps.median())) if gaps is not None else Decimal(0)
        tomorrow = self.as_of + timedelta(days=1)
        begin = tomorrow - relativedelta(months=rules.months) if rules.months else None
        places = self.env["res.company"].browse(key[1]).currency_id.decimal_places
        first = sum(amount for day, amount, _m in orders if day == days[0])
        return {
            "order_days": len(days),
            "first_order_amount": rounded(Decimal(first), places),
            "revenue_prior_12m": self._sum(
                key,
                tomorrow - relativedelta(months=24),
                tomorrow - relativedelta(months=12),
            ),
            "median_interval_days": median,
            "next_order_date": bool(median)
            and days[-1] + timedelta(days=half_up(median)),
            "repeat_rate": rounded(Decimal(len(days) - 1) / len(days), 4)
            if days
            else Decimal(0),
            "rfm_order_count": sum(not begin or day >= begin for day, *_r in orders),
            "rfm_revenue": self._sum(key, begin),
        }

    def _score(self, customers, rules):
        buyers = [figures for figures in customers if figures["order_count"]]
        silent = [(self.as_of - f["last_order_date"]).days for f in buyers]
        for name, values, cuts in (
            ("recency_score", [-days for days in silent], None),
            (
                "frequency_score",
                [f["rfm_order_count"] for f in buyers],
                rules.frequency_cuts,
            ),
            (
                "monetary_score",
                [f["rfm_revenue"] for f in buyers],
                rules.monetary_cuts,
            ),
        ):
            scores = self._ranked(values, rules.classes)
            if cuts:
                scores = [1 + sum(value >= cut for cut in cuts) for value in values]
            if name == "recency_score" and rules.recency_cuts:
                scores = [
                    rules.classes - sum(days > cut for cut in rules.recency_cuts)
                    for days in silent
                ]
            for figures in customers:
                figures[name] = 0
            for figures, score in zip(buyers, scores, strict=True):
                figures[name] = int(score)

    @staticmethod
    def _ranked(values, classes):
        """1 + the whole part of classes x share of those with strictly less."""
        less = pd.Series(values, dtype=object).rank(method="min").sub(1).astype(int)
        return [1 + int(Fraction(int(n) * classes, len(values))) for n in less]

    def _judge(self, figures, rules):
        """Segment, stage and risk of one customer."""
        if not figures["order_count"]:
            figures.update(rfm_segment=False, lifecycle="prospect")
            figures["churn_risk"] = "unknown"
            return
        figures["rfm_segment"] = self._segment(figures, rules)
        silence = (self.as_of - figures["last_order_date"]).days
        median = figures["median_interval_days"]
        rhythm = max(median, Decimal(rules.least_rhythm)) if median else None
        figures["lifecycle"] = "active"
        for stage, factor, days in zip(
            ("at_risk", "dormant", "lost"), rules.factors, rules.days, strict=True
        ):
            if silence > (Decimal(factor) * rhythm if rhythm else days):
                figures["lifecycle"] = stage
        if (self.as_of - figures["first_order_date"]).days <= rules.new_days:
            figures["lifecycle"] = "new"
        figures["churn_risk"] = "unknown"
        if rhythm:
            steps = sum(silence > Decimal(f) * rhythm for f in rules.risk_factors)
            before, now = figures["revenue_prior_12m"], figures["revenue_12m"]
            steps += before > 0 and 100 * now < before * (100 - rules.falling)
            figures["churn_risk"] = ("low", "medium", "high", "high")[steps]

    @staticmethod
    def _segment(figures, rules):
        scale = Fraction(4, rules.classes - 1)
        mean = Fraction(figures["frequency_score"] + figures["monetary_score"], 2)
        recency = 1 + int(scale * (figures["recency_score"] - 1) + Fraction(1, 2))
        value = 1 + int(scale * (mean - 1) + Fraction(1, 2))
        return rules.map[recency].split()[value - 1]

    @staticmethod
    def _find_potential(customers, rules):
        firsts = [f["first_order_amount"] for f in customers if f["order_count"]]
        usual = sum(firsts) / len(firsts) if firsts else 0
        for figures in customers:
            before, now = figures["revenue_prior_12m"], figures["revenue_12m"]
            grows = before > 0 and 100 * now >= before * (100 + rules.growth)
            is_new = figures["lifecycle"] == "new"
            figures["is_high_potential"] = bool(
                figures["abc_class"] != "A"
                and figures["churn_risk"] in ("low", "unknown")
                and figures["lifecycle"] in ("new", "active")
                and (grows or is_new and figures["first_order_amount"] > usual)
            )
