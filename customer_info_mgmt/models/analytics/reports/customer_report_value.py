from odoo import fields, models

from ....tools.spreadsheet import INTEGER, NUMBER, TEXT, Column
from .paper import Figure, Paper, Section


class CustomerReport(models.TransientModel):
    """F27, L30: what the customer file saved, month by month, to take along."""

    _inherit = "customer.report"

    report = fields.Selection(
        selection_add=[("value", "Value Report")], ondelete={"value": "cascade"}
    )

    def _value_paper(self):
        report = self.env["customer.value.report"].get_report(self.date_to)
        return Paper(
            title=self._title(),
            figures=[
                Figure(
                    self.env._("Hours Saved in %s", report["label"]),
                    report["hours"],
                    NUMBER,
                    report["sentence"],
                ),
                *(
                    Figure(row["label"], row["count"], INTEGER)
                    for row in report["rows"]
                    if row["count"]
                ),
            ],
            sections=[self._value_rows(report), self._value_trend(report)],
            notes=[
                self.env._(
                    "Hours are the number times the minutes that one takes by hand. A "
                    "manager sets them in the settings."
                )
            ],
        )

    def _value_rows(self, report):
        columns = [
            Column(self.env._("What Happened"), TEXT, 30),
            Column(self.env._("Number"), INTEGER),
            Column(self.env._("Month before"), INTEGER),
            Column(self.env._("Minutes Each"), INTEGER),
            Column(self.env._("Hours Saved"), NUMBER),
            Column(self.env._("What Is Counted"), TEXT, 70),
        ]
        names = ("label", "count", "before", "minutes", "hours", "hint")
        return Section(
            report["label"],
            columns,
            lambda: ([row[name] for name in names] for row in report["rows"]),
            bar=4,
        )

    def _value_trend(self, report):
        columns = [
            Column(self.env._("Month"), TEXT, 14),
            Column(self.env._("Hours Saved"), NUMBER),
        ]
        return Section(
            self.env._("Month by Month"),
            columns,
            lambda: ([row["label"], row["hours"]] for row in report["trend"]),
            bar=1,
        )
