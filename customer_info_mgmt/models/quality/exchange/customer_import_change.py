from odoo import fields, models


class CustomerImportChange(models.Model):
    """What taking an import back left as it was, because it has changed since."""

    _name = "customer.import.change"
    _description = "Changed Since the Import"
    _log_access = False
    _order = "import_id, id"
    _rec_name = "name"

    import_id = fields.Many2one(
        "customer.import", required=True, ondelete="cascade", index=True
    )
    row_number = fields.Integer("Row", readonly=True, aggregator=None)
    partner_id = fields.Many2one(
        "res.partner", "Customer", readonly=True, ondelete="set null", index=True
    )
    name = fields.Char("Customer Name", readonly=True)
    field_label = fields.Char("Field", readonly=True)
    imported = fields.Char("Imported Value", readonly=True)
    current = fields.Char("Value Now", readonly=True)
    user_id = fields.Many2one("res.users", "Changed By", readonly=True)
    date = fields.Datetime("Changed On", readonly=True)
    note = fields.Char("What Was Done", readonly=True)
