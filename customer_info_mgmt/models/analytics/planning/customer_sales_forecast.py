from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..arguments import whole_number

LEVELS = [("company", "Company"), ("team", "Sales Team"), ("user", "Salesperson")]
MEASURES = [("revenue", "Revenue"), ("orders", "Orders")]
METHODS = [
    ("seasonal_naive", "As in the same month of the year before"),
    ("smoothing", "Exponential smoothing"),
    ("none", "Not enough history"),
]
MONTHS_AHEAD = 6


class CustomerSalesForecast(models.Model):
    """Orders and revenue of a month: what was, or what is to be expected (F07).

    One row per month, measure and whom it is of: the company, a sales team or a
    salesperson. Full months in the past carry ``actual``. The month under way and those
    after it carry ``expected`` with a band that 4 of 5 months fall into, ``actual`` of
    what is ordered already, and how far the chosen method was off in the past; see
    ``tools/forecast.py``. Made anew every night.
    """

    _name = "customer.sales.forecast"
    _description = "Sales Forecast"
    _order = "month, level, id"
    _log_access = False

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade", index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    level = fields.Selection(LEVELS, required=True, readonly=True)
    team_id = fields.Many2one(
        "crm.team", "Sales Team", readonly=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one(
        "res.users", "Salesperson", readonly=True, ondelete="cascade", index=True
    )
    measure = fields.Selection(MEASURES, required=True, readonly=True)
    month = fields.Date(required=True, readonly=True)
    is_forecast = fields.Boolean(
        "To Come", readonly=True, help="The month under way, or one after it."
    )
    actual = fields.Float(
        digits=(16, 2),
        readonly=True,
        help="What was ordered; of a month to come, what is ordered already.",
    )
    expected = fields.Float(digits=(16, 2), readonly=True)
    low = fields.Float("At Least", digits=(16, 2), readonly=True)
    high = fields.Float("At Most", digits=(16, 2), readonly=True)
    method = fields.Selection(METHODS, readonly=True)
    mape = fields.Float(
        "Past Error %",
        digits=(12, 4),
        readonly=True,
        aggregator="avg",
        help="Mean distance between forecast and what came, as a share, 0 to 1.",
    )
    mase = fields.Float(
        "Past Error (MASE)",
        digits=(12, 4),
        readonly=True,
        aggregator="avg",
        help="Mean distance by that of the naive forecast; below 1 it is better.",
    )
    tested = fields.Integer(
        "Forecasts Tested",
        readonly=True,
        aggregator=None,
        help="How many past forecasts were compared with what came.",
    )

    _whose_month_uniq = models.UniqueIndex(
        "(company_id, measure, level, COALESCE(team_id, 0), COALESCE(user_id, 0),"
        " month)",
        "There is a forecast of this month already.",
    )

    # === The screen === #

    @api.model
    @api.readonly
    def get_forecast(self, measure="revenue", series="company", months=3):
        """Return past and expected months of one series, and which series there are.

        :param measure: ``revenue`` or ``orders``
        :param series: ``company``, ``team-<id>`` or ``user-<id>``
        :param months: how many months ahead, 1 to 6, beside the one under way
        :return: dict: ``series`` (``key``, ``name``, ``level``), ``rows`` (``month``,
            ``is_forecast``, ``actual``, ``expected``, ``low``, ``high``), ``method``,
            ``method_label``, ``mape``, ``mase``, ``tested``, ``sentence`` and
            ``currency_id``
        :raise UserError: for another measure or series
        :raise AccessError: for users who may not see figures of customers
        """
        self.check_access("read")
        months = whole_number(self.env, months, MONTHS_AHEAD)
        if measure not in dict(MEASURES):
            raise UserError(self.env._("Forecast revenue or orders, nothing else."))
        mine = Domain("company_id", "=", self.env.company.id)
        rows = self.search(
            mine & Domain("measure", "=", measure) & self._series_domain(series),
            order="month",
        )
        coming = rows.filtered("is_forecast")
        rows -= coming[months + 1 :]
        return {
            "series": self._series(mine & Domain("measure", "=", measure)),
            "rows": [row._as_dict() for row in rows],
            **self._quality(coming[:1]),
            "currency_id": self.env.company.currency_id.id,
        }

    @api.model
    def _series_domain(self, series):
        level, _dash, number = str(series).partition("-")
        if level == "company" and not number:
            return Domain("level", "=", "company")
        if level not in ("team", "user") or not number.isdigit():
            raise UserError(self.env._("There is no forecast of %s.", series))
        return Domain("level", "=", level) & Domain(f"{level}_id", "=", int(number))

    @api.model
    def _series(self, domain):
        """Series that the user may see: the company first, teams, people."""
        found = [
            {
                "key": "company",
                "name": self.env._("Whole Company"),
                "level": "company",
            }
        ]
        if not self.search_count(domain & Domain("level", "=", "company"), limit=1):
            found = []
        for level in ("team", "user"):
            groups = self._read_group(
                domain & Domain("level", "=", level), [f"{level}_id"], ["expected:sum"]
            )
            named = [
                {
                    "key": f"{level}-{record.id}",
                    "name": record.sudo().display_name,
                    "level": level,
                }
                for record, _expected in sorted(groups, key=lambda row: -row[1])
            ]
            found += named
        return found

    def _as_dict(self):
        return {
            "month": str(self.month),
            "is_forecast": self.is_forecast,
            "has_forecast": self.is_forecast and self.method != "none",
            **{name: self[name] for name in ("actual", "expected", "low", "high")},
        }

    @api.model
    def _quality(self, row):
        """How the forecast was made and how far it was off before, in words."""
        options = dict(self._fields["method"]._description_selection(self.env))
        return {
            "method": row.method or "none",
            "method_label": options[row.method or "none"],
            "mape": row.mape,
            "mase": row.mase,
            "tested": row.tested,
            "sentence": self._sentence(row),
        }

    @api.model
    def _sentence(self, row):
        if not row or row.method == "none":
            return self.env._(
                "Not enough history: a forecast takes 8 full months, 4 of them with "
                "orders."
            )
        if not row.mape:
            return self.env._("Tested on %s past forecasts.", row.tested)
        verdict = (
            self.env._("better than repeating what was")
            if row.mase < 1
            else self.env._("no better than repeating what was")
        )
        return self.env._(
            "In %(tested)s past forecasts it was %(percent)s %% off on average; "
            "%(verdict)s (MASE %(mase)s).",
            tested=row.tested,
            percent=round(100 * row.mape),
            verdict=verdict,
            mase=round(row.mase, 2),
        )
