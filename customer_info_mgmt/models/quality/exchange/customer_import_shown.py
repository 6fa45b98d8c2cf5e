from odoo import api, fields, models

SHOWN = 10


class CustomerImport(models.Model):
    """What the form shows of an import: counts, progress, first rows of each kind."""

    _inherit = "customer.import"

    new_count = fields.Integer("New", compute="_compute_counts")
    update_count = fields.Integer("Updates", compute="_compute_counts")
    same_count = fields.Integer("Unchanged", compute="_compute_counts")
    duplicate_count = fields.Integer("Duplicates", compute="_compute_counts")
    error_count = fields.Integer("Errors", compute="_compute_counts")
    waiting_count = fields.Integer(compute="_compute_counts")
    done_count = fields.Integer("Done", compute="_compute_counts")
    undone_count = fields.Integer(compute="_compute_counts")
    change_count = fields.Integer(compute="_compute_change_count")
    progress = fields.Float(compute="_compute_counts")
    new_row_ids = fields.Many2many(
        "customer.import.row", string="New Rows", compute="_compute_first_rows"
    )
    update_row_ids = fields.Many2many(
        "customer.import.row", string="Rows to Update", compute="_compute_first_rows"
    )
    same_row_ids = fields.Many2many(
        "customer.import.row", string="Rows Unchanged", compute="_compute_first_rows"
    )
    duplicate_row_ids = fields.Many2many(
        "customer.import.row", string="Duplicate Rows", compute="_compute_first_rows"
    )
    error_row_ids = fields.Many2many(
        "customer.import.row", string="Rows with Errors", compute="_compute_first_rows"
    )

    @api.depends("state", "row_count")
    def _compute_counts(self):
        counts = {record.id: {} for record in self}
        states = {record.id: {} for record in self}
        for record, action, state, count in self.env["customer.import.row"]._read_group(
            [("import_id", "in", self.ids)],
            ["import_id", "action", "state"],
            ["__count"],
        ):
            of_action, of_state = counts[record.id], states[record.id]
            of_action[action] = of_action.get(action, 0) + count
            of_state[state] = of_state.get(state, 0) + count
        for record in self:
            of_action, of_state = counts.get(record.id, {}), states.get(record.id, {})
            for action in ("new", "update", "same", "duplicate", "error"):
                record[f"{action}_count"] = of_action.get(action, 0)
            for state in ("waiting", "done", "undone"):
                record[f"{state}_count"] = of_state.get(state, 0)
            record.progress = record._get_progress(sum(of_action.values()), of_state)

    def _get_progress(self, staged, of_state):
        """Return how far the running step is, in per cent."""
        waiting, done = of_state.get("waiting", 0), of_state.get("done", 0)
        undone = of_state.get("undone", 0)
        if self.state == "rehearsing":
            return 100.0 * staged / (self.row_count or 1)
        if self.state == "importing":
            return 100.0 * (1 - waiting / ((waiting + done) or 1))
        if self.state == "undoing":
            return 100.0 * undone / ((done + undone) or 1)
        return 100.0 if self.state in ("rehearsed", "done", "undone") else 0.0

    def _compute_change_count(self):
        for record in self:
            record.change_count = len(record.change_ids)

    @api.depends("state")
    def _compute_first_rows(self):
        rows = self.env["customer.import.row"]
        for record in self:
            for action in ("new", "update", "same", "duplicate", "error"):
                record[f"{action}_row_ids"] = rows.search(
                    [("import_id", "=", record.id), ("action", "=", action)],
                    limit=SHOWN,
                )
