"""Measure the purchase model: fit, prediction and how right it is.

    dev/python benchmarks/prediction.py --database bench --scale 0.1 [--template DB]
    dev/python benchmarks/prediction.py --database DB --only test --day 2026-09-30
    dev/python benchmarks/prediction.py --database DB --only simulated

A database that does not exist is copied from the template and filled. The baseline is
the package ``lifetimes`` on the same customers: both fits, the probability to be alive,
the expected orders and the discounted value of 12 months. It gives no ranges. Generated
customers never leave for good, and ``lifetimes`` finds no parameters for them: the
comparison goes on with as many simulated ones, who do leave, or with ``--customers``.
With ``--only test`` the fit is tested on the quarter up to ``--day``, beside naive
rules. What is measured is rolled back.
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
# r, alpha, a, b and p, q, v of the simulated customers, in weeks.
SIMULATED = (0.6, 8.0, 0.5, 3.0), (6.0, 3.7, 15.0)


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
        self._in_numpy(past)
        self._database()
        self._memory("peak memory, all of the above")
        if not self._lifetimes():
            self.simulated(len(past["x"]))

    def simulated(self, customers):
        """Measure fit and prediction of simulated customers beside ``lifetimes``."""
        from odoo.addons.customer_info_mgmt.tests.pure.purchase_data import simulate

        values, worth = map(np.array, SIMULATED)
        data = simulate(customers, values, worth, 52)
        past = {
            "x": data["x"],
            "t_x": np.floor(data["t_x"] * 7),
            "total_time": np.ceil(data["T"] * 7),
            "mean": np.round(data["mean"], 2),
            "order_days": data["x"] + 1,
            "revenue": data["mean"] * (data["x"] + 1),
        }
        self._in_numpy(past)
        self._memory("peak memory, simulated customers")
        self._lifetimes()

    def _in_numpy(self, past):
        from odoo.addons.customer_info_mgmt.models.analytics.prediction import fitting

        self.past = past
        self.table.add("customers", len(past["x"]), "rows")
        fitted = {}
        fit = self._time(
            "fit of both order models and the value model",
            lambda: fitted.update(fitted=fitting.fit(past)),
        )
        score = self._time("prediction with ranges", lambda: self._score(**fitted))
        self.ours = fit + score

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
        """Measure ``lifetimes`` on the same customers; return whether it finished."""
        from lifetimes import BetaGeoFitter, GammaGammaFitter
        from lifetimes.utils import ConvergenceError

        from odoo.addons.customer_info_mgmt.models.analytics.prediction.fitting import (
            weeks,
        )

        x, t_x, T = weeks(self.past)
        mean = self.past["mean"]
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
        try:
            theirs = self._time("lifetimes: both fits", fit)
        except ConvergenceError:
            print("lifetimes found no parameters")
            return False
        theirs += self._time("lifetimes: alive, orders, value, no ranges", score)
        self.table.add(
            "fit and prediction beside lifetimes",
            self.ours,
            baseline=theirs,
            target=1 / 20,
        )
        self._memory("peak memory, with lifetimes")
        return True

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
    parser.add_argument("--only", choices=("run", "test", "simulated"))
    parser.add_argument("--customers", type=int, default=1_000_000)
    options = parser.parse_args()
    prepare(options.database, options.template, options.scale, SEED)
    np.set_printoptions(precision=4)
    with ExitStack() as stack:
        env = environment(options.database, stack)
        print(HEAD)
        measures = PredictionMeasures(env, Clock(env.cr, busy()), options.day)
        if options.only == "simulated":
            measures.simulated(options.customers)
        else:
            getattr(measures, options.only or "run")()
        env.cr.rollback()
    return int(any(row["passed"] is False for row in measures.table.rows))


if __name__ == "__main__":
    sys.exit(main())
