from odoo import fields, models


class CustomerFeedbackStage(models.Model):
    """A step on the way from "somebody complained" to "settled"."""

    _name = "customer.feedback.stage"
    _description = "Feedback Stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    fold = fields.Boolean("Folded in Kanban")
    is_closed = fields.Boolean(
        "Settled",
        help="Feedback in this stage is settled: it needs a resolution to get here, "
        "and is not counted as open.",
    )
    active = fields.Boolean(default=True)
