"""What the settings of proposals and self-checks are called, and what holds where
nobody chose."""

from odoo.tools import str2bool

from ...parameters import get_number, get_param

# Days for which a link to the self-check works.
DEFAULT_LINK_DAYS = 14
LINK_DAYS = (1, 90)
# Days in which nobody is asked a second time.
DEFAULT_PAUSE_DAYS = 90
PAUSE_DAYS = (0, 3650)
# Customers that are asked in one go: mails leave by the queue, and answers are work.
DEFAULT_BATCH = 200
BATCH = (1, 2000)


def needs_four_eyes(env):
    """Tell whether nobody may approve a change of a key field of one's own."""
    return str2bool(get_param(env, "proposal_four_eyes") or "False", False)


def get_link_days(env):
    """Return for how many days a link to the self-check works, 1 to 90."""
    return get_number(env, "self_check_link_days", DEFAULT_LINK_DAYS, LINK_DAYS)


def get_pause_days(env):
    """Return for how many days a customer is not asked again, 0 to 3650."""
    return get_number(env, "self_check_pause_days", DEFAULT_PAUSE_DAYS, PAUSE_DAYS)


def get_batch(env):
    """Return how many customers may be asked in one go, 1 to 2000."""
    return get_number(env, "self_check_batch", DEFAULT_BATCH, BATCH)
