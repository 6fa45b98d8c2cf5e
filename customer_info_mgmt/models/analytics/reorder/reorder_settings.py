"""What a manager may choose for habits and the call list: defaults and ranges."""

from ...parameters import get_number

# name of the parameter, default, lowest and highest
DAYS = ("habit_min_days", 2, (2, 12))
LAPSE = ("habit_lapse", 3.0, (1.5, 12.0))
AHEAD = ("call_days_ahead", 7, (0, 90))
MONTHS = ("season_months", 3, (1, 12))


def chosen(env, setting):
    """Return the number that holds for one of the settings above."""
    return get_number(env, *setting)
