"""What a manager may choose for predictions: default and range."""

from ...parameters import get_number

# name of the parameter -> default, lowest, highest
DISCOUNT = ("prediction_discount", 10.0, (0.0, 100.0))


def chosen(env, setting):
    """Return the number that holds for one of the settings above."""
    return get_number(env, *setting)
