from odoo import fields, models

from ...file.res_partner import FIGURE_GROUPS
from .. import sales_sql
from .customer_profile_reasons import NONE_IS_LEAST


def _figure(kind, name, label, **values):
    if kind is fields.Monetary:
        values["currency_field"] = "customer_currency_id"
    return kind(
        related=f"customer_profile_id.{name}",
        string=label,
        groups=FIGURE_GROUPS,
        **values,
    )


class ResPartner(models.Model):
    """The behaviour of a customer where the customer is."""

    _inherit = "res.partner"

    customer_order_days = _figure(
        fields.Integer, "order_days", "Days with Orders of Customer"
    )
    customer_first_order_amount = _figure(
        fields.Monetary, "first_order_amount", "First Order of Customer"
    )
    customer_revenue_prior_12m = _figure(
        fields.Monetary, "revenue_prior_12m", "Customer Revenue of the 12 Months before"
    )
    customer_median_interval_days = _figure(
        fields.Float,
        "median_interval_days",
        "Usual Days between Orders of Customer",
        digits=(8, 1),
        aggregator="avg",
    )
    customer_next_order_date = _figure(
        fields.Date, "next_order_date", "Next Order of Customer Expected"
    )
    customer_next_order_text = _figure(
        fields.Char, "next_order_text", "Next Order of Customer"
    )
    customer_order_days_late = _figure(
        fields.Integer, "order_days_late", "Days Customer Is Late", aggregator=None
    )
    customer_repeat_rate = _figure(
        fields.Float,
        "repeat_rate",
        "Repeat Rate of Customer",
        digits=(6, 4),
        aggregator="avg",
    )
    customer_recency_score = _figure(
        fields.Integer, "recency_score", "Recency of Customer", aggregator="avg"
    )
    customer_frequency_score = _figure(
        fields.Integer, "frequency_score", "Frequency of Customer", aggregator="avg"
    )
    customer_monetary_score = _figure(
        fields.Integer, "monetary_score", "Monetary Value of Customer", aggregator="avg"
    )
    customer_rfm_segment = _figure(
        fields.Selection, "rfm_segment", "RFM Segment of Customer"
    )
    customer_lifecycle = _figure(
        fields.Selection, "lifecycle", "Stage of Life of Customer"
    )
    customer_lifecycle_date = _figure(
        fields.Date, "lifecycle_date", "Customer in this Stage since"
    )
    customer_churn_risk = _figure(
        fields.Selection, "churn_risk", "Churn Risk of Customer"
    )
    customer_churn_reasons = _figure(
        fields.Text, "churn_reasons", "Reasons to Worry about Customer"
    )
    customer_revenue_at_stake = _figure(
        fields.Monetary, "revenue_at_stake", "Revenue at Stake with Customer"
    )
    customer_is_high_potential = _figure(
        fields.Boolean, "is_high_potential", "High Potential of Customer"
    )
    customer_potential_reasons = _figure(
        fields.Text, "potential_reasons", "Reasons to Hope for Customer"
    )

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name.removeprefix("customer_") in NONE_IS_LEAST and not nulls.code:
            nulls = sales_sql.never_is_earliest(direction)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    def action_plan_customer_activity(self):
        """Open the dialog that plans an activity for these customers: a call."""
        call = self.env.ref("mail.mail_activity_data_call", raise_if_not_found=False)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan an Activity"),
            "res_model": "mail.activity.schedule",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                **self.env.context,
                "active_model": "res.partner",
                "active_ids": self.ids,
                "active_id": self.ids[:1],
                "default_activity_type_id": call.id if call else False,
            },
        }
