from odoo import models
from odoo.exceptions import AccessError

from .res_partner import NAMES


class ResUsers(models.Model):
    """A user has all fields of its partner: no way around."""

    _inherit = "res.users"

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        paths = {path[0] for path in fields if path}
        if paths - NAMES and self.env["res.partner"]._is_warehouse_only():
            raise AccessError(
                self.env._(
                    "Exporting contact data of customers is not part of your role. "
                    "Ask a manager for the list that you need."
                )
            )
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
