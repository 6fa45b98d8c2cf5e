"""Programs of the machine: which are missing, and the one command that brings them."""

import importlib.util
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from workbench import debian, postgres
from workbench.console import Failure, say

BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
# A few megabytes with all Chinese characters, for screens and printed sheets.
CHINESE_FONT = "fonts-wqy-microhei"
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")


@dataclass
class Need:
    """A program of the machine.

    :param name: how a sentence calls it
    :param package: Debian's package
    :param loss: what does not work without it; empty when it is indispensable
    """

    name: str
    package: str
    loss: str = ""


def find_browser():
    """Return the path of the browser that Odoo's tests use, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def has_chinese_font():
    """Tell whether some font has Chinese characters."""
    for folder in FONT_FOLDERS:
        for path in Path(folder).rglob("*.tt[cf]"):
            if any(word in path.name.lower() for word in ("cjk", "wqy", "droidsansf")):
                return True
    return False


def venv_package():
    """Return the package with Python's venv module, or None when it is there."""
    if importlib.util.find_spec("ensurepip"):
        return None
    return "python{}.{}-venv".format(*sys.version_info[:2])


def ensure_first(**wanted):
    """Bring what the rest cannot start without: Python's venv module.

    An ordinary user is told everything that is missing here, at once.

    :param wanted: see ``missing``
    :raises Failure: for an ordinary user, when something indispensable is missing
    """
    if os.geteuid() != 0:
        _require(missing(**wanted))
    elif venv_package():
        debian.install([venv_package()], "Python's venv module")


def missing(browser=False, pdf=False):
    """Return the needs that the machine does not fulfil.

    :param browser: whether browser tests or screenshots are wanted
    :param pdf: whether printed reports are wanted
    """
    found = []
    if venv_package():
        found.append(Need("Python's venv module", venv_package()))
    if not os.environ.get("PGHOST") and not postgres.binaries():
        found.append(Need("PostgreSQL", "postgresql"))
    if browser and not find_browser():
        found.append(Need("Chromium", "chromium"))
    if pdf and not shutil.which("wkhtmltopdf"):
        loss = "reports open as web pages instead of PDF"
        found.append(Need("wkhtmltopdf", "wkhtmltopdf", loss))
    if (browser or pdf) and not has_chinese_font():
        loss = "Chinese characters are shown as boxes"
        found.append(Need("a Chinese font", CHINESE_FONT, loss))
    return found


def ensure(**wanted):
    """Install what is missing when root; else say the one command.

    :param wanted: see ``missing``
    :raises Failure: when something indispensable is missing
    """
    needs = missing(**wanted)
    _require(needs)
    for need in needs:
        if need.loss:
            _try(need)


def _require(needs):
    needed = [need for need in needs if not need.loss]
    if needed:
        names = " and ".join(need.name for need in needed)
        debian.install([need.package for need in needed], names)


def _try(need):
    try:
        debian.install([need.package], need.name)
    except Failure as failure:
        say(f"note: {need.loss}, since {failure}")
