import io

from odoo import api, fields, models
from odoo.fields import Domain

from ....tools.spreadsheet import DATE, INTEGER, PERCENT, TEXT, Column, Workbook
from .findings import KINDS, MEASURES, finding_domain

# Partners read at a time, so that memory does not grow with their number.
BATCH = 1000


class CustomerQualityReport(models.AbstractModel):
    """The check report as a workbook: figures, owners, groups, days and customers."""

    _inherit = "customer.quality.report"

    @api.model
    def _workbook(self, days=30):
        """Return the report as the content of an xlsx file.

        The list of the customers behind the figures is for who may export.

        :param days: as for ``get_report``
        """
        report = self.get_report(days)
        stream = io.BytesIO()
        with Workbook(stream, self.env._("Check Report")) as book:
            self._summary_sheet(book, report)
            counted = self._count()
            for name, rows in (
                (self.env._("By Owner"), counted["owners"]),
                (self.env._("By Group"), counted["groups"]),
            ):
                self._rows_sheet(book, name, rows)
            self._trend_sheet(book, report["trend"])
            if self.env.user.has_group("base.group_allow_export"):
                self._customers_sheet(book)
        return stream.getvalue()

    @api.model
    def _summary_sheet(self, book, report):
        before = report["compared_on"] or ""
        sheet = book.sheet(
            self.env._("Check Report"),
            [
                Column(f"{report['company']}, {report['date']}", TEXT, 30),
                Column(self.env._("Customers"), INTEGER),
                Column(self.env._("Share"), PERCENT),
                Column(self.env._("Before: %s", before), INTEGER, 20),
                Column("", TEXT, 60),
            ],
        )
        total = report["customers"]
        sheet.add_row([self.env._("Customers"), total, None, None, None])
        for tile in report["tiles"]:
            share = tile["count"] / total if total else 0
            previous = None if tile["previous"] is False else tile["previous"]
            sheet.add_row([tile["label"], tile["count"], share, previous, tile["hint"]])
        for measure in report["measures"]:
            sheet.add_row(
                [measure["label"], None, measure["value"] / 100, None, measure["hint"]]
            )

    @api.model
    def _figure_columns(self):
        kinds, measures = self._kind_words(), self._measure_words()
        return [
            Column(self.env._("Customers"), INTEGER),
            *(Column(kinds[kind][0], INTEGER) for kind in KINDS),
            *(Column(measures[measure][0], PERCENT) for measure in MEASURES),
        ]

    @api.model
    def _figure_cells(self, row):
        return [
            row["customers"],
            *(row[kind] for kind in KINDS),
            *(row[measure] / 100 for measure in MEASURES),
        ]

    @api.model
    def _rows_sheet(self, book, name, rows):
        columns = [Column(self.env._("Name"), TEXT, 30), *self._figure_columns()]
        sheet = book.sheet(name, columns)
        for row in rows:
            sheet.add_row([row["name"], *self._figure_cells(row)])

    @api.model
    def _trend_sheet(self, book, trend):
        columns = [Column(self.env._("Day"), DATE), *self._figure_columns()]
        sheet = book.sheet(self.env._("Trend"), columns)
        for row in trend:
            day = fields.Date.to_date(row["date"])
            sheet.add_row([day, *self._figure_cells(row)])

    @api.model
    def _customers_sheet(self, book):
        """Every customer with a finding, what it is and what is missing."""

        kinds = self._kind_words()
        sheet = book.sheet(
            self.env._("Customers"),
            [
                Column(self.env._("Customer"), TEXT, 36),
                Column(self.env._("Code"), TEXT, 12),
                Column(self.env._("Owner"), TEXT, 18),
                Column(self.env._("Group"), TEXT, 18),
                *(Column(kinds[kind][0], TEXT, 12) for kind in KINDS),
                Column(self.env._("Completeness"), PERCENT),
                Column(self.env._("What Is Missing"), TEXT, 40),
                Column(self.env._("What Does Not Fit"), TEXT, 50),
            ],
        )
        partners = self.env["res.partner"].search(
            self._flawed_domain(), order="user_id, id"
        )
        today = self.env["customer.profile"]._today()
        for start in range(0, len(partners), BATCH):
            for partner in partners[start : start + BATCH]:
                sheet.add_row(self._customer_cells(partner, today))
            self.env.invalidate_all(flush=False)

    @api.model
    def _flawed_domain(self):
        today = self.env["customer.profile"]._today()
        findings = Domain.OR(finding_domain(kind, today) for kind in KINDS)
        return Domain("customer_profile_id", "any", findings)

    @api.model
    def _customer_cells(self, partner, today):
        profile = partner.customer_profile_id
        found = {
            "invalid": profile.has_invalid,
            "missing": profile.missing_required > 0,
            "duplicate": profile.has_duplicate,
            "stale": profile.stale_date and profile.stale_date <= today,
            "inconsistent": profile.contradictions,
        }
        return [
            partner.display_name,
            partner.ref,
            partner.user_id.sudo().name,
            partner.customer_group_id.name,
            *("✗" if found[kind] else None for kind in KINDS),
            profile.completeness / 100,
            partner.customer_missing_text,
            (profile.contradiction_text or "").replace("\n", " "),
        ]
