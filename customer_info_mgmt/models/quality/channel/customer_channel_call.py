from datetime import timedelta

from odoo import api, fields, models

# Calls are kept so long; counts per day of older ones nobody asks for.
KEEP_DAYS = 90
VACUUM_BATCH = 5000


class CustomerChannelCall(models.Model):
    """One call of another system, and what came of it."""

    _name = "customer.channel.call"
    _description = "Channel Call"
    _order = "id desc"
    _rec_name = "create_date"

    channel_id = fields.Many2one(
        "customer.channel", required=True, ondelete="cascade", index=True, readonly=True
    )
    create_date = fields.Datetime("Called At", readonly=True, index=True)
    user_id = fields.Many2one("res.users", "Called By", readonly=True)
    records = fields.Integer(readonly=True)
    created = fields.Integer("New Customers", readonly=True)
    updated = fields.Integer(readonly=True)
    unchanged = fields.Integer(readonly=True)
    queued = fields.Integer("To Review", readonly=True)
    refused = fields.Integer(readonly=True)
    kept = fields.Integer(
        "Values Kept",
        readonly=True,
        help="Values that did not take the place of one from a higher source.",
    )
    seconds = fields.Float(readonly=True, digits=(8, 3), aggregator="avg")
    error = fields.Text(
        readonly=True, help="Why records were refused: the first few, in words."
    )

    @api.autovacuum
    def _gc_calls(self):
        """Drop calls that are older than ``KEEP_DAYS``."""
        limit = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        old = self.search([("create_date", "<", limit)], limit=VACUUM_BATCH)
        old.unlink()
        return len(old), len(old) == VACUUM_BATCH
