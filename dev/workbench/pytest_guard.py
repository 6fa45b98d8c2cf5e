"""Pytest plugin: a test fails when it was skipped for want of a browser or when the
log holds a warning of ours.

It also lets tests without a database run beside those with one.
"""

import logging
import os

import pytest

from workbench.cache import REPOSITORY
from workbench.noise import is_ours

WITHOUT_DATABASE = bool(os.environ.get("CIM_NO_DATABASE"))
HAS_ODOO = bool(os.environ.get("ODOO_RC") or os.environ.get("CIM_ODOO_RC"))


class WarningKeeper(logging.Handler):
    """Keeps the log records of ours at WARNING and above."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        """Keep a record that is ours, as one line."""
        message = record.getMessage()
        if is_ours(record.name, message):
            self.lines.append(f"{record.levelname} {record.name}: {message}")

    def take(self):
        """Return the lines kept since the last call."""
        lines, self.lines = self.lines, []
        return lines


KEEPER = WarningKeeper()


def pytest_configure(config):
    """Listen to the log, and prepare Odoo for tests without a database."""
    logging.getLogger().addHandler(KEEPER)
    if WITHOUT_DATABASE and os.environ.get("CIM_ODOO_RC"):
        _prepare_without_database()


def _prepare_without_database():
    import pytest_odoo

    from odoo.tools import config as odoo_config

    arguments = ["-c", os.environ["CIM_ODOO_RC"], "--log-level=warn"]
    odoo_config.parse_config(arguments, setup_logging=True)
    # What pytest-odoo does for a run with a database.
    pytest_odoo.support_subtest()
    pytest_odoo.disable_odoo_test_retry()
    pytest_odoo.monkey_patch_resolve_pkg_root_and_module_name()


if WITHOUT_DATABASE or not HAS_ODOO:

    @pytest.fixture(scope="session", autouse=True)
    def load_registry():
        """Take the place of pytest-odoo's fixture: no database is used."""
        yield

    @pytest.fixture(scope="session", autouse=True)
    def load_http(load_registry):
        """Take the place of pytest-odoo's fixture: no server is started."""
        yield


@pytest.fixture(scope="session", autouse=True)
def web_pages(request, load_registry):
    """Make the web client's bundles before the first browser test needs them.

    Within a test they are made while the browser waits, for longer than Odoo lets
    its requests wait for one another.
    """
    if not WITHOUT_DATABASE and any(map(_is_browser_test, request.session.items)):
        from odoo import SUPERUSER_ID, api
        from odoo.modules.registry import Registry
        from odoo.tests.common import get_db_name

        with Registry(get_db_name()).cursor() as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            env["ir.qweb"]._pregenerate_assets_bundles()


@pytest.fixture(autouse=True)
def only_our_addons(request, monkeypatch):
    """Let Odoo's own linters look at our addons instead of all 630."""
    if "/test_lint/" in str(request.path):
        from odoo.modules import Manifest

        ours = [m for m in Manifest.all_addon_manifests() if _is_here(m.path)]
        monkeypatch.setattr(Manifest, "all_addon_manifests", lambda: ours)


def _is_here(path):
    return os.path.realpath(path).startswith(f"{REPOSITORY}/")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Turn a skipped browser test and a warning of ours into failures."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and _is_browser_test(item) and not _is_decided(report):
        report.outcome = "failed"
        report.longrepr = f"a browser test may not be skipped: {report.longrepr[2]}"
    if report.when == "teardown":
        lines = KEEPER.take()
        if lines and report.passed:
            report.outcome = "failed"
            report.longrepr = "the log holds warnings of ours:\n" + "\n".join(lines)


def _is_decided(report):
    # "[decided]" in the reason marks a skip that does not depend on the machine.
    return "[decided]" in str(report.longrepr)


def _is_browser_test(item):
    cls = getattr(item, "cls", None)
    return bool(cls) and any(c.__name__ == "HttpCase" for c in cls.__mro__)


def pytest_report_header(config):
    """Say which Odoo and which database serve."""
    database = config.getoption("--odoo-database", None)
    return f"odoo database: {database}" if database else "no database"


def pytest_itemcollected(item):
    """Name Odoo's own linters by their file in the report, as they lie elsewhere."""
    if "/test_lint/tests/" in str(item.path):
        item._nodeid = f"test_lint/{item.path.name}{item.nodeid}"
