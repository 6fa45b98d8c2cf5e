from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    substitute_ids = fields.Many2many(
        "product.template",
        "product_template_substitute_rel",
        "template_id",
        "substitute_id",
        string="Substitutes",
        check_company=True,
        help="What may be offered to a customer when this product is short.",
    )
