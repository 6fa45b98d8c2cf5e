from odoo import fields, models


class ResPartner(models.Model):
    """Addresses by purpose: an office and a warehouse beside the core's."""

    _inherit = "res.partner"

    # When the addon leaves, the addresses stay, as ones without a purpose.
    type = fields.Selection(
        selection_add=[("office", "Office"), ("warehouse", "Warehouse"), ("other",)],
        ondelete={"office": "set other", "warehouse": "set other"},
    )

    _complete_name_displayed_types = (
        "invoice",
        "delivery",
        "other",
        "office",
        "warehouse",
    )

    def _compute_type_address_label(self):
        result = super()._compute_type_address_label()
        labels = {
            "office": self.env._("Office Address"),
            "warehouse": self.env._("Warehouse Address"),
        }
        for partner in self.filtered(lambda partner: partner.type in labels):
            partner.type_address_label = labels[partner.type]
        return result

    def _avatar_get_placeholder_path(self):
        if self.type == "office" and not self.is_company:
            return "base/static/img/company_image.png"
        if self.type == "warehouse" and not self.is_company:
            return "customer_info_mgmt/static/img/warehouse.png"
        return super()._avatar_get_placeholder_path()
