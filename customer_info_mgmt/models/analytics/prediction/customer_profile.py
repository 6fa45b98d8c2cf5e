from odoo import api, fields, models
from odoo.tools import SQL, format_date, formatLang

BASES = [("model", "Purchase Model"), ("mean", "Mean of the Company")]
PREDICTED = (
    "p_alive",
    "expected_orders_12m",
    "clv_predicted",
    "clv_low",
    "clv_high",
)


class CustomerProfile(models.Model):
    """What a customer will bring in the next 12 months, and what it brought so far.

    Predictions are net revenue, untaxed, less returns, in the company's currency; what
    comes in a month is discounted to today. ``clv_historic`` is margin: what is past is
    known to the cost, what is to come only to the amount.
    """

    _inherit = "customer.profile"

    p_alive = fields.Float(
        "Still Buying",
        digits=(6, 4),
        readonly=True,
        aggregator="avg",
        help="Probability, 0 to 1, that the customer has not left for good.",
    )
    expected_orders_12m = fields.Float(
        "Expected Orders",
        digits=(12, 3),
        readonly=True,
        help="Days with orders to expect in the next 12 months.",
    )
    clv_historic = fields.Monetary(
        "Value so far",
        readonly=True,
        help="Margin of all orders to date, less what came back.",
    )
    clv_predicted = fields.Monetary(
        "Predicted Value",
        readonly=True,
        help="Net revenue to expect in the next 12 months, discounted to today.",
    )
    clv_low = fields.Monetary(
        "At Least",
        readonly=True,
        aggregator=None,
        help="What the customer brings lies between this and the next figure with a "
        "probability of 95 %.",
    )
    clv_high = fields.Monetary("At Most", readonly=True, aggregator=None)
    prediction_basis = fields.Selection(
        BASES,
        "Predicted by",
        readonly=True,
        help="Mean of the Company: there is too little for a model, everybody is "
        "expected to order as the average customer does.",
    )

    @api.model
    def _new_row_values(self):
        zeros = dict.fromkeys((*PREDICTED, "clv_historic"), SQL("0"))
        return super()._new_row_values() | zeros

    # === Sentences === #

    @api.model
    def _get_explained_fields(self):
        return super()._get_explained_fields() + [*PREDICTED, "prediction_basis"]

    def _explain(self):
        return super()._explain() + self._explain_prediction()

    def _explain_prediction(self):
        """Sentences on what is expected; none of who has not ordered yet."""
        if not self.prediction_basis:
            return []
        values = {
            "orders": formatLang(self.env, self.expected_orders_12m, digits=1),
            "value": self._format_amount(self.clv_predicted),
            "low": self._format_amount(self.clv_low),
            "high": self._format_amount(self.clv_high),
            "alive": formatLang(self.env, 100 * self.p_alive, digits=0),
        }
        if self.prediction_basis == "mean":
            return [
                self.env._(
                    "Too little is known for a prediction of its own: like the average "
                    "customer it is expected to order %(orders)s times in the next 12 "
                    "months, for %(value)s net.",
                    **values,
                )
            ]
        return [self._explain_alive(values), self._explain_value(values)]

    def _explain_alive(self, values):
        if self.p_alive >= 0.99995 and self.order_days == 1:
            return self.env._(
                "One order does not tell whether a customer stays; the model counts "
                "it as still buying."
            )
        return self.env._(
            "Still buying with a probability of %(alive)s %%, judged by its own rhythm "
            "and the time since the last order.",
            **values,
        )

    def _explain_value(self, values):
        fit = self._prediction_fit()
        return self.env._(
            "Expected in the next 12 months: %(orders)s orders worth %(value)s net, "
            "discounted to today; between %(low)s and %(high)s with a probability of "
            "95 %% (purchase model of %(date)s).",
            date=format_date(self.env, fit.date) if fit else "",
            **values,
        )

    def _prediction_fit(self):
        """Return the fit that today's predictions of this customer rest on."""
        fits = self.env["customer.prediction.fit"].sudo()
        return fits._in_use(self.company_id, self._today())

    # === Actions === #

    def action_open_customer(self):
        """Open the file of the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(self.env.ref("base.view_partner_form").id, "form")],
        }
