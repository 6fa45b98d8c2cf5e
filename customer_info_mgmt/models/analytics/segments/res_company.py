from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .segment_settings import ASCENDING, CUTS, MONETARY_CUTS, SETTINGS, read_cuts


def _number(name, label, **values):
    default = SETTINGS[name][0]
    kind = fields.Float if isinstance(default, float) else fields.Integer
    return kind(label, default=default, **values)


class ResCompany(models.Model):
    """What a company calls often, recent, late and lost."""

    _inherit = "res.company"

    customer_rfm_classes = _number("customer_rfm_classes", "Classes of RFM")
    customer_rfm_months = _number("customer_rfm_months", "Months of RFM")
    customer_rfm_recency_cuts = fields.Char("Borders of Recency, in Days")
    customer_rfm_frequency_cuts = fields.Char("Borders of Frequency, in Orders")
    customer_rfm_monetary_cuts = fields.Char("Borders of Monetary Value")
    customer_new_days = _number("customer_new_days", "Days a Customer is New")
    customer_least_rhythm = _number("customer_least_rhythm", "Shortest Rhythm, in Days")
    customer_at_risk_factor = _number(
        "customer_at_risk_factor", "Rhythms until at Risk"
    )
    customer_dormant_factor = _number(
        "customer_dormant_factor", "Rhythms until Dormant"
    )
    customer_lost_factor = _number("customer_lost_factor", "Rhythms until Lost")
    customer_at_risk_days = _number("customer_at_risk_days", "Days until at Risk")
    customer_dormant_days = _number("customer_dormant_days", "Days until Dormant")
    customer_lost_days = _number("customer_lost_days", "Days until Lost")
    customer_churn_medium_factor = _number(
        "customer_churn_medium_factor", "Rhythms until Medium Risk"
    )
    customer_churn_high_factor = _number(
        "customer_churn_high_factor", "Rhythms until High Risk"
    )
    customer_falling_percent = _number(
        "customer_falling_percent", "Falling Revenue, in Percent"
    )
    customer_growth_percent = _number(
        "customer_growth_percent", "Growing Revenue, in Percent"
    )

    @api.constrains(*SETTINGS)
    def _check_customer_limits(self):
        for company in self:
            for name, (_default, lowest, highest) in SETTINGS.items():
                if not lowest <= company[name] <= highest:
                    raise ValidationError(
                        company.env._(
                            "%(field)s: enter a number from %(lowest)s to %(highest)s.",
                            field=company._fields[name]._description_string(self.env),
                            lowest=lowest,
                            highest=highest,
                        )
                    )
            company._check_customer_limits_ascend()

    def _check_customer_limits_ascend(self):
        for names in ASCENDING:
            for smaller, larger in zip(names, names[1:], strict=False):
                if self[smaller] >= self[larger]:
                    raise ValidationError(
                        self.env._(
                            "%(larger)s: enter more than %(number)s, which is "
                            "%(smaller)s.",
                            larger=self._fields[larger]._description_string(self.env),
                            smaller=self._fields[smaller]._description_string(self.env),
                            number=self[smaller],
                        )
                    )

    @api.constrains("customer_rfm_classes", *CUTS)
    def _check_customer_rfm_cuts(self):
        for company in self:
            for name in CUTS:
                wanted = company.customer_rfm_classes - 1
                if company[name] and len(company._read_customer_cuts(name)) != wanted:
                    raise ValidationError(
                        company.env._(
                            "%(field)s: %(classes)s classes need %(wanted)s borders, "
                            "such as 30, 90, 180. Enter as many, or none to let ranks "
                            "decide.",
                            field=company._fields[name]._description_string(self.env),
                            classes=company.customer_rfm_classes,
                            wanted=wanted,
                        )
                    )

    def _read_customer_cuts(self, name):
        """Return the borders in field ``name`` as ascending numbers.

        :raise ValidationError: for a text that is none
        """
        try:
            return read_cuts(self[name], whole=name != MONETARY_CUTS)
        except ValueError:
            raise ValidationError(
                self.env._(
                    "%(field)s: %(text)s are no ascending numbers. Enter them from "
                    "small to large with commas, as 30, 90, 180, 365.",
                    field=self._fields[name]._description_string(self.env),
                    text=self[name],
                )
            ) from None
