"""What the settings of completeness are called and what holds where nobody chose."""

from ..quality_settings import PREFIX

TYPES = [("company", "Company"), ("person", "Person")]
# Doors that can refuse a customer whose required values are missing. All others mark:
# a checkout or a sign-up on the website asks what it asks.
REQUIRED_DOORS = [
    ("form", "Form"),
    ("import", "Import"),
    ("api", "Other systems"),
]
REQUIRED_ACTIONS = [
    ("mark", "Accept and mark"),
    ("refuse", "Refuse"),
]
DEFAULT_CHECK_MONTHS = 12
MOST_MONTHS = 1200


def _param(env, name):
    return env["ir.config_parameter"].sudo().get_param(PREFIX + name)


def refuses_incomplete(env, door):
    """Tell whether ``door`` refuses customers that lack what is required."""
    return door in dict(REQUIRED_DOORS) and _param(env, f"required_{door}") == "refuse"


def get_check_months(env, customer_type):
    """Return after how many months a file of this type is due for a check; 0: never.

    :param customer_type: a key of ``TYPES``
    """
    value = _param(env, f"check_months_{customer_type}")
    try:
        months = DEFAULT_CHECK_MONTHS if value in (False, None, "") else int(value)
    except ValueError:
        return DEFAULT_CHECK_MONTHS
    return min(max(months, 0), MOST_MONTHS)
