from odoo import fields, models


class CustomerImportValue(models.Model):
    """A text of the file that stands for another."""

    _name = "customer.import.value"
    _description = "Value of a Customer Import"
    _order = "column_id, text"
    _rec_name = "text"

    column_id = fields.Many2one(
        "customer.import.column", required=True, ondelete="cascade", index=True
    )
    text = fields.Char("In the File", required=True)
    target = fields.Char(
        "Stands For", required=True, help="As it would stand in the file."
    )
