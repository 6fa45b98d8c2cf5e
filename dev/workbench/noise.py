"""Which log lines are ours: a warning of ours fails a test run."""

import re

OUR_LOGGER = "odoo.addons.customer_info_mgmt"
OUR_NAMES = re.compile(
    r"customer_info_mgmt|customer_(mgmt|profile|group|alias|preference|credit|"
    r"reminder|feedback)|\bcustomer\.(profile|group|alias|preference|credit|reminder|"
    r"feedback|contribution)"
)
# What Odoo, Debian or the browser say whatever addon is installed.
FOREIGN = (
    # Tests that want to see an error log it on purpose through these.
    r"^odoo\.sql_db$ bad query:.*read-only transaction.*-- expected",
)
# What any installation or upgrade may say, whatever addon is installed.
FOREIGN_IN_INSTALL = (
    r"Running as user 'root' is a security risk",
    r"Could not obtain (wkhtmltopdf|rtlcss)|You need (Wkhtmltopdf|wkhtmltopdf)",
)
LOG_LINE = re.compile(
    r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (WARNING|ERROR|CRITICAL) \S+ ([\w.]+): (.*)$", re.M
)


def is_ours(logger, message):
    """Tell whether a warning is ours, by its logger or by what it names."""
    if any(re.search(pattern, f"{logger} {message}") for pattern in FOREIGN):
        return False
    if logger.endswith(".browser"):
        # The browser's console carries other people's warnings under our test.
        return bool(OUR_NAMES.search(message))
    return logger.startswith(OUR_LOGGER) or bool(OUR_NAMES.search(message))


def warnings_in(log):
    """Return the warnings and errors of an Odoo log, known foreign noise left out."""
    return [
        f"{level} {logger}: {message}"
        for level, logger, message in LOG_LINE.findall(log)
        if not any(re.search(pattern, message) for pattern in FOREIGN_IN_INSTALL)
    ]
