from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, formatLang

from .. import sales_sql
from .behaviour_fields import AtStake, DaysLate

# Lists that go down begin with a figure, not with those who have none.
NONE_IS_LEAST = (
    "median_interval_days",
    "next_order_date",
    "repeat_rate",
    "recency_score",
    "frequency_score",
    "monetary_score",
    "lifecycle_date",
    "order_days_late",
)
COMPARISONS = {">": "<", ">=": "<=", "<": ">", "<=": ">="}


class CustomerProfile(models.Model):
    """What behaviour means today, in words."""

    _inherit = "customer.profile"

    order_days_late = DaysLate(
        "Order Days Late",
        compute="_compute_order_days_late",
        search="_search_order_days_late",
        aggregator=None,
        help="Days since the next order was expected; negative while it is to come.",
    )
    next_order_text = fields.Char(
        "Next Order",
        compute="_compute_next_order_text",
        help="When the next order is due, and how many days are usual between orders.",
    )
    revenue_at_stake = AtStake(
        compute="_compute_revenue_at_stake",
        help="The better of the last two years' revenues.",
    )
    churn_reasons = fields.Text("Reasons to Worry", compute="_compute_churn_reasons")
    potential_reasons = fields.Text(
        "Reasons to Hope", compute="_compute_potential_reasons"
    )

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name in NONE_IS_LEAST and not nulls.code:
            nulls = sales_sql.never_is_earliest(direction)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    @api.depends("next_order_date")
    def _compute_order_days_late(self):
        today = self._today()
        for profile in self:
            due = profile.next_order_date
            profile.order_days_late = (today - due).days if due else 0

    @api.model
    def _search_order_days_late(self, operator, value):
        today = self._today()
        if operator in COMPARISONS and isinstance(value, int):
            day = today - timedelta(days=value)
            return Domain("next_order_date", COMPARISONS[operator], day)
        if operator == "in":
            days = [today - timedelta(days=int(days)) for days in value]
            return Domain("next_order_date", "in", days)
        return NotImplemented

    @api.depends("next_order_date", "median_interval_days")
    @api.depends_context("lang")
    def _compute_next_order_text(self):
        for profile in self:
            profile.next_order_text = profile._say_next_order()

    @api.depends("revenue_12m", "revenue_prior_12m")
    def _compute_revenue_at_stake(self):
        for profile in self:
            profile.revenue_at_stake = max(
                profile.revenue_12m, profile.revenue_prior_12m, 0
            )

    @api.depends(lambda self: self._get_explained_fields())
    @api.depends_context("lang")
    def _compute_churn_reasons(self):
        for profile in self:
            profile.churn_reasons = "\n".join(profile._say_churn())

    @api.depends(lambda self: self._get_explained_fields())
    @api.depends_context("lang")
    def _compute_potential_reasons(self):
        for profile in self:
            profile.potential_reasons = "\n".join(profile._say_potential())

    # === Sentences === #

    @api.model
    def _get_explained_fields(self):
        return super()._get_explained_fields() + ["order_days_late"]

    def _explain(self):
        sentences = super()._explain()
        if not self.order_count or not self.lifecycle:
            return sentences
        return sentences + [
            self._explain_rhythm(),
            self._explain_years(),
            self._explain_scores(),
            self._explain_stage(),
            self._explain_risk(),
            *([self._explain_potential()] if self.is_high_potential else []),
        ]

    def _say_days(self, days):
        """A number of days without needless decimals."""
        return formatLang(self.env, days, digits=0 if days == int(days) else 1)

    def _say_next_order(self):
        """``9 days late (normal 21)``; nothing where there is no rhythm."""
        if not self.next_order_date:
            return False
        late = self.order_days_late
        if late > 1:
            text = self.env._("%(days)s days late (normal %(normal)s)")
        elif late == 1:
            text = self.env._("1 day late (normal %(normal)s)")
        elif late == 0:
            text = self.env._("due today (normal %(normal)s)")
        elif late == -1:
            text = self.env._("due tomorrow (normal %(normal)s)")
        else:
            text = self.env._("due in %(days)s days (normal %(normal)s)")
        normal = self._say_days(self.median_interval_days)
        return text % {"days": abs(late), "normal": normal}

    def _say_change(self, text):
        """Say how the revenue of two years compares, in whole percent."""
        before = self.revenue_prior_12m
        return text % {
            "percent": formatLang(
                self.env, abs(self.revenue_12m - before) / before * 100, digits=0
            ),
            "before": self._format_amount(before),
            "now": self._format_amount(self.revenue_12m),
        }

    def _falls(self):
        limit = 100 - self.company_id.sudo().customer_falling_percent
        before = self.revenue_prior_12m
        return before > 0 and 100 * self.revenue_12m < before * limit

    def _grows(self):
        limit = 100 + self.company_id.sudo().customer_growth_percent
        before = self.revenue_prior_12m
        return before > 0 and 100 * self.revenue_12m >= before * limit

    def _say_churn(self):
        """Why the customer may leave: a sentence each, none where nothing says so."""
        if self.churn_risk not in ("medium", "high"):
            return []
        reasons = []
        if self.order_days_late > 0:
            reasons.append(self._say_next_order())
        if self._falls():
            reasons.append(
                self._say_change(
                    self.env._(
                        "revenue of 12 months down %(percent)s %%, from %(before)s to "
                        "%(now)s"
                    )
                )
            )
        return reasons

    def _say_potential(self):
        """Why more may come of the customer: a sentence each."""
        if not self.is_high_potential:
            return []
        reasons = []
        if self._grows():
            reasons.append(
                self._say_change(
                    self.env._(
                        "revenue of 12 months up %(percent)s %%, from %(before)s to "
                        "%(now)s"
                    )
                )
            )
        usual = self._usual_first_order()
        if self.lifecycle == "new" and self.first_order_amount > usual:
            reasons.append(
                self.env._(
                    "new, with a first order of %(amount)s where %(usual)s is the "
                    "average",
                    amount=self._format_amount(self.first_order_amount),
                    usual=self._format_amount(usual),
                )
            )
        return reasons

    def _usual_first_order(self):
        """Average first order of the customers of the company, at the last full run."""
        yardsticks = self.env["customer.yardstick"].sudo()
        return yardsticks.search(
            [("company_id", "=", self.company_id.id)], limit=1
        ).first_order_amount

    def _explain_rhythm(self):
        if not self.median_interval_days:
            return self.env._(
                "Orders on %(days)s days: not enough history for a rhythm, which needs "
                "three.",
                days=self.order_days,
            )
        return self.env._(
            "Orders on %(days)s days, usually %(normal)s days apart; the next one is "
            "expected on %(date)s: %(late)s. %(rate)s %% of the days with orders "
            "followed an earlier one.",
            days=self.order_days,
            normal=self._say_days(self.median_interval_days),
            date=format_date(self.env, self.next_order_date),
            late=self._say_next_order(),
            rate=formatLang(self.env, 100 * self.repeat_rate, digits=0),
        )

    def _explain_years(self):
        return self.env._(
            "%(now)s in the last 12 months, %(before)s in the 12 months before; the "
            "first order was %(first)s.",
            now=self._format_amount(self.revenue_12m),
            before=self._format_amount(self.revenue_prior_12m),
            first=self._format_amount(self.first_order_amount),
        )

    def _explain_scores(self):
        segments = self._fields["rfm_segment"]._description_selection(self.env)
        return self.env._(
            "Of %(classes)s classes: recency %(recency)s (last order on %(date)s), "
            "frequency %(frequency)s (orders: %(orders)s), monetary value %(monetary)s "
            "(%(revenue)s); so the segment is %(segment)s.",
            classes=self.company_id.sudo().customer_rfm_classes,
            recency=self.recency_score,
            date=format_date(self.env, self.last_order_date),
            frequency=self.frequency_score,
            orders=self.rfm_order_count,
            monetary=self.monetary_score,
            revenue=self._format_amount(self.rfm_revenue),
            segment=dict(segments).get(self.rfm_segment, ""),
        )

    def _explain_stage(self):
        stages = self._fields["lifecycle"]._description_selection(self.env)
        today = self._today()
        if self.lifecycle == "new":
            text = self.env._(
                "%(stage)s since %(date)s: the first order was %(first)s days ago."
            )
        else:
            text = self.env._(
                "%(stage)s since %(date)s: the last order was %(last)s days ago."
            )
        return text % {
            "stage": dict(stages)[self.lifecycle],
            "date": format_date(self.env, self.lifecycle_date),
            "first": (today - self.first_order_date).days,
            "last": (today - self.last_order_date).days,
        }

    def _explain_risk(self):
        if self.churn_risk == "unknown":
            return self.env._("Churn risk unknown: not enough history.")
        risks = self._fields["churn_risk"]._description_selection(self.env)
        risk = dict(risks)[self.churn_risk]
        reasons = "; ".join(self._say_churn()) or self._say_next_order()
        return self.env._(
            "Churn risk %(risk)s: %(reasons)s.", risk=risk, reasons=reasons
        )

    def _explain_potential(self):
        reasons = "; ".join(self._say_potential())
        return self.env._("High potential: %(reasons)s.", reasons=reasons)
