from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ....tools.headings import fold_heading


class CustomerImportColumn(models.Model):
    """What a column of a file means; of one import, or of a saved profile."""

    _name = "customer.import.column"
    _description = "Column of a Customer Import"
    _order = "import_id, profile_id, place, id"
    _rec_name = "heading"

    import_id = fields.Many2one("customer.import", ondelete="cascade", index=True)
    profile_id = fields.Many2one(
        "customer.import.profile", ondelete="cascade", index="btree_not_null"
    )
    place = fields.Integer(readonly=True)
    heading = fields.Char("In the File", required=True)
    sample = fields.Char("First Values", readonly=True)
    key = fields.Selection("_selection_key", "Goes To")
    value_ids = fields.One2many(
        "customer.import.value",
        "column_id",
        "Values",
        help="Values of the file that stand for others: VIP for the tag Key Account.",
    )
    value_count = fields.Integer("Mapped Values", compute="_compute_value_count")

    _owner_check = models.Constraint(
        "CHECK (num_nonnulls(import_id, profile_id) = 1)",
        "A column belongs to an import or to a profile.",
    )

    @api.model
    def _selection_key(self):
        imports = self.env["customer.import"]
        kinds = dict(imports._fields["kind"]._description_selection(self.env))
        found = []
        for kind, columns in imports._catalogues().items():
            for column in columns:
                heading = column.heading(self.env)
                if kind == "customers":
                    found.append((column.key, heading))
                else:
                    found.append((f"{kind}.{column.key}", f"{kinds[kind]}: {heading}"))
        return found

    @api.depends("value_ids")
    def _compute_value_count(self):
        for column in self:
            column.value_count = len(column.value_ids)

    @api.constrains("import_id", "key", "heading")
    def _check_not_read(self):
        if any(
            column.import_id.state not in (False, "file", "columns") for column in self
        ):
            raise ValidationError(
                self.env._("Go back to the columns before you change them.")
            )

    def _value_map(self):
        """Return ``{folded text: text that it stands for}``."""
        return {fold_heading(value.text): value.target for value in self.value_ids}

    def _copied(self):
        """Return what a copy for another import or profile is made of."""
        self.ensure_one()
        return {
            "place": self.place,
            "heading": self.heading,
            "key": self.key,
            "value_ids": [
                fields.Command.create({"text": value.text, "target": value.target})
                for value in self.value_ids
            ],
        }
