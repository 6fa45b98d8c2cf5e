from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from .customer_change_value import BANK, TYPES

# What a customer may answer about itself. Nothing else is shown on an open page.
SELF_CHECK_FIELDS = (
    "name",
    "main_contact_id",
    "phone",
    "email",
    "street",
    "street2",
    "city",
    "zip",
)
# Fields that no proposal may touch: they decide who may see or do what.
NEVER = (
    "active",
    "company_id",
    "parent_id",
    "partner_share",
    "customer_rank",
    "supplier_rank",
    "employee",
    "signup_type",
)


class CustomerChangeField(models.Model):
    """A field of a customer for which values may be proposed."""

    _name = "customer.change.field"
    _description = "Field for Proposals"
    _order = "sequence, id"
    _rec_name = "field_name"

    sequence = fields.Integer(default=50)
    field_name = fields.Selection(
        selection="_selection_field_name", string="Field", required=True
    )
    can_suggest = fields.Boolean(
        "May Be Suggested",
        default=True,
        help="Everybody who sees a customer may suggest a value.",
    )
    is_key = fields.Boolean(
        "Key Field",
        help="A change by somebody who may not approve waits for approval, also when "
        "it is the owner's.",
    )
    in_self_check = fields.Boolean(
        "Customer Checks It",
        help="Shown to the customer on the self-check page, partly hidden.",
    )

    _field_name_uniq = models.Constraint(
        "UNIQUE (field_name)", "This field is in the list already."
    )

    @api.model
    def _selection_field_name(self):
        values = self.env["customer.change.value"]
        return [
            (name, values._label(name))
            for name, field in sorted(self.env["res.partner"]._fields.items())
            if name == BANK or self._is_fit(field)
        ]

    @api.model
    def _is_fit(self, field):
        return (
            field.type in TYPES
            and field.store
            and field.name not in (*models.MAGIC_COLUMNS, *NEVER)
            and not field.name.startswith("message_")
            and (not field.compute or not field.readonly)
            and not field.related
        )

    @api.depends("field_name")
    def _compute_display_name(self):
        for row in self:
            row.display_name = self.env["customer.change.value"]._label(row.field_name)

    @api.constrains("field_name", "in_self_check")
    def _check_self_check(self):
        for row in self.filtered("in_self_check"):
            if row.field_name not in SELF_CHECK_FIELDS:
                raise ValidationError(
                    self.env._(
                        "%s: a customer can only check name, contact person, phone, "
                        "e-mail and address. Take the tick away.",
                        row.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @tools.ormcache("column")
    def _names(self, column):
        """Return the names of the fields with a tick in ``column``, in their order."""
        partners = self.env["res.partner"]
        rows = self.sudo().search([(column, "=", True)])
        names = rows.mapped("field_name")
        return tuple(name for name in names if name in partners._fields)
