from odoo import fields, models

from .customer_data_issue import CLEANED_FIELDS


class CustomerTypedValue(models.Model):
    """What somebody typed, where cleaning it changed more than spacing.

    A table and not a column of the partner: few values are changed so, the partner's
    row stays narrow, and who typed it when is kept without further fields.
    """

    _name = "customer.typed.value"
    _description = "Value as Typed"
    _order = "id desc"
    _rec_name = "typed"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    field_name = fields.Selection(CLEANED_FIELDS, "Field", required=True, readonly=True)
    typed = fields.Char("As Typed", required=True, readonly=True)
    value = fields.Char("As Stored", readonly=True)
