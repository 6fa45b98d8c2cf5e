from odoo import api, fields, models
from odoo.tools import format_date, formatLang

LOYAL = 0.001


class CustomerPredictionFit(models.Model):
    """What a fit says, in words for who never heard of the model."""

    _inherit = "customer.prediction.fit"

    summary = fields.Text(
        compute="_compute_summary", help="What came out, in plain words."
    )
    test_bias = fields.Float(
        "Orders too Many",
        digits=(8, 4),
        compute="_compute_test_bias",
        help="Orders predicted in the test over those that came, less 1.",
    )

    @api.depends("date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for fit in self:
            fit.display_name = self.env._(
                "Purchase model of %s", format_date(self.env, fit.date)
            )

    @api.depends("test_model_orders", "test_actual_orders")
    def _compute_test_bias(self):
        for fit in self:
            actual = fit.test_actual_orders
            fit.test_bias = fit.test_model_orders / actual - 1 if actual else 0.0

    @api.depends("state", "order_a", "order_b", "test_date", "customer_count")
    @api.depends_context("lang")
    def _compute_summary(self):
        for fit in self:
            sentences = {
                "too_little": fit._say_too_little,
                "not_converged": fit._say_not_converged,
                "ok": fit._say_result,
            }
            fit.summary = "\n".join(sentences.get(fit.state, list)())

    def _say_too_little(self):
        return [
            self.env._(
                "%(customers)s customers have ordered, %(repeats)s of them again. A "
                "model needs 50 and 20. Until then everybody is expected to order as "
                "the average customer does: %(pace)s times a year.",
                customers=self._number(self.customer_count, 0),
                repeats=self._number(self.repeat_count, 0),
                pace=self._number(self.pace),
            )
        ]

    def _say_not_converged(self):
        return [
            self.env._(
                "The orders of these customers fit none of the models. Everybody is "
                "expected to order as the average customer does: %s times a year.",
                self._number(self.pace),
            )
        ]

    def _say_result(self):
        return [
            self._say_basis(),
            *self._say_loyalty(),
            *self._say_worth(),
            *self._say_test(),
        ]

    def _say_basis(self):
        return self.env._(
            "Learnt from %(customers)s customers, of whom %(repeats)s ordered again. "
            "From how often and how long ago a customer ordered follows how likely it "
            "still buys and how many orders to expect.",
            customers=self._number(self.customer_count, 0),
            repeats=self._number(self.repeat_count, 0),
        )

    def _say_loyalty(self):
        # The share that leaves after an order, on average.
        if self.order_a > LOYAL * (self.order_a + self.order_b):
            return []
        return [
            self.env._(
                "Nothing in these orders shows that customers leave for good: all "
                "count as still buying. Who is late by its own rhythm, the churn risk "
                "tells."
            )
        ]

    def _say_worth(self):
        if not self.value_q:
            return [
                self.env._(
                    "The amounts fit no model: an order counts as much as the "
                    "customer's orders were worth so far."
                )
            ]
        if abs(self.correlation) > 0.3:
            return [
                self.env._(
                    "Who orders more often orders for other amounts than the rest "
                    "(correlation %s): amounts are less sure than numbers of orders.",
                    self._number(self.correlation),
                )
            ]
        return []

    def _say_test(self):
        if not self.test_date:
            return [self.env._("Not tested: a quarter ago there was too little.")]
        return [
            self._say_totals(),
            self._say_per_customer(),
            self.env._(
                "%s %% of the customers brought what the range of 95 %% said.",
                self._number(100 * self.test_coverage, 1),
            ),
        ]

    def _say_totals(self):
        return self.env._(
            "Tested on the quarter after %(date)s: %(predicted)s orders were predicted "
            "and %(actual)s came; revenue of %(value)s was predicted and "
            "%(actual_value)s came.",
            date=format_date(self.env, self.test_date),
            predicted=self._number(self.test_model_orders, 0),
            actual=self._number(self.test_actual_orders, 0),
            value=self._amount(self.test_model_value),
            actual_value=self._amount(self.test_actual_value),
        )

    def _say_per_customer(self):
        values = {
            "model": self._number(self.test_model_mae),
            "last": self._number(self.test_last_mae),
            "pace": self._number(self.test_pace_mae),
        }
        if self.test_model_mae <= min(self.test_last_mae, self.test_pace_mae):
            return self.env._(
                "Per customer it was off by %(model)s orders; expecting the quarter "
                "before again would have been off by %(last)s, the pace since the "
                "first order by %(pace)s.",
                **values,
            )
        return self.env._(
            "Per customer it was off by %(model)s orders. A simpler rule would have "
            "been nearer: the quarter before again was off by %(last)s, the pace since "
            "the first order by %(pace)s.",
            **values,
        )

    def _number(self, value, digits=2):
        return formatLang(self.env, value, digits=digits)

    def _amount(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)
