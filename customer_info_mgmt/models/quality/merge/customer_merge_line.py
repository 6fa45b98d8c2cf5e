from odoo import fields, models


class CustomerMergeLine(models.Model):
    """What a merge would do, what stands in its way, or what an undo left."""

    _name = "customer.merge.line"
    _description = "Customer Merge Line"
    _log_access = False
    _order = "merge_id, kind, row_count desc, id"

    merge_id = fields.Many2one(
        "customer.merge", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("blocker", "In the way"),
            ("notice", "Good to know"),
            ("move", "Moves"),
            ("clash", "Clashes"),
            ("conflict", "Not put back"),
        ],
        required=True,
    )
    name = fields.Char("What", required=True)
    model_name = fields.Char("Model", help="Technical name of the model or table.")
    column_name = fields.Char("Field", help="Technical name of the column.")
    row_count = fields.Integer("Rows")
    description = fields.Char()
