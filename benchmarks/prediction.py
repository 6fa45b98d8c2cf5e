"""Measure the purchase model: fit, prediction and how right it is.

    dev/python benchmarks/prediction.py --database bench --scale 0.1 [--template DB]
    dev/python benchmarks/prediction.py --database DB --day 2026-09-30 --only test

A database that does not exist is copied from the template and filled. The baseline is
the package ``lifetimes`` on the same customers: both fits, the probability to be alive,
the expected orders and the discounted value of 12 months. It gives no ranges. With
``--only test`` the fit is tested on the quarter up to ``--day``, beside naive rules.
What is measured is rolled back.
"""

import argparse
import resource
import sys
from contextlib import ExitStack
from datetime import date

import numpy as np
from generate import SEED
from results import HEAD, Clock, Table
from run import busy, environment, prepare

LAST_DAY = "2026-06-30"
# Only so many customers are given to ``lifetimes`` at once: its tables of a million
# take several GB.
THEIR_MOST = 1_000_000


class PredictionMeasures:
    """The measurements over one database."""

    def __init__(self, env, clock, day):
        self.env, self.clock, self.day, self.table = env, clock, day, Table()
        self.fits = env["customer.prediction.fit"]
        self.company = self._largest_company()
        self.fits.search([]).unlink()

    def _largest_company(self):
        self.env.cr.execute("""
            SELECT company_id FROM customer_profile WHERE order_days > 0
          GROUP BY company_id ORDER BY COUNT(*) DESC LIMIT 1
        """)
        return self.env["res.company"].browse(self.env.cr.fetchone()[0])

    def run(self):
        """Measure fit and prediction, then ``lifetimes``."""
        from odoo.addons.customer_info_mgmt.models.analytics.prediction import (
            arrays,
            fitting,
            history_sql,
        )

        profiles = self.env["customer.profile"]
        # What the profiles hold is of the day that they were refreshed for.
        type(profiles)._today = lambda profiles: self.day
        pasts = history_sql.pasts(self.fits._figures(self.company, self.day), self.day)
        names = ("x", "t_x", "total_time", "mean")
        past = {}
        self._time(
            "figures read",
            lambda: past.update(arrays.read_columns(self.env.cr, pasts, names)),
        )
        self.past = past
        self.table.add("customers", len(past["x"]), "rows")
        fitted = {}
        fit = self._time(
            "fit of both order models and the value model",
            lambda: fitted.update(fitted=fitting.fit(past)),
        )
        print(fitted["fitted"].values)
        score = self._time("prediction with ranges", lambda: self._score(**fitted))
        self.ours = fit + score
        self._database()
        self._memory("peak memory, all of the above")
        self._lifetimes()

    def _score(self, fitted):
        from odoo.addons.customer_info_mgmt.models.analytics.prediction.fitting import (
            weeks,
        )
        from odoo.addons.customer_info_mgmt.tools.purchase_model import (
            monthly_rate,
            predict,
        )

        self.predicted = predict(
            fitted.orders,
            fitted.worth,
            *weeks(self.past),
            self.past["mean"],
            discount=monthly_rate(10),
        )

    def _database(self):
        """The step of the refresh: everything new, nothing new, the day after."""
        from datetime import timedelta

        from odoo.addons.customer_info_mgmt.models.file.customer_profile import (
            RefreshScope,
        )

        self.env["customer.profile"].invalidate_model()
        type(self.fits)._test = lambda fits, *known: {}
        self.fits._fit(self.company, self.day)
        profiles = self.env["customer.profile"]
        for what, day in (
            ("step of the refresh: first", self.day),
            ("step of the refresh: again", self.day),
            ("step of the refresh: the day after", self.day + timedelta(days=1)),
        ):
            begin = self.clock.now()
            written = profiles._refresh_predictions(RefreshScope(day))
            self.table.add(what, self.clock.now() - begin, note=f"{written} rows")

    def _lifetimes(self):
        from lifetimes import BetaGeoFitter, GammaGammaFitter

        from odoo.addons.customer_info_mgmt.models.analytics.prediction.fitting import (
            weeks,
        )

        x, t_x, T = (column[:THEIR_MOST] for column in weeks(self.past))
        mean = self.past["mean"][:THEIR_MOST]
        orders, worth = BetaGeoFitter(), GammaGammaFitter()
        again = (x > 0) & (mean > 0)

        def fit():
            orders.fit(x, t_x, T)
            worth.fit(x[again], mean[again])

        def score():
            import pandas as pd

            columns = [pd.Series(column) for column in (x, t_x, T)]
            orders.conditional_probability_alive(*columns)
            orders.conditional_expected_number_of_purchases_up_to_time(52.18, *columns)
            worth.customer_lifetime_value(
                orders, *columns, pd.Series(mean), 12, monthly_rate_, freq="W"
            )

        monthly_rate_ = 1.1 ** (1 / 12) - 1
        theirs = self._time("lifetimes: both fits", fit)
        theirs += self._time("lifetimes: alive, orders, value, no ranges", score)
        print(
            dict(orders.params_), dict(worth.params_), orders._negative_log_likelihood_
        )
        share = len(x) / len(self.past["x"])
        self.table.add(
            "fit and prediction beside lifetimes",
            self.ours * share,
            baseline=theirs,
            target=1 / 20,
        )
        self._memory("peak memory, with lifetimes")

    def test(self):
        """Compare the fit with the last quarter, beside naive rules."""
        begin = self.clock.now()
        fit = self.fits._fit(self.company, self.day)
        self.table.add("fit and test, figures from documents", self.clock.now() - begin)
        print(fit.summary)
        self.table.add("orders that came", fit.test_actual_orders, "orders")
        for rule in ("model", "last", "pace"):
            self.table.add(
                f"orders, {rule}",
                fit[f"test_{rule}_orders"],
                "orders",
                baseline=fit.test_actual_orders,
            )
        for rule in ("last", "pace"):
            self.table.add(
                f"error per customer beside {rule}",
                fit.test_model_mae,
                "orders",
                baseline=fit[f"test_{rule}_mae"],
                target=1,
            )
        for group in fit.calibration:
            print(group)
        self._memory("peak memory")

    def _time(self, name, work):
        begin = self.clock.now()
        work()
        duration = self.clock.now() - begin
        self.table.add(name, duration)
        return duration

    def _memory(self, name):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        self.table.add(name, peak, "GB")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", required=True)
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument("--template")
    parser.add_argument("--day", type=date.fromisoformat, default=LAST_DAY)
    parser.add_argument("--only", choices=("run", "test"), default="run")
    options = parser.parse_args()
    prepare(options.database, options.template, options.scale, SEED)
    np.set_printoptions(precision=4)
    with ExitStack() as stack:
        env = environment(options.database, stack)
        print(HEAD)
        measures = PredictionMeasures(env, Clock(env.cr, busy()), options.day)
        getattr(measures, options.only)()
        env.cr.rollback()
    return int(any(row["passed"] is False for row in measures.table.rows))


if __name__ == "__main__":
    sys.exit(main())
