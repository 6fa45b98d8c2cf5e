"""What ``make test T=...`` understands, and what fails a run."""

import pytest

from workbench import noise, testing
from workbench.cache import REPOSITORY

pytest_plugins = ["pytester"]
TESTS = str(testing.OUR_TESTS)
# Those of the addons that join ours with another app come along.
ALL = [str(folder) for folder in testing.ALL_TESTS]


@pytest.mark.parametrize(
    ("part", "arguments"),
    [
        ("customer_info_mgmt/tests/file", [f"{TESTS}/file"]),
        ("file", [f"{TESTS}/file"]),
        ("file credit", [f"{TESTS}/file", f"{TESTS}/credit"]),
        ("file::TestX::test_y", [f"{TESTS}/file::TestX::test_y"]),
        ("lifecycle", [f"{REPOSITORY}/tests/lifecycle"]),
        ("-k 'a or b'", ["-k", "a or b", *ALL]),
        ("/customer_info_mgmt", ALL),
        ("/customer_info_mgmt:TestX", [*ALL, "-k", "TestX"]),
        ("/customer_info_mgmt:TestX.test_y", [*ALL, "-k", "TestX and test_y"]),
        (":TestX.test_y", [*ALL, "-k", "TestX and test_y"]),
        ("birthday", [*ALL, f"{REPOSITORY}/tests", "-k", "birthday"]),
    ],
)
def test_selection(part, arguments):
    assert testing.selection(part) == arguments


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        ([f"{TESTS}/file"], True),
        ([f"{TESTS}/pure"], False),
        ([f"{TESTS}/pure/test_x.py::TestY"], False),
        ([f"{REPOSITORY}/tests/dev"], False),
        ([f"{REPOSITORY}/tests/dev", f"{TESTS}/file"], True),
        ([TESTS, "-k", "x"], True),
    ],
)
def test_a_database_is_made_only_when_needed(arguments, needed):
    assert testing.needs_database(arguments) is needed


@pytest.mark.parametrize(
    ("logger", "message", "ours"),
    [
        ("odoo.addons.customer_info_mgmt.models.file.x", "anything", True),
        ("odoo.registry", "Two fields of customer.profile have the same label", True),
        ("odoo.modules.loading", "module customer_info_mgmt: no translation", True),
        ("odoo.addons.mail.models.mail_mail", "no mail server", False),
        ("odoo.addons.customer_info_mgmt.tests.x.browser", "deprecated font", False),
        ("odoo.addons.customer_info_mgmt.tests.x.browser", "customer_group", True),
    ],
)
def test_which_warnings_are_ours(logger, message, ours):
    assert noise.is_ours(logger, message) is ours


def test_log_of_an_installation():
    log = (
        "2026-01-01 10:00:00,000 12 INFO db odoo.modules.loading: fine\n"
        "2026-01-01 10:00:00,000 12 WARNING ? odoo: Running as user 'root' is a "
        "security risk.\n"
        "2026-01-01 10:00:00,000 12 WARNING db odoo.fields: something is odd\n"
    )
    assert noise.warnings_in(log) == ["WARNING odoo.fields: something is odd"]


GUARDED = """
import logging
import unittest

class HttpCase(unittest.TestCase):
    pass

class TestTour(HttpCase):
    def test_skipped_for_want_of_a_browser(self):
        raise unittest.SkipTest("websocket-client module is not installed")

    def test_skipped_for_good(self):
        raise unittest.SkipTest("[decided] only companies in two countries")

class TestLog(unittest.TestCase):
    def test_warning_of_ours(self):
        logging.getLogger("odoo.addons.customer_info_mgmt.models").warning("odd")

    def test_expected_warning(self):
        with self.assertLogs("odoo.addons.customer_info_mgmt", "WARNING"):
            logging.getLogger("odoo.addons.customer_info_mgmt").warning("expected")

    def test_foreign_warning(self):
        logging.getLogger("odoo.addons.mail").warning("not ours")

    def test_skipped_test_without_browser(self):
        raise unittest.SkipTest("fine")
"""


def test_skipped_tours_and_warnings_of_ours_fail_a_run(pytester, monkeypatch):
    for name in ("ODOO_RC", "CIM_ODOO_RC"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CIM_NO_DATABASE", "1")
    monkeypatch.setenv("PYTHONPATH", f"{REPOSITORY}/dev", prepend=":")
    pytester.makepyfile(GUARDED)
    pytester.makeconftest('pytest_plugins = ["workbench.pytest_guard"]')
    result = pytester.runpytest_subprocess("-rA")
    result.assert_outcomes(passed=3, failed=1, errors=1, skipped=2)
    result.stdout.fnmatch_lines(
        [
            "*the log holds warnings of ours*",
            "*WARNING odoo.addons.customer_info_mgmt.models: odd*",
            "*a browser test may not be skipped*",
        ]
    )
