from odoo import fields, models

from . import quality_settings
from .quality_settings import ACTIONS, DEFAULT_ACTIONS, DEFAULT_POLICY, POLICIES


def _policy(field, label):
    return fields.Selection(
        POLICIES,
        label,
        default=DEFAULT_POLICY,
        config_parameter=f"{quality_settings.PREFIX}policy_{field}",
    )


def _door(door, label):
    return fields.Selection(
        ACTIONS,
        label,
        default=DEFAULT_ACTIONS[door],
        config_parameter=f"{quality_settings.PREFIX}door_{door}",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

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
        config_parameter=f"{quality_settings.PREFIX}duplicate_threshold",
    )
    customer_duplicate_key_cap = fields.Integer(
        "Records that may share a key",
        default=quality_settings.DEFAULT_KEY_CAP,
        config_parameter=f"{quality_settings.PREFIX}duplicate_key_cap",
    )
