import numpy as np

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.purchase_model import DAYS_PER_WEEK, MONTHS, monthly_rate, predict
from . import history_sql
from .arrays import as_literal, read_columns
from .customer_profile import PREDICTED
from .prediction_settings import DISCOUNT, chosen

# Rows of one UPDATE: its arrays are a few megabytes.
WRITTEN_AT_ONCE = 100_000
# Up to so many customers a fit is tested within the refresh that makes it.
TESTED_AT_ONCE = 20_000
DECIMALS = {"p_alive": 4, "expected_orders_12m": 3}
WORDS = {"model": 1.0, "mean": 2.0}


class CustomerProfile(models.Model):
    _inherit = "customer.profile"

    @api.model
    def _refresh_steps(self):
        return super()._refresh_steps() + [self._refresh_predictions]

    @api.model
    def _refresh_predictions(self, scope):
        """Predict the next 12 months of the customers of a scope; return rows written.

        A company that was never fitted is fitted by a refresh of all: afterwards that
        is a job of its own, weekly.
        """
        written = self._reset_predictions(scope)
        for company in self.env["res.company"].sudo().search(Domain.TRUE):
            written += self._predict_company(company, scope)
        return written

    @api.model
    def _predict_company(self, company, scope):
        rows = read_columns(
            self.env.cr,
            self._predicted_rows_sql(company, scope),
            ("id", "x", "t_x", "total_time", "mean", "basis", "historic", *PREDICTED),
        )
        if not len(rows["id"]):
            return 0
        fits = self.env["customer.prediction.fit"].sudo()
        fit = fits._in_use(company, scope.as_of)
        if not fit and scope.partner_ids is None:
            fit = self._first_fit(company, scope.as_of, len(rows["id"]))
        if not fit:
            return 0
        return self._write_changed(rows, self._predict_rows(company, fit, rows))

    @api.model
    def _first_fit(self, company, day, customers):
        """Fit a company that never was; of a large one the test is left to the job."""
        small = customers <= TESTED_AT_ONCE
        if not small:
            self.env.ref("customer_info_mgmt.ir_cron_fit_purchase_model")._trigger()
        return self.env["customer.prediction.fit"].sudo()._fit(company, day, test=small)

    @api.model
    def _predicted_rows_sql(self, company, scope):
        """What the model needs to know of the customers, and what is stored of them."""
        figures = SQL(
            "(SELECT * FROM customer_profile WHERE company_id = %s AND %s) AS figures",
            company.id,
            scope.where_partner(SQL("partner_id")),
        )
        return SQL(
            """
            SELECT profile.id, past.x, past.t_x, past.total_time, past.mean,
                   (profile.clv_historic IS NOT DISTINCT FROM profile.margin)::int
                       AS historic,
                   CASE profile.prediction_basis
                        WHEN 'model' THEN 1 WHEN 'mean' THEN 2 ELSE 0 END AS basis,
                   %(stored)s
              FROM customer_profile profile
              JOIN (%(pasts)s) AS past ON past.partner_id = profile.partner_id
             WHERE profile.company_id = %(company)s
            """,
            stored=SQL(", ").join(
                SQL("profile.%s", SQL.identifier(name)) for name in PREDICTED
            ),
            pasts=history_sql.pasts(figures, scope.as_of),
            company=company.id,
        )

    @api.model
    def _predict_rows(self, company, fit, rows):
        """Return what is predicted of each row: dict of name to array, rounded."""
        found = self._by_model(fit, rows) or self._by_mean(fit, rows)
        decimals = company.currency_id.decimal_places
        for name in PREDICTED:
            found[name] = np.round(found[name], DECIMALS.get(name, decimals))
        return found

    @api.model
    def _by_model(self, fit, rows):
        orders, worth = fit._models()
        if orders is None:
            return None
        found = predict(
            orders,
            worth,
            rows["x"],
            rows["t_x"] / DAYS_PER_WEEK,
            rows["total_time"] / DAYS_PER_WEEK,
            rows["mean"],
            discount=monthly_rate(chosen(self.env, DISCOUNT)),
            mean_value=fit.mean_value,
        )
        columns = (
            found.p_alive,
            found.orders,
            found.value,
            found.low,
            found.high,
        )
        return dict(zip(PREDICTED, columns, strict=True)) | {"basis": WORDS["model"]}

    @api.model
    def _by_mean(self, fit, rows):
        """Everybody orders as the average customer does; no range can be given."""
        nothing = np.zeros_like(rows["x"])
        own = (rows["x"] > 0) & (rows["mean"] > 0)
        worth = np.where(own, rows["mean"], fit.mean_value)
        month = np.arange(1, MONTHS + 1)
        rate = monthly_rate(chosen(self.env, DISCOUNT))
        discounted = ((1 + rate) ** -month).mean()
        return {
            "p_alive": nothing,
            "expected_orders_12m": nothing + fit.pace,
            "clv_predicted": fit.pace * worth * discounted,
            "clv_low": nothing,
            "clv_high": nothing,
            "basis": WORDS["mean"],
        }

    @api.model
    def _write_changed(self, rows, found):
        """Write what is not stored yet; return the number of rows."""
        changed = (rows["basis"] != found["basis"]) | (rows["historic"] == 0)
        for name in PREDICTED:
            changed |= rows[name] != found[name]
        positions = np.flatnonzero(changed)
        basis = next(word for word, code in WORDS.items() if code == found["basis"])
        for begin in range(0, len(positions), WRITTEN_AT_ONCE):
            some = positions[begin : begin + WRITTEN_AT_ONCE]
            arrays = [as_literal(rows["id"][some].astype(int))]
            arrays += [as_literal(found[name][some]) for name in PREDICTED]
            self._write_arrays(arrays, basis)
        return len(positions)

    @api.model
    def _write_arrays(self, arrays, basis):
        names = SQL(", ").join(map(SQL.identifier, PREDICTED))
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_profile profile
                   SET %(assignments)s, clv_historic = profile.margin,
                       prediction_basis = %(basis)s,
                       write_uid = %(uid)s, write_date = %(now)s
                  FROM unnest(%(ids)s::int[], %(arrays)s) AS news (id, %(names)s)
                 WHERE profile.id = news.id
                """,
                assignments=SQL(", ").join(
                    SQL("%s = news.%s", SQL.identifier(name), SQL.identifier(name))
                    for name in PREDICTED
                ),
                basis=basis,
                ids=arrays[0],
                arrays=SQL(", ").join(SQL("%s::numeric[]", a) for a in arrays[1:]),
                names=names,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )

    @api.model
    def _reset_predictions(self, scope):
        """Take predictions away from who has no orders; what came back is a loss."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_profile
                   SET p_alive = 0, expected_orders_12m = 0, clv_predicted = 0,
                       clv_low = 0, clv_high = 0, prediction_basis = NULL,
                       clv_historic = margin,
                       write_uid = %(uid)s, write_date = %(now)s
                 WHERE COALESCE(order_days, 0) = 0
                   AND %(in_scope)s
                   AND (
                        prediction_basis IS NOT NULL
                        OR p_alive IS NULL
                        OR clv_historic IS DISTINCT FROM margin
                   )
                """,
                in_scope=scope.where_partner(SQL("partner_id")),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        return self.env.cr.rowcount
