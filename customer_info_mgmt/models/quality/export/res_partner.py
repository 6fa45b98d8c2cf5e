from odoo import api, models
from odoo.exceptions import AccessError

from .customer_export import CLIENT_LIMIT, ROLES

# What a document may say of its customer in an export of its own.
NAMES = {"id", ".id", "display_name", "name", "complete_name"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_export_customers(self):
        """Choose the columns and export these customers.

        From a list of which everything is selected, the web client names the first
        records only; then its filter says which are meant.
        """
        domain = self.env.context.get("active_domain")
        is_whole_list = domain is not None and len(self) >= CLIENT_LIMIT
        return self._open_export(domain if is_whole_list else None)

    @api.model
    def action_export_list(self, domain):
        """Choose the columns and export everything that a filter finds.

        :param domain: filter, as the web client has it
        """
        return self._open_export(domain)

    def _open_export(self, domain):
        export = self.env["customer.export"]._begin(self, domain)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Export Customers"),
            "res_model": export._name,
            "res_id": export.id,
            "views": [(False, "form")],
            "view_mode": "form",
            "target": "new",
        }

    # === Core's own export === #

    def export_data(self, fields_to_export):
        """Core's export, noted at the same place as ours."""
        result = super().export_data(fields_to_export)
        self.env["customer.export"]._log_export(
            len(self), fields_to_export, self._name, "core"
        )
        return result

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """Contact data does not leave with warehouse staff, by no export: neither that
        of partners nor one of documents that lead to them."""
        if self and self._is_warehouse_only():
            paths = {path[0] for path in fields if path}
            if _is_toplevel_call or paths - NAMES:
                raise AccessError(
                    self.env._(
                        "Exporting contact data of customers is not part of your role. "
                        "Ask a manager for the list that you need."
                    )
                )
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    @api.model
    def _is_warehouse_only(self):
        user = self.env.user
        return (
            not self.env.su
            and user.has_group("customer_info_mgmt.group_customer_warehouse")
            and not any(
                user.has_group(f"customer_info_mgmt.group_customer_{role}")
                for role in ROLES
            )
        )
