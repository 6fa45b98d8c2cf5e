"""What callers from outside hand over, made safe."""

from odoo.exceptions import UserError


def whole_number(env, value, most, least=1):
    """Return ``value`` as a whole number from ``least`` to ``most``.

    :raise UserError: for what is no number
    """
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        raise UserError(
            env._("%s is no whole number. Ask for 80 rows, for example.", value)
        ) from None
    return max(least, min(number, most))
