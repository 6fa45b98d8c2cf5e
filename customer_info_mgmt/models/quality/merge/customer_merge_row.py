from odoo import fields, models


class CustomerMergeRow(models.Model):
    """One step of a merge, with all that is needed to take it back.

    Compact: all rows of one column and source are one record with an array of ids.
    Nobody reads it but the undo: whole rows of other tables stand in here.
    """

    _name = "customer.merge.row"
    _description = "Customer Merge Snapshot"
    _log_access = False
    _order = "id"

    merge_id = fields.Many2one(
        "customer.merge", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("move", "Column pointed at the survivor"),
            ("gone", "Row deleted"),
            ("cells", "Values changed"),
            ("made", "Row created"),
        ],
        required=True,
    )
    table_name = fields.Char(required=True)
    column_name = fields.Char(help="Column that was pointed at the survivor.")
    row_column = fields.Char(help="Column that tells the rows apart: id, mostly.")
    old_value = fields.Char()
    new_value = fields.Char()
    payload = fields.Json(
        help="Ids of moved or created rows; whole deleted rows; by row id and column, "
        "the value before and after."
    )
    row_count = fields.Integer()
