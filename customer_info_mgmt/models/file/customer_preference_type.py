from odoo import fields, models


class CustomerPreferenceType(models.Model):
    """What a preference is about: colour, size, packing, delivery time..."""

    _name = "customer.preference.type"
    _description = "Customer Preference Type"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, size=64, help="Short code for imports and reports."
    )
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    for_delivery = fields.Boolean(
        help="Warehouse staff see preferences of this type, and no others."
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "Another preference type has this code.")

    def copy_data(self, default=None):
        return [
            dict(
                vals,
                name=self.env._("%s (copy)", preference_type.name),
                code=self.env._("%s_copy", preference_type.code),
            )
            for preference_type, vals in zip(
                self, super().copy_data(default), strict=True
            )
        ]
