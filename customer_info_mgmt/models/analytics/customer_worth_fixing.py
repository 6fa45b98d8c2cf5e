from odoo import api, fields, models
from odoo.tools import SQL, float_round

# A file that is due for a check counts as if this much of it were missing, in percent.
DUE_COUNTS = 30


class WorthFixing(fields.Monetary):
    """An amount that depends on today and still sorts lists.

    Nothing is stored: another column would be one more row to write for each customer
    that orders. ``to_sql`` says in SQL what ``_compute_fix_value`` says in Python.
    """

    def to_sql(self, model, alias):
        """See ``Field.to_sql``."""
        return SQL(
            """
            GREATEST(%(revenue)s, 0) * LEAST(
                100 - COALESCE(%(completeness)s, 0)
                    + CASE WHEN %(stale)s <= %(today)s THEN %(due)s ELSE 0 END,
                100) / 100
            """,
            revenue=SQL.identifier(alias, "revenue"),
            completeness=SQL.identifier(alias, "completeness"),
            stale=SQL.identifier(alias, "stale_date"),
            today=model._today(),
            due=DUE_COUNTS,
        )


class CustomerProfile(models.Model):
    """How much business hangs on a file that is not in order."""

    _inherit = "customer.profile"

    fix_value = WorthFixing(
        "Worth Fixing",
        compute="_compute_fix_value",
        help="Revenue times what is missing in the file, in percent. A file that is "
        "due for a check counts as if 30 % more were missing.",
    )

    @api.depends("revenue", "completeness", "stale_date")
    def _compute_fix_value(self):
        today = self._today()
        for profile in self:
            due = profile.stale_date and profile.stale_date <= today
            faults = 100 - profile.completeness + (DUE_COUNTS if due else 0)
            value = max(profile.revenue, 0) * min(faults, 100) / 100
            rounding = profile.currency_id.rounding or 0.01
            profile.fix_value = float_round(value, precision_rounding=rounding)
