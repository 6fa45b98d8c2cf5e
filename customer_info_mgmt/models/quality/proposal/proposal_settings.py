"""What the settings of proposals and self-checks are called, and what holds where
nobody chose."""

from odoo.tools import str2bool

from ..quality_settings import PREFIX

# Days for which a link to the self-check works.
DEFAULT_LINK_DAYS = 14
# Days in which nobody is asked a second time.
DEFAULT_PAUSE_DAYS = 90
# Customers that are asked in one go: mails leave by the queue, and answers are work.
DEFAULT_BATCH = 200


def _param(env, name):
    return env["ir.config_parameter"].sudo().get_param(PREFIX + name)


def _whole_number(env, name, default, lowest, highest):
    try:
        value = int(_param(env, name) or default)
    except ValueError:
        return default
    return min(max(value, lowest), highest)


def needs_four_eyes(env):
    """Tell whether nobody may approve a change of a key field of one's own."""
    return str2bool(_param(env, "proposal_four_eyes") or "False", False)


def get_link_days(env):
    """Return for how many days a link to the self-check works, 1 to 90."""
    return _whole_number(env, "self_check_link_days", DEFAULT_LINK_DAYS, 1, 90)


def get_pause_days(env):
    """Return for how many days a customer is not asked again, 0 to 3650."""
    return _whole_number(env, "self_check_pause_days", DEFAULT_PAUSE_DAYS, 0, 3650)


def get_batch(env):
    """Return how many customers may be asked in one go, 1 to 2000."""
    return _whole_number(env, "self_check_batch", DEFAULT_BATCH, 1, 2000)
