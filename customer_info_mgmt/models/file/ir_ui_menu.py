from odoo import models

MENUS = {
    "mine": "customer_info_mgmt.customer_menu",
    "all": "customer_info_mgmt.customer_menu_all",
    "plain": "customer_info_mgmt.customer_menu_plain",
}


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Of the menus to the customers, show the one that fits the user's roles.

        Groups on the menus cannot do it: who has several roles would see several menus
        of one name.
        """
        hidden = super()._load_menus_blacklist()
        fitting = self.env["res.partner"]._customer_view_of_user()
        for name, xml_id in MENUS.items():
            menu = self.env.ref(xml_id, raise_if_not_found=False)
            if menu and name != fitting:
                hidden.append(menu.id)
        return hidden
