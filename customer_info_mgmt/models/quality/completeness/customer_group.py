from odoo import api, fields, models

from .completeness_settings import MOST_MONTHS

WAYS = [
    ("feedback", "Feedback"),
    ("periodic", "Periodic check"),
    ("automatic", "Automatic"),
]


class CustomerGroup(models.Model):
    """How the files of a group are kept up to date."""

    _inherit = "customer.group"

    update_way = fields.Selection(
        WAYS,
        "Way of Updating",
        help="Feedback: whoever hears of a change says so; quick and cheap, but nobody "
        "looks for what nobody tells.\n"
        "Periodic check: the owner looks over the file after some months; finds what "
        "nobody told, and costs time.\n"
        "Automatic: orders, the shop and other systems bring the values; no work, but "
        "only for what they know.",
    )
    update_advice = fields.Text(
        "What This Means", compute="_compute_update_advice", help="Who does what."
    )
    check_months = fields.Integer(
        "Check Every (Months)",
        help="After how many months a file of this group is due for a check. 0: as the "
        "settings say.",
    )

    _check_months_range = models.Constraint(
        f"CHECK (check_months BETWEEN 0 AND {MOST_MONTHS})",
        f"Check Every: enter 0 to {MOST_MONTHS} months.",
    )

    @api.depends("update_way")
    @api.depends_context("lang")
    def _compute_update_advice(self):
        advice = {
            "feedback": self.env._(
                "Suits large customers whom somebody talks to each week. Whoever hears "
                "of a new phone or address writes it down the same day. Add a check "
                "once a year for what nobody mentions."
            ),
            "periodic": self.env._(
                "Suits regular customers. The owner is reminded when a file is due, "
                "calls or writes, corrects it and presses Verify: each month or "
                "quarter for important ones, each year for the others."
            ),
            "automatic": self.env._(
                "Suits many small customers who order by themselves. The shop and "
                "other systems bring phone, e-mail and address; look at what could not "
                "be right in the list of doubtful values."
            ),
        }
        for group in self:
            group.update_advice = advice.get(group.update_way, "")

    def write(self, vals):
        result = super().write(vals)
        if "check_months" in vals:
            self.env["customer.field.rule"]._after_change()
        return result
