import logging
import time
from datetime import timedelta

import numpy as np
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.purchase_orders import BG_NBD, MBG_NBD, OrderModel
from ....tools.purchase_value import ValueModel
from ...file.customer_profile import COLLISIONS, RefreshScope
from . import fitting, history_sql
from .arrays import read_columns

_logger = logging.getLogger(__name__)

TEST_MONTHS = 3
# A company is fitted again after so many days.
FIT_DAYS = 7
PAST = ("partner_id", "x", "t_x", "total_time", "mean", "order_days", "revenue")
KINDS = [(BG_NBD, "BG/NBD"), (MBG_NBD, "MBG/NBD")]
STATES = [
    ("ok", "In Use"),
    ("too_little", "Too Little to Go On"),
    ("not_converged", "No Clear Result"),
]


class CustomerPredictionFit(models.Model):
    """What the purchase model of a company learnt from its customers on one day.

    Predictions use the last fit up to their day. Each fit is tested: the same models
    are fitted to what was known a quarter before, and compared with what came since.
    """

    _name = "customer.prediction.fit"
    _description = "Fit of the Purchase Model"
    _order = "date desc, id desc"
    _rec_name = "date"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date("As of", required=True, readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True)
    kind = fields.Selection(
        KINDS,
        "Model",
        readonly=True,
        help="Of two models, the one that makes the orders of the customers likelier. "
        "MBG/NBD lets customers leave after their first order too.",
    )
    customer_count = fields.Integer("Customers", readonly=True)
    repeat_count = fields.Integer(
        "Who Ordered Again", readonly=True, help="Customers with orders on two days."
    )
    seconds = fields.Float("Seconds Taken", digits=(8, 2), readonly=True)
    pace = fields.Float(
        "Repeated Orders per Year",
        digits=(10, 3),
        readonly=True,
        aggregator="avg",
        help="Of an average customer, from its first order to the day of the fit.",
    )
    mean_value = fields.Monetary(
        "Worth of an Order",
        readonly=True,
        aggregator="avg",
        help="Revenue of all customers over their days with orders.",
    )
    correlation = fields.Float(
        "Pace and Worth",
        digits=(4, 3),
        readonly=True,
        aggregator="avg",
        help="Correlation of how often and for how much customers order, -1 to 1. The "
        "model supposes that there is none: far from 0, amounts are less sure.",
    )
    order_r = fields.Float("r", digits=(12, 5), readonly=True, aggregator=None)
    order_alpha = fields.Float("alpha", digits=(12, 5), readonly=True, aggregator=None)
    order_a = fields.Float("a", digits=(12, 5), readonly=True, aggregator=None)
    order_b = fields.Float("b", digits=(12, 5), readonly=True, aggregator=None)
    value_p = fields.Float("p", digits=(12, 5), readonly=True, aggregator=None)
    value_q = fields.Float("q", digits=(12, 5), readonly=True, aggregator=None)
    value_v = fields.Float("v", digits=(16, 5), readonly=True, aggregator=None)
    order_r_error = fields.Float(
        "Error of r", digits=(12, 5), readonly=True, aggregator=None
    )
    order_alpha_error = fields.Float(
        "Error of alpha", digits=(12, 5), readonly=True, aggregator=None
    )
    order_a_error = fields.Float(
        "Error of a", digits=(12, 5), readonly=True, aggregator=None
    )
    order_b_error = fields.Float(
        "Error of b", digits=(12, 5), readonly=True, aggregator=None
    )
    value_p_error = fields.Float(
        "Error of p", digits=(12, 5), readonly=True, aggregator=None
    )
    value_q_error = fields.Float(
        "Error of q", digits=(12, 5), readonly=True, aggregator=None
    )
    value_v_error = fields.Float(
        "Error of v", digits=(16, 5), readonly=True, aggregator=None
    )
    order_covariance = fields.Json(readonly=True)
    value_covariance = fields.Json(readonly=True)
    log_likelihood = fields.Float(digits=(16, 3), readonly=True, aggregator=None)
    other_log_likelihood = fields.Float(
        "Log-Likelihood of the Other Model",
        digits=(16, 3),
        readonly=True,
        aggregator=None,
    )
    value_log_likelihood = fields.Float(
        "Log-Likelihood of the Worth", digits=(16, 3), readonly=True, aggregator=None
    )
    at_bound = fields.Char(
        "At a Bound",
        readonly=True,
        help="Parameters that went as far as they may, or that nothing depends on.",
    )
    test_date = fields.Date(
        "Tested from",
        readonly=True,
        help="The test knew the orders up to this day and predicted those after it.",
    )
    test_customers = fields.Integer("Customers Tested", readonly=True)
    test_actual_orders = fields.Float("Orders that Came", digits=(12, 1), readonly=True)
    test_model_orders = fields.Float("Orders Predicted", digits=(12, 1), readonly=True)
    test_last_orders = fields.Float(
        "Orders of the Quarter before", digits=(12, 1), readonly=True
    )
    test_pace_orders = fields.Float(
        "Orders at the Same Pace", digits=(12, 1), readonly=True
    )
    test_model_mae = fields.Float(
        "Off per Customer",
        digits=(8, 3),
        readonly=True,
        aggregator="avg",
        help="How many orders the prediction was off, on average over the customers.",
    )
    test_last_mae = fields.Float(
        "Off, Quarter before", digits=(8, 3), readonly=True, aggregator="avg"
    )
    test_pace_mae = fields.Float(
        "Off, Same Pace", digits=(8, 3), readonly=True, aggregator="avg"
    )
    test_actual_value = fields.Monetary("Revenue that Came", readonly=True)
    test_model_value = fields.Monetary("Revenue Predicted", readonly=True)
    test_last_value = fields.Monetary("Revenue of the Quarter before", readonly=True)
    test_coverage = fields.Float(
        "Within the Range",
        digits=(6, 4),
        readonly=True,
        aggregator="avg",
        help="Share of the customers who brought what the 95 % range said.",
    )
    calibration = fields.Json("Predicted and Actual Orders", readonly=True)

    _company_date_idx = models.Index("(company_id, date)")

    # === Fit === #

    @api.model
    def fit(self, as_of=None):
        """Fit the models of the current company and test them.

        Today's fit reads the figures that the profiles hold; one as of a day in the
        past reads the documents up to that day.

        :param as_of: last day that counts (date or ISO text); today when empty
        :return: the new record, whose ``state`` and ``summary`` say what came out
        :raise AccessError: for users who do not manage the customer file
        :raise UserError: for what is no day
        """
        if not self.env.su and not self.env.user.has_group(
            "customer_info_mgmt.group_customer_manager"
        ):
            raise AccessError(
                self.env._("Only a customer manager may fit the purchase model.")
            )
        day = self.env["customer.profile"]._read_as_of(as_of)
        return self.sudo()._fit(self.env.company, day).sudo(self.env.su)

    @api.model
    def _fit(self, company, day, test=True):
        """Fit the models of ``company`` to what was known on ``day``; test and keep.

        :param test: whether to test it, which reads the documents of all customers
            twice and takes most of the time
        """
        begin = time.monotonic()
        self.env["customer.profile"].flush_model()
        self.env.cr.execute("SET LOCAL jit = off")
        past = self._read_past(company, day)
        values = {"company_id": company.id, "date": day} | fitting.means(past)
        values |= fitting.fit(past).values
        if values["state"] == "ok" and test:
            values |= self._test(company, day, past)
        values["seconds"] = time.monotonic() - begin
        # What came to nothing, or was not tested, says no more than this one.
        untested = Domain("state", "!=", "ok") | Domain("test_date", "=", False)
        self.search(Domain("company_id", "=", company.id) & untested).unlink()
        return self.create(values)

    @api.model
    def _figures(self, company, day):
        """FROM item with the figures of a company's customers on a day."""
        profiles = self.env["customer.profile"]
        columns = SQL(", ").join(map(SQL.identifier, history_sql.FIGURES))
        source = (
            SQL("customer_profile")
            if day == profiles._today()
            else SQL("(%s) AS dated", profiles._figures_at(RefreshScope(day)))
        )
        return SQL(
            "(SELECT partner_id, %s FROM %s WHERE company_id = %s) AS figures",
            columns,
            source,
            company.id,
        )

    @api.model
    def _read_past(self, company, day):
        """Return what is known of a company's customers on a day, by columns."""
        pasts = history_sql.pasts(self._figures(company, day), day)
        return read_columns(self.env.cr, pasts, PAST)

    @api.model
    def _test(self, company, day, now):
        """Fit to what was known a quarter before and compare with what came since."""
        begin = day - relativedelta(months=TEST_MONTHS)
        earlier = begin - relativedelta(months=TEST_MONTHS)
        then = self._read_past(company, begin)
        fitted = fitting.fit(then)
        if fitted.orders is None:
            return {}
        before = self._read_past(company, earlier)
        then |= fitting.outcomes(then, now, before)
        result = fitting.back_test(fitted, then, (day - begin).days)
        return {"test_date": begin} | result

    # === Which fit counts === #

    @api.model
    def _in_use(self, company, day):
        """Return the fit that predictions of a company as of ``day`` rest on.

        It is the last one up to that day; before the first fit it is the first one.
        """
        mine = [("company_id", "=", company.id)]
        return self.search(mine + [("date", "<=", day)], limit=1) or self.search(
            mine, limit=1, order="date, id"
        )

    def _models(self):
        """Return the order and the value model, ``None`` for what cannot be used."""
        if self.state != "ok":
            return None, None
        orders = OrderModel(
            self.kind,
            self._parameters("order", "r", "alpha", "a", "b"),
            log_covariance=self._covariance("order"),
        )
        if not self.value_q:
            return orders, None
        values = self._parameters("value", "p", "q", "v")
        covariance = self._covariance("value")
        return orders, ValueModel(values, log_covariance=covariance)

    def _parameters(self, part, *names):
        return np.array([self[f"{part}_{name}"] for name in names])

    def _covariance(self, part):
        covariance = self[f"{part}_covariance"]
        return np.array(covariance) if covariance else None

    # === Jobs and buttons === #

    @api.model
    def _cron_fit(self):
        """Fit every company whose last fit is a week old, one per transaction.

        One whose customers were too few, for a fit or for its test, is tried daily.
        """
        progress = self.env["ir.cron"]
        due = self._due_companies()
        progress._commit_progress(remaining=len(due))
        for company in due:
            try:
                self._fit(company, self.env["customer.profile"]._today())
            except COLLISIONS:
                self.env.cr.rollback()
                _logger.info("Somebody changed the figures of %s.", company.name)
            if not progress._commit_progress(1):
                break

    @api.model
    def _due_companies(self):
        today = self.env["customer.profile"]._today()
        fresh = self.search(
            [
                ("state", "=", "ok"),
                ("test_date", "!=", False),
                ("date", ">", today - timedelta(days=FIT_DAYS)),
                ("date", "<=", today),
            ]
        )
        return self.env["res.company"].search(Domain.TRUE) - fresh.company_id

    @api.model
    def action_fit(self):
        """Fit the current company now, predict with it and show what came out."""
        fit = self.fit()
        profiles = self.env["customer.profile"].sudo()
        profiles._lock_refresh()
        profiles._refresh_predictions(RefreshScope(profiles._today()))
        profiles.invalidate_model()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": fit.id,
            "views": [(False, "form")],
        }

    def action_view_predictions(self):
        """Open the customers by what the model predicts of them."""
        self.ensure_one()
        xmlid = "customer_info_mgmt.customer_predicted_value_action"
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        mine = ("company_id", "=", self.company_id.id)
        return action | {"domain": [mine, ("prediction_basis", "!=", False)]}
