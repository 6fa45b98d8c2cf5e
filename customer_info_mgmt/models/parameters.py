"""The addon's own system parameters: how they are called and how they are read."""

PREFIX = "customer_info_mgmt."


def get_param(env, name):
    """Return the text of our parameter ``name``, ``False`` where nobody set it."""
    return env["ir.config_parameter"].sudo().get_param(PREFIX + name)


def get_number(env, name, default, between):
    """Return our parameter ``name`` as a number of the kind of ``default``.

    :param default: what holds where nobody chose, or where no number stands there
    :param between: lowest and highest number; what lies outside counts as the nearer
    """
    try:
        number = type(default)(get_param(env, name) or default)
    except ValueError:
        return default
    lowest, highest = between
    return min(max(number, lowest), highest)
