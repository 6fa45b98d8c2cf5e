"""What the settings of completeness are called and what holds where nobody chose."""

from ...parameters import get_number, get_param

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
CHECK_MONTHS = (0, MOST_MONTHS)


def refuses_incomplete(env, door):
    """Tell whether ``door`` refuses customers that lack what is required."""
    return (
        door in dict(REQUIRED_DOORS) and get_param(env, f"required_{door}") == "refuse"
    )


def get_check_months(env, customer_type):
    """Return after how many months a file of this type is due for a check; 0: never.

    :param customer_type: a key of ``TYPES``
    """
    name = f"check_months_{customer_type}"
    return get_number(env, name, DEFAULT_CHECK_MONTHS, CHECK_MONTHS)
