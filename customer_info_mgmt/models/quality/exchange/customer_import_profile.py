from odoo import fields, models

from ....tools.headings import fold_heading

# Choices of an import that its profile keeps.
KEPT = (
    "mode",
    "update_policy",
    "replace_tags",
    "by_vat",
    "by_email",
    "by_phone",
    "duplicate_action",
    "wrong_values",
    "create_missing",
    "create_companies",
    "date_order",
    "customer_type",
)


class CustomerImportProfile(models.Model):
    """How the files of one sender are read: what their columns and values mean."""

    _name = "customer.import.profile"
    _description = "Customer Import Profile"
    _order = "name, id"

    name = fields.Char(required=True)
    kind = fields.Selection(
        lambda self: (
            self.env["customer.import"]._fields["kind"]._description_selection(self.env)
        ),
        "What It Holds",
        required=True,
        default="customers",
    )
    active = fields.Boolean(default=True)
    column_ids = fields.One2many("customer.import.column", "profile_id", "Columns")
    options = fields.Json()

    def _known_headings(self):
        """Return the folded headings that this profile gives a meaning."""
        return {fold_heading(column.heading) for column in self.column_ids}

    def _save(self, imp):
        """Keep the mapping of an import, in its profile or in a new one.

        :param imp: the ``customer.import``
        :return: the profile
        """
        profile = imp.profile_id or self.create(
            {"name": imp.name.rsplit(".", 1)[0], "kind": imp.kind}
        )
        profile.column_ids.unlink()
        profile.write(
            {
                "options": {
                    **{name: imp[name] for name in KEPT},
                    "channel_id": imp.channel_id.id,
                },
                "column_ids": [
                    fields.Command.create(column._copied()) for column in imp.column_ids
                ],
            }
        )
        return profile

    def _apply(self, imp):
        """Map the columns of an import as this profile says."""
        self.ensure_one()
        known = {fold_heading(column.heading): column for column in self.column_ids}
        for column in imp.column_ids:
            if saved := known.get(fold_heading(column.heading)):
                column.value_ids.unlink()
                vals = saved._copied()
                column.write({"key": vals["key"], "value_ids": vals["value_ids"]})
        options = self.options or {}
        imp.write({name: options[name] for name in KEPT if name in options})
        channel = self.env["customer.channel"].browse(options.get("channel_id") or ())
        if channel.exists():
            imp.channel_id = channel
