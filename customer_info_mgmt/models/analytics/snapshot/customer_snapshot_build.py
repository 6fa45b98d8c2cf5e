from odoo import api, fields, models

from .customer_snapshot_month import DEFAULT_BUILD_MONTHS


class CustomerSnapshotBuild(models.TransientModel):
    """Asks a manager for how many months back the figures are wanted."""

    _name = "customer.snapshot.build"
    _description = "Build History"

    months = fields.Integer(
        "Months back",
        default=lambda self: self._default_months(),
        required=True,
        help="The last month end, and those before it.",
    )

    @api.model
    def _default_months(self):
        kept = self.env["customer.snapshot.month"]._keep_months()
        return min(DEFAULT_BUILD_MONTHS, kept)

    def action_build(self):
        """Let the months wait for the job, and show them."""
        self.ensure_one()
        self.env["customer.snapshot.month"].build_history(self.months)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "customer_info_mgmt.customer_snapshot_month_action"
        )
