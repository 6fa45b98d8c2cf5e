from odoo import api, fields, models


class CustomerImportRow(models.Model):
    """A row of the file, with what was decided about it and what became of it.

    Loaded by COPY and worked off by the import; nobody else writes it. It keeps no
    cells: what is needed of them again is read from the file.
    """

    _name = "customer.import.row"
    _description = "Row of a Customer Import"
    _log_access = False
    _order = "import_id, number"
    _rec_name = "label"

    import_id = fields.Many2one(
        "customer.import", required=True, ondelete="cascade", index=True
    )
    number = fields.Integer("Row", required=True, aggregator=None)
    label = fields.Char("Customer")
    action = fields.Selection(
        [
            ("new", "New"),
            ("update", "Update"),
            ("same", "Unchanged"),
            ("duplicate", "Duplicate"),
            ("error", "Error"),
        ],
        "Decision",
        required=True,
    )
    state = fields.Selection(
        [
            ("none", "Nothing to do"),
            ("waiting", "To import"),
            ("done", "Imported"),
            ("undone", "Taken back"),
        ],
        "Status",
        required=True,
        default="none",
    )
    reason = fields.Char("Why")
    # The record, or the one that it seems to be; a plain number would outlive a merge.
    partner_id = fields.Many2one(
        "res.partner", "Record", ondelete="set null", index="btree_not_null"
    )
    parent_row = fields.Integer(help="Row that holds the company of this one.")
    parent_text = fields.Char(help="Company that is to be found among the rows.")
    vals = fields.Json(help="What the row says.")
    changes = fields.Json(help="What differs from the record, and is written.")
    old = fields.Json(help="What stood in the record before.")
    made = fields.Json(help="What the row created: model and ids.")
    notes = fields.Json(help="Values as typed and doubts about them.")
    bad = fields.Json(help="Places of the cells that are wrong.")
    text = fields.Char("What Changes", compute="_compute_text")

    _import_action_idx = models.Index("(import_id, action, number)")
    _import_number_idx = models.Index("(import_id, number)")
    _parent_text_idx = models.Index("(import_id) WHERE parent_text IS NOT NULL")
    _waiting_idx = models.Index("(import_id, number) WHERE state = 'waiting'")

    @api.depends("action", "changes", "vals", "reason")
    @api.depends_context("lang")
    def _compute_text(self):
        for row in self:
            words = row._describe() if row.action == "update" or not row.reason else ""
            row.text = " · ".join(filter(None, [words, row.reason]))

    def _describe(self):
        """Return the values that come in, in a line."""
        values = self.changes if self.action == "update" else self.vals
        partners = self.env["res.partner"]
        words = []
        for name, value in (values or {}).items():
            field = partners._fields.get(name)
            if name == "name" and self.action == "new" or field is None or not value:
                continue
            if not partners._has_field_access(field, "read"):
                continue
            label = field._description_string(self.env)
            words.append(f"{label}: {self._shown(field, value)}")
        return " · ".join(words)[:300]

    def _shown(self, field, value):
        if field.relational:
            ids = value if isinstance(value, list) else [value]
            records = self.env[field.comodel_name].browse(ids).exists()
            return ", ".join(records.mapped("display_name"))
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        return str(value)

    def action_open_partner(self):
        """Open the record of the row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }
