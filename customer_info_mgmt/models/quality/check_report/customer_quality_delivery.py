from odoo import fields, models


class CustomerQualityDelivery(models.Model):
    """A check report that went to somebody, with what it said.

    The unique key makes sure that nobody gets the report of a period twice.
    """

    _name = "customer.quality.delivery"
    _description = "Sent Check Report"
    _order = "id desc"
    _rec_name = "period"

    schedule_id = fields.Many2one(
        "customer.quality.schedule",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        "res.users",
        "Recipient",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="schedule_id.company_id", store=True)
    period = fields.Char(
        required=True,
        readonly=True,
        help="The week, as 2026-W47, or month, as 2026-11.",
    )
    date = fields.Date(readonly=True)
    customers = fields.Integer(readonly=True)
    invalid = fields.Integer(readonly=True)
    missing = fields.Integer(readonly=True)
    duplicate = fields.Integer("Duplicates", readonly=True)
    stale = fields.Integer("Due for a Check", readonly=True)
    inconsistent = fields.Integer(readonly=True)

    _period_uniq = models.UniqueIndex("(schedule_id, user_id, period)")

    def _fill(self, report):
        """Keep what the report said, for its mail."""
        self.write(
            {
                "date": report["date"],
                "customers": report["customers"],
                **{tile["key"]: tile["count"] for tile in report["tiles"]},
            }
        )
