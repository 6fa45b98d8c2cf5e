from odoo import fields, models


class CustomerExportColumn(models.Model):
    """A column that an export offers."""

    _name = "customer.export.column"
    _description = "Column of a Customer Export"
    _order = "sequence, id"
    _rec_name = "label"

    export_id = fields.Many2one(
        "customer.export", required=True, ondelete="cascade", index=True, readonly=True
    )
    sequence = fields.Integer(default=10)
    key = fields.Char(required=True, readonly=True)
    label = fields.Char("Column", required=True, readonly=True)
    chosen = fields.Boolean()

    def write(self, vals):
        # A line taken elsewhere, or another field behind it, is nothing to choose.
        if not self.env.su:
            vals = {name: vals[name] for name in vals if name in ("sequence", "chosen")}
        return super().write(vals)
