from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from . import sales_sql

ABC_CLASSES = [("A", "A"), ("B", "B"), ("C", "C")]
FIGURES = (
    "first_order_date",
    "last_order_date",
    "order_count",
    "revenue",
    "revenue_12m",
    "margin",
    "margin_12m",
    "return_amount",
    "average_order_value",
    "contribution_share",
    "abc_class",
    "order_days",
    "first_order_amount",
    "revenue_prior_12m",
    "median_interval_days",
    "next_order_date",
    "repeat_rate",
    "rfm_order_count",
    "rfm_revenue",
    "recency_score",
    "frequency_score",
    "monetary_score",
    "rfm_segment",
    "lifecycle",
    "lifecycle_date",
    "churn_risk",
    "is_high_potential",
)


class CustomerProfile(models.Model):
    """What a customer is worth to a company.

    - A sale counts when the order is confirmed (``state`` is ``sale``), on the day of
      ``date_order``, untaxed, in the currency of the company at the order's own rate.
    - Goods that came back, done and to be refunded, count on the day of the return, at
      the net price of their order line. They lower revenue and margin, not the number
      of orders. Goods that go out again by a return of the return count back.
    - The customer is the commercial partner of the order's partner. Partners of the
      group's own companies and those marked ``leave_out_of_figures`` have no figures.
    - A day begins and ends in the time zone of ``_timezone``.
    """

    _inherit = "customer.profile"

    first_order_date = fields.Date(readonly=True)
    last_order_date = fields.Date(readonly=True)
    order_count = fields.Integer("Orders", readonly=True)
    revenue = fields.Monetary(
        readonly=True, help="Confirmed orders, untaxed, less what came back."
    )
    revenue_12m = fields.Monetary(
        "Revenue of 12 Months",
        readonly=True,
        help="The same over the 12 months up to the last refresh, which is nightly at "
        "the latest.",
    )
    margin = fields.Monetary(
        readonly=True, help="What the orders leave over cost, less what came back."
    )
    margin_12m = fields.Monetary(
        "Margin of 12 Months",
        readonly=True,
        help="The same over the 12 months before the last refresh.",
    )
    return_amount = fields.Monetary(
        "Returned", readonly=True, help="Value of what came back, a positive amount."
    )
    average_order_value = fields.Monetary(
        readonly=True, aggregator="avg", help="Revenue per order."
    )
    contribution_share = fields.Float(
        digits=(12, 8),
        readonly=True,
        help="Share in the revenue of all customers of the company, 0 to 1.",
    )
    abc_class = fields.Selection(
        ABC_CLASSES,
        "ABC Class",
        readonly=True,
        help="A: the largest customers, who together make 80 % of the revenue. "
        "B: those who make the next 15 %. C: the others who ever ordered.",
    )

    _company_revenue_idx = models.Index("(company_id, revenue)")
    _company_revenue_12m_idx = models.Index("(company_id, revenue_12m)")
    _company_margin_idx = models.Index("(company_id, margin)")
    _company_margin_12m_idx = models.Index("(company_id, margin_12m)")
    _company_return_amount_idx = models.Index("(company_id, return_amount)")
    _company_order_count_idx = models.Index("(company_id, order_count)")
    _company_first_order_date_idx = models.Index(
        "(company_id, first_order_date NULLS FIRST)"
    )
    _company_last_order_date_idx = models.Index(
        "(company_id, last_order_date NULLS FIRST)"
    )
    _company_average_order_value_idx = models.Index("(company_id, average_order_value)")
    _company_contribution_share_idx = models.Index("(company_id, contribution_share)")
    _company_abc_class_idx = models.Index("(company_id, abc_class)")

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name in ("first_order_date", "last_order_date"):
            nulls = nulls if nulls.code else sales_sql.never_is_earliest(direction)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    # === Sentences === #

    @api.model
    def _get_explained_fields(self):
        return super()._get_explained_fields() + [
            "partner_id.leave_out_of_figures",
            *FIGURES,
        ]

    def _explain(self):
        return super()._explain() + [self._explain_sales()]

    def _explain_sales(self):
        if self.partner_id.leave_out_of_figures:
            return self.env._("Left out of all figures.")
        if not self.order_count and not self.return_amount:
            return self.env._("No confirmed order yet.")
        sentence = (
            self.env._(
                "1 order on %(date)s, %(revenue)s net of %(returned)s returned; "
                "%(share)s %% of the revenue of all customers, class %(abc_class)s."
            )
            if self.order_count == 1
            else self.env._(
                "%(count)s orders since %(date)s, %(revenue)s net of %(returned)s "
                "returned; %(share)s %% of the revenue of all customers, class "
                "%(abc_class)s."
            )
        )
        return sentence % {
            "count": self.order_count,
            "date": format_date(self.env, self.first_order_date),
            "revenue": self._format_amount(self.revenue),
            "returned": self._format_amount(self.return_amount),
            "share": formatLang(self.env, 100 * self.contribution_share, digits=2),
            "abc_class": self.abc_class,
        }

    def _format_amount(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)
