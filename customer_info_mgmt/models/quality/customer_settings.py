from odoo import fields, models

from . import quality_settings
from .quality_settings import ACTIONS, DEFAULT_ACTIONS, DEFAULT_POLICY, POLICIES


def _policy(field, label):
    return fields.Selection(
        POLICIES,
        label,
        required=True,
        default=DEFAULT_POLICY,
        parameter=f"policy_{field}",
    )


def _door(door, label):
    return fields.Selection(
        ACTIONS,
        label,
        required=True,
        default=DEFAULT_ACTIONS[door],
        parameter=f"door_{door}",
    )


class CustomerSettings(models.TransientModel):
    _inherit = "customer.settings"

    customer_policy_name = _policy("name", "Wrong names")
    customer_policy_phone = _policy("phone", "Wrong phones")
    customer_policy_email = _policy("email", "Wrong e-mail addresses")
    customer_policy_vat = _policy("vat", "Wrong tax numbers")
    customer_policy_zip = _policy("zip", "Wrong postal codes")
    customer_door_form = _door("form", "Duplicates on the form")
    customer_door_quick_create = _door("quick_create", "Duplicates at quick create")
    customer_door_import = _door("import", "Duplicates in imports")
    customer_door_api = _door("api", "Duplicates from other systems")
    customer_door_pos = _door("pos", "Duplicates at the point of sale")
    customer_door_other = _door("other", "Duplicates from elsewhere")
    customer_duplicate_threshold = fields.Float(
        "Likeness from which records are likely duplicates",
        default=quality_settings.DEFAULT_THRESHOLD,
        parameter="duplicate_threshold",
        between=quality_settings.THRESHOLD,
    )
    customer_duplicate_key_cap = fields.Integer(
        "Records that may share a key",
        default=quality_settings.DEFAULT_KEY_CAP,
        parameter="duplicate_key_cap",
        between=quality_settings.KEY_CAP,
    )
    customer_split_addresses = fields.Boolean(
        "Split Chinese addresses",
        default=True,
        parameter="split_addresses",
    )
    customer_merge_undo_days = fields.Integer(
        "Days a merge can be undone",
        default=quality_settings.DEFAULT_UNDO_DAYS,
        parameter="merge_undo_days",
        between=quality_settings.KEPT_DAYS,
    )
    customer_import_days = fields.Integer(
        "Days rows of imports are kept",
        default=quality_settings.DEFAULT_IMPORT_DAYS,
        parameter="import_days",
        between=quality_settings.KEPT_DAYS,
    )
