"""What the settings of this room are called, which values they have, what holds where
nobody chose."""

from odoo.tools import str2bool

from ..parameters import get_number, get_param

# Fields that are cleaned, and what to do with a value that cannot be right.
POLICY_FIELDS = ("name", "phone", "email", "vat", "zip")
POLICIES = [
    ("accept", "Accept"),
    ("flag", "Accept and mark"),
    ("refuse", "Refuse"),
]
DEFAULT_POLICY = "flag"

# Doors by which customers come in, and what to do where one seems to be there already.
DOORS = [
    ("form", "Form"),
    ("quick_create", "Quick create"),
    ("import", "Import"),
    ("api", "Other systems"),
    ("pos", "Point of sale"),
    ("other", "Everything else"),
]
ACTIONS = [
    ("ignore", "Nothing"),
    ("warn", "Warn"),
    ("block", "Block"),
    ("queue", "Put on the review list"),
]
DEFAULT_ACTIONS = {
    "form": "warn",
    "quick_create": "warn",
    "import": "queue",
    "api": "queue",
    "pos": "warn",
    "other": "queue",
}

# Chosen by measurement (benchmarks/duplicates.py, duplicates_scale.py): F1 0.98 on
# FEBRL 1 to 3 and on generated Chinese and mixed customers, 0.96 among a million, where
# 0.8 lets in too many namesakes.
DEFAULT_THRESHOLD = 0.85
THRESHOLD = (0.5, 1.0)
# More records than this under one key say that the key says nothing.
DEFAULT_KEY_CAP = 50
KEY_CAP = (2, 1000)
# Days for which personal data is kept that a merge is undone with, or that an import
# read.
DEFAULT_UNDO_DAYS = 30
DEFAULT_IMPORT_DAYS = 180
KEPT_DAYS = (1, 3650)


def get_policy(env, field):
    """Return what to do with a wrong value of ``field``: a key of ``POLICIES``."""
    value = get_param(env, f"policy_{field}")
    return value if value in dict(POLICIES) else DEFAULT_POLICY


def get_door_action(env, door):
    """Return what to do with a likely duplicate at ``door``: a key of ``ACTIONS``."""
    value = get_param(env, f"door_{door}")
    return value if value in dict(ACTIONS) else DEFAULT_ACTIONS[door]


def get_threshold(env):
    """Return the score, 0.5 to 1, from which two records count as likely duplicates."""
    return get_number(env, "duplicate_threshold", DEFAULT_THRESHOLD, THRESHOLD)


def get_key_cap(env):
    """Return how many records may share a key before the scan passes it over."""
    return get_number(env, "duplicate_key_cap", DEFAULT_KEY_CAP, KEY_CAP)


def get_undo_days(env):
    """Return for how many days a merge can be undone, 1 to 3650."""
    return get_number(env, "merge_undo_days", DEFAULT_UNDO_DAYS, KEPT_DAYS)


def get_import_days(env):
    """Return for how many days the rows of an import are kept, 1 to 3650."""
    return get_number(env, "import_days", DEFAULT_IMPORT_DAYS, KEPT_DAYS)


def splits_addresses(env):
    """Tell whether a Chinese address in one line is split into its parts."""
    return str2bool(get_param(env, "split_addresses") or "True", True)
