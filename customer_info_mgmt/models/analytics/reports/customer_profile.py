from odoo import api, fields, models
from odoo.tools import format_date, formatLang

# A change below this is called none.
NO_CHANGE = 0.005
TONES = {"low": "success", "medium": "warning", "high": "danger", "unknown": "muted"}


class CustomerProfile(models.Model):
    """The figures of one customer as words and tiles, for the form and for paper."""

    _inherit = "customer.profile"

    def _value_page(self):
        """What the value page shows of this profile, in the language of the reader.

        :return: dict: ``sentences`` (who this is), ``badges`` (``key``, ``label``,
            ``hint``, ``tone``) and ``tiles`` (``key``, ``label``, ``value``,
            ``detail``, ``tone``), texts ready to show
        """
        self.ensure_one()
        if self.partner_id.leave_out_of_figures:
            return {
                "sentences": [self.env._("Left out of all figures.")],
                "badges": [],
                "tiles": [],
            }
        return {
            "sentences": self._value_sentences(),
            "badges": [badge for badge in self._value_badges() if badge["label"]],
            "tiles": self._value_tiles() if self._has_figures() else [],
        }

    def _has_figures(self):
        return bool(self.order_count or self.return_amount)

    # === Who this is === #

    def _value_sentences(self):
        """Sentences on who the customer is and what to do, the summary first."""
        if not self._has_figures():
            return [self.env._("No confirmed order yet.")]
        return [
            text
            for text in (self._history_sentence(), *self._segment_sentences())
            if text
        ]

    def _history_sentence(self):
        since = self.first_order_date and format_date(self.env, self.first_order_date)
        if not since:
            return ""
        if self.order_count == 1:
            return self.env._(
                "One order so far, %(ago)s (%(date)s).",
                ago=self._ago(self.last_order_date),
                date=since,
            )
        return self.env._(
            "Customer since %(date)s with %(count)s orders, the last one %(ago)s.",
            date=since,
            count=self.order_count,
            ago=self._ago(self.last_order_date),
        )

    def _segment_sentences(self):
        """What the segment means and what to do about it, and reasons to worry."""
        # Words that explain a figure are for whoever may read the figure.
        segment = self.env["customer.rfm.segment"].sudo()
        segment = segment.search([("code", "=", self.rfm_segment)], limit=1)
        sentences = []
        if segment:
            sentences = [
                f"{segment.display_name}: {segment.sentence}",
                self.env._("What to do: %s", segment.action),
            ]
        reasons = (self.churn_reasons or "").splitlines()
        if self.churn_risk in ("medium", "high") and reasons:
            sentences.append(self.env._("Why the risk: %s", "; ".join(reasons)))
        return sentences

    def _ago(self, day):
        """A day in the past as words: today, yesterday, 34 days ago."""
        days = (self._today() - day).days
        if days <= 0:
            return self.env._("today")
        if days == 1:
            return self.env._("yesterday")
        return self.env._("%s days ago", days)

    def _value_badges(self):
        """Short words on the customer, each with what it means as a hint."""
        since = self.lifecycle_date and self.env._(
            "since %s", format_date(self.env, self.lifecycle_date)
        )
        return [
            self._badge("rfm_segment"),
            self._badge("lifecycle", hint=since),
            self._badge("churn_risk", self.env._("Churn Risk"), TONES),
            self._badge("abc_class", self.env._("Class")),
            {
                "key": "is_high_potential",
                "label": self.is_high_potential and self.env._("High Potential"),
                "hint": "",
                "tone": "success",
            },
        ]

    def _badge(self, fname, prefix="", tones=None, hint=""):
        value = self[fname]
        label = value and self._selection_label(fname)
        return {
            "key": fname,
            "label": label and (f"{prefix}: {label}" if prefix else label),
            "hint": hint or "",
            "tone": (tones or {}).get(value, "info"),
        }

    def _selection_label(self, fname):
        """Label of the value of a selection field, in the language of the reader."""
        options = self._fields[fname]._description_selection(self.env)
        return dict(options).get(self[fname], "")

    # === Tiles === #

    def _value_tiles(self):
        """Figures that stand beside each other; rooms append theirs."""
        tiles = [
            self._revenue_tile(),
            self._margin_tile(),
            self._orders_tile(),
            self._average_order_tile(),
            self._next_order_tile(),
            self._predicted_tile(),
            self._returned_tile(),
        ]
        return [tile for tile in tiles if tile]

    @api.model
    def _tile(self, key, label, value, detail="", tone="muted", hint=""):
        return {
            "key": key,
            "label": label,
            "value": value,
            "detail": detail,
            "tone": tone,
            "hint": hint,
        }

    def _revenue_tile(self):
        detail, tone = self._change(self.revenue_12m, self.revenue_prior_12m)
        return self._tile(
            "revenue_12m",
            self.env._("Revenue of 12 Months"),
            self._format_round(self.revenue_12m),
            detail,
            tone,
            self.env._(
                "The 12 months before: %s. Returns are taken off.",
                self._format_amount(self.revenue_prior_12m),
            ),
        )

    def _change(self, now, before):
        """Words on how an amount moved against the one before, and their tone."""
        if before <= 0:
            if now <= 0:
                return self.env._("none in the 12 months before either"), "muted"
            return self.env._("nothing in the 12 months before"), "success"
        share = now / before - 1
        if abs(share) < NO_CHANGE:
            return self.env._("as in the 12 months before"), "muted"
        percent = formatLang(self.env, abs(100 * share), digits=0)
        if share > 0:
            return self.env._("%s %% more than in the 12 before", percent), "success"
        return self.env._("%s %% less than in the 12 before", percent), "danger"

    def _margin_tile(self):
        detail = self.revenue_12m > 0 and self.env._(
            "%s %% of the revenue",
            formatLang(self.env, 100 * self.margin_12m / self.revenue_12m, digits=1),
        )
        return self._tile(
            "margin_12m",
            self.env._("Margin of 12 Months"),
            self._format_round(self.margin_12m),
            detail or "",
            "danger" if self.margin_12m < 0 else "muted",
            self.env._("Of all time: %s.", self._format_amount(self.margin)),
        )

    def _orders_tile(self):
        detail = self.last_order_date and self.env._(
            "last on %s", format_date(self.env, self.last_order_date)
        )
        return self._tile(
            "order_count",
            self.env._("Orders"),
            formatLang(self.env, self.order_count, digits=0),
            detail or "",
        )

    def _average_order_tile(self):
        detail = self.env._("%s in all", self._format_round(self.revenue))
        return self._tile(
            "average_order_value",
            self.env._("Average Order"),
            self._format_round(self.average_order_value),
            detail,
        )

    def _next_order_tile(self):
        """When the next order is due by the customer's own rhythm (L10)."""
        label = self.env._("Next Order")
        if not self.next_order_date or not self.median_interval_days:
            return self._tile(
                "next_order_date",
                label,
                self.env._("Not enough history"),
                self.env._("it takes orders on three days"),
            )
        value, tone = self._due(self.next_order_date)
        return self._tile(
            "next_order_date",
            label,
            value,
            self.env._(
                "normal every %(days)s days, due on %(date)s",
                days=self._format_days(self.median_interval_days),
                date=format_date(self.env, self.next_order_date),
            ),
            tone,
            self.env._("The middle one of the customer's own gaps between orders."),
        )

    @api.model
    def _due(self, day):
        """Words on a day that something is due, and their tone."""
        late = (self._today() - day).days
        if late > 1:
            return self.env._("%s days late", late), "danger"
        if late == 1:
            return self.env._("1 day late"), "danger"
        if late == 0:
            return self.env._("today"), "warning"
        if late == -1:
            return self.env._("tomorrow"), "success"
        return self.env._("in %s days", -late), "success"

    @api.model
    def _format_days(self, days):
        return formatLang(self.env, days, digits=0 if float(days).is_integer() else 1)

    def _predicted_tile(self):
        """What is to be expected, with its interval; nothing where nothing is."""
        if not self.clv_predicted:
            return None
        return self._tile(
            "clv_predicted",
            self.env._("Predicted Value"),
            self._format_round(self.clv_predicted),
            self.env._(
                "%(percent)s %% likely to order again; 95 %% between %(low)s and "
                "%(high)s",
                percent=formatLang(self.env, 100 * self.p_alive, digits=0),
                low=self._format_round(self.clv_low),
                high=self._format_round(self.clv_high),
            ),
            hint=self.env._(
                "What the customer is likely to bring in the next 12 months."
            ),
        )

    def _returned_tile(self):
        if not self.return_amount:
            return None
        ordered = self.revenue + self.return_amount
        detail = ordered > 0 and self.env._(
            "%s %% of what was ordered",
            formatLang(self.env, 100 * self.return_amount / ordered, digits=1),
        )
        return self._tile(
            "return_amount",
            self.env._("Returned"),
            self._format_round(self.return_amount),
            detail or "",
        )

    def _format_round(self, amount):
        """An amount without decimals: a tile is read at a glance."""
        return formatLang(
            self.env, amount, currency_obj=self.currency_id, rounding_unit="units"
        )

    @api.model
    def _month_label(self, month):
        """A month as words in the language of the reader."""
        return format_date(self.env, fields.Date.to_date(month), date_format="MMM yyyy")
