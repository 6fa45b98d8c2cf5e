from odoo import api, models
from odoo.tools import format_date

from ..models.quality.check_report.customer_quality_report import PERIODS
from ..models.quality.check_report.findings import KINDS, MEASURES

COLORS = {
    "accuracy": "#3188e6",
    "completeness": "#00a78d",
    "consistency": "#d9622b",
    "timeliness": "#8250c4",
}
WIDTH, HEIGHT = 680, 150
# Owners and groups that fit beside the rest on two pages.
ROWS = 15


class CheckReport(models.AbstractModel):
    """The check report on paper: what its reader sees on the screen."""

    _name = "report.customer_info_mgmt.check_report"
    _description = "Check Report on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        days = (data or {}).get("days")
        days = int(days) if str(days) in map(str, PERIODS) else 30
        companies = self.env["res.company"].browse(docids or self.env.company.ids)
        companies = companies & self.env.user.company_ids or self.env.company
        return {
            "doc_ids": companies.ids,
            "doc_model": "res.company",
            "docs": companies,
            "pages": [self._prepare_page(company, days) for company in companies],
        }

    @api.model
    def _prepare_page(self, company, days):
        """The report of a company and what is needed to draw it."""
        reports = self.env["customer.quality.report"].with_company(company)
        report = reports.get_report(days)
        return {
            **report,
            "company_record": company,
            "day": format_date(self.env, report["date"]),
            "before": report["compared_on"]
            and format_date(self.env, report["compared_on"]),
            "tables": [
                (self.env._("By Owner"), report["owners"][:ROWS]),
                (self.env._("By Group"), report["groups"][:ROWS]),
            ],
            "kinds": [(kind, reports._kind_words()[kind][0]) for kind in KINDS],
            "floor": self._floor(report["trend"]),
            "lines": self._lines(report["trend"]),
            "colors": COLORS,
            "width": WIDTH,
            "height": HEIGHT,
        }

    @api.model
    def _floor(self, trend):
        """Percent at the foot of the drawing: what moves between 80 and 90 % would be a
        flat line from 0."""
        lowest = min((row[name] for row in trend for name in MEASURES), default=0)
        return int(max(0, (lowest - 5) // 10 * 10))

    @api.model
    def _lines(self, trend):
        """Points of the line of each measure, from the floor to 100 % above."""
        if len(trend) < 2:
            return []
        step, floor = WIDTH / (len(trend) - 1), self._floor(trend)

        def height(value):
            return HEIGHT * (100 - value) / (100 - floor)

        return [
            (
                COLORS[measure],
                " ".join(
                    f"{number * step:.1f},{height(row[measure]):.1f}"
                    for number, row in enumerate(trend)
                ),
            )
            for measure in MEASURES
        ]
