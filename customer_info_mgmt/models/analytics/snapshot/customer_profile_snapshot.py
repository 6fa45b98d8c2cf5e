from odoo import api, fields, models
from odoo.tools import SQL

from ...file.customer_profile import RefreshScope
from ..customer_profile import ABC_CLASSES
from ..derived_rows import replace_rows
from ..segments.vocabulary import CHURN_RISKS, LIFECYCLES, RFM_SEGMENTS

KEYS = ("partner_id", "company_id", "date")


class CustomerProfileSnapshot(models.Model):
    """What the profile said at the end of a month.

    One row per customer, company and month end, for customers with an order up to
    then. A month end is counted from the documents as they stand when it is counted:
    so one that is counted years later gives the figures it would have given with
    today's knowledge, and a second count writes nothing.
    """

    _name = "customer.profile.snapshot"
    _description = "Customer Figures at a Month End"
    _order = "date desc, id"
    _rec_name = "partner_id"
    _log_access = False
    _check_company_auto = True

    # A column of the database serves merges, the list of one customer and deletions.
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date("Month End", required=True, readonly=True)
    order_count = fields.Integer("Orders", readonly=True)
    order_days = fields.Integer("Days with Orders", readonly=True)
    revenue = fields.Monetary(readonly=True)
    revenue_12m = fields.Monetary("Revenue of 12 Months", readonly=True)
    margin = fields.Monetary(readonly=True)
    margin_12m = fields.Monetary("Margin of 12 Months", readonly=True)
    return_amount = fields.Monetary("Returned", readonly=True)
    recency_score = fields.Integer("Recency", readonly=True, aggregator="avg")
    frequency_score = fields.Integer("Frequency", readonly=True, aggregator="avg")
    monetary_score = fields.Integer("Monetary Value", readonly=True, aggregator="avg")
    rfm_segment = fields.Selection(RFM_SEGMENTS, "RFM Segment", readonly=True)
    lifecycle = fields.Selection(LIFECYCLES, "Stage of Life", readonly=True)
    churn_risk = fields.Selection(CHURN_RISKS, readonly=True)
    abc_class = fields.Selection(ABC_CLASSES, "ABC Class", readonly=True)
    contribution_share = fields.Float("Share in Revenue", digits=(12, 8), readonly=True)

    # Customers of one month end lie together: that is how they are read and written.
    _partner_company_date_uniq = models.UniqueIndex(
        "(company_id, date, partner_id)",
        "The figures of this customer and month end are there already.",
    )
    _company_date_segment_idx = models.Index("(company_id, date, rfm_segment)")

    @api.model
    def _snapshot_figures(self):
        """Names of the figures that are kept: columns of ``_figures_at`` and of this
        model. Rooms append theirs.
        """
        return [
            "order_count",
            "order_days",
            "revenue",
            "revenue_12m",
            "margin",
            "margin_12m",
            "return_amount",
            "recency_score",
            "frequency_score",
            "monetary_score",
            "rfm_segment",
            "lifecycle",
            "churn_risk",
            "abc_class",
            "contribution_share",
        ]

    @api.model
    def _count_day(self, day):
        """Bring the figures of one day up to date, all companies, in one statement.

        Rows are added, changed where a figure is another, and deleted where the
        customer has no order up to then any more.

        :param day: date, the last day that counts
        :return: number of rows that were written or deleted; 0 when nothing has changed
        """
        self.env.flush_all()
        # Compiling statements of so many parts takes longer than they run.
        self.env.cr.execute("SET LOCAL jit = off")
        profiles = self.env["customer.profile"].sudo()
        figures = self._snapshot_figures()
        written = replace_rows(
            self,
            KEYS,
            figures,
            SQL(
                """
                SELECT figure.partner_id, figure.company_id, %(day)s AS date, %(names)s
                  FROM (%(figures)s) AS figure
                 WHERE figure.order_count > 0
                """,
                day=day,
                names=SQL(", ").join(SQL.identifier("figure", n) for n in figures),
                figures=profiles._figures_at(RefreshScope(day)),
            ),
            SQL("date = %s", day),
        )
        self.invalidate_model()
        return written
