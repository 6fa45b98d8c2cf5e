from odoo import fields, models


class CustomerBulkEditLine(models.Model):
    """One customer of a bulk edit: what it was before, what it is now."""

    _name = "customer.bulk.edit.line"
    _description = "Customer of a Bulk Edit"
    _order = "id"
    _rec_name = "partner_id"

    edit_id = fields.Many2one(
        "customer.bulk.edit",
        "Bulk Edit",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
        context={"active_test": False},
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("done", "Changed"),
            ("same", "Had it already"),
            ("refused", "Refused"),
            ("to_undo", "To be taken back"),
            ("undone", "Taken back"),
        ],
        "Status",
        default="waiting",
        required=True,
        readonly=True,
    )
    before = fields.Json("Values Before", readonly=True)
    after = fields.Json("Values After", readonly=True)
    reason = fields.Char(readonly=True, help="Why it was refused, or not taken back.")

    _waiting_idx = models.Index("(edit_id) WHERE state IN ('waiting', 'to_undo')")
