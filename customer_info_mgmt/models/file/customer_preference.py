from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerPreference(models.Model):
    """Something that a customer or a contact likes or does not like.

    Who said so and when stands beside it: a preference that was told last week weighs
    more than one that was guessed years ago.
    """

    _name = "customer.preference"
    _inherit = ["customer.file.row"]
    _description = "Customer Preference"
    _order = "type_id, attitude, date desc, id desc"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, ondelete="cascade", index=True
    )
    type_id = fields.Many2one(
        "customer.preference.type",
        required=True,
        ondelete="restrict",
        index=True,
    )
    color = fields.Integer(related="type_id.color")
    value = fields.Char(
        compute="_compute_value",
        store=True,
        readonly=False,
        precompute=True,
        help="What exactly: red, size 42, on Mondays before ten...",
    )
    attitude = fields.Selection(
        [("like", "Likes"), ("dislike", "Dislikes")], required=True, default="like"
    )
    source = fields.Selection(
        [
            ("told", "Told"),
            ("observed", "Observed"),
            ("order", "Orders"),
            ("survey", "Survey"),
            ("other", "Other"),
        ],
        required=True,
        default="told",
    )
    date = fields.Date(
        "Since",
        required=True,
        default=fields.Date.context_today,
        help="Day of the news.",
    )
    product_id = fields.Many2one("product.product", index="btree_not_null")
    note = fields.Char()

    @api.depends("product_id")
    def _compute_value(self):
        for preference in self:
            if preference.product_id and not preference.value:
                preference.value = preference.product_id.display_name

    @api.depends("type_id", "value")
    def _compute_display_name(self):
        for preference in self:
            preference.display_name = (
                f"{preference.type_id.name}: {preference.value or ''}"
            )

    @api.constrains("value")
    def _check_value(self):
        for preference in self:
            if not (preference.value or "").strip():
                raise ValidationError(
                    self.env._(
                        "The preference %(type)s of %(customer)s has no value. Enter"
                        " what exactly, or choose a product.",
                        type=preference.type_id.name,
                        customer=preference.partner_id.display_name,
                    )
                )
