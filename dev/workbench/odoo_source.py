"""Odoo 19 itself: the one that the user has, or Debian's package in the cache."""

import importlib.util
import os
import re
from pathlib import Path

from workbench import debian
from workbench.cache import DONE, build_folder, short_hash
from workbench.console import Failure, say, step

SERIES = (19, 0)
# Files of these are linked into Odoo's package by relative symbolic links.
COMPANIONS = {
    "libjs-jquery": ".",
    "libjs-jquery-form": ".",
    "libjs-underscore": ".",
    "fonts-roboto-unhinted": ".",
    "fonts-montserrat": ".",
    "fonts-inconsolata": ".",
    "fonts-ocr-b": ".",
    # Version 7 of the icon font has other file names: every icon would be missing.
    "fonts-font-awesome": r"4\.7",
}
PACKAGES_FOLDER = "usr/lib/python3/dist-packages"
# Left out of Debian's package; its absence is an error in the browser's console,
# and that fails every browser test.
LEFT_OUT = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
SPACE_MB = 2500


class OdooSource:
    """An Odoo that can be started.

    :param home: the folder that holds the ``odoo`` package
    :param version: a text that changes when another Odoo is used
    """

    def __init__(self, home, version):
        self.home = Path(home)
        self.version = version

    @property
    def addons_paths(self):
        """Return the folders with Odoo's own addons outside the package.

        A source checkout keeps them beside the package. Debian's package has a
        folder of that name too, which holds Python files only.
        """
        inside = self.home / "odoo" / "addons" / "web"
        beside = self.home / "addons"
        if inside.is_dir() or not (beside / "web" / "static").is_dir():
            return []
        return [beside]

    @property
    def addons(self):
        """Return the folder with Odoo's own application addons."""
        return (self.addons_paths or [self.home / "odoo" / "addons"])[0]


def series_of(home):
    """Return ``(major, minor)`` of the Odoo in a folder, or None."""
    try:
        text = (Path(home) / "odoo" / "release.py").read_text()
    except OSError:
        return None
    match = re.search(r"^version_info = \((\d+), (\d+)", text, re.M)
    return (int(match[1]), int(match[2])) if match else None


def users_own():
    """Return the Odoo that the user has, or None.

    :raises Failure: when ODOO_HOME names something else than Odoo 19
    """
    named = os.environ.get("ODOO_HOME")
    if named:
        if series_of(named) != SERIES:
            raise Failure(
                f"ODOO_HOME={named} holds no Odoo 19: name the folder in which the "
                "folder 'odoo' of Odoo 19 lies, or unset ODOO_HOME"
            )
        return _existing(named)
    home = _importable_home()
    return _existing(home) if home else None


def _existing(home):
    home = Path(home).resolve()
    head = home / ".git" / "HEAD"
    commit = head.read_text() if head.is_file() else ""
    stamp = (home / "odoo" / "release.py").stat().st_mtime
    return OdooSource(home, f"own-{short_hash(home, commit, stamp)}")


def _importable_home():
    try:
        spec = importlib.util.find_spec("odoo")
    except (ImportError, ValueError):
        return None
    for folder in (spec.submodule_search_locations or []) if spec else []:
        if series_of(Path(folder).parent) == SERIES:
            return Path(folder).parent
    return None


def fetched(cache):
    """Return the newest complete Odoo in the cache, or None."""
    folders = [f for f in cache.folder("odoo").glob("19*") if (f / DONE).exists()]
    if not folders:
        return None
    folder = max(folders, key=lambda f: (f / DONE).stat().st_mtime)
    return OdooSource(folder / PACKAGES_FOLDER, folder.name)


def ensure(cache):
    """Return an Odoo 19, fetching Debian's package when the user has none."""
    found = users_own() or fetched(cache)
    if found:
        return found
    with cache.lock("odoo"):
        return fetched(cache) or _fetch(cache)


def _fetch(cache):
    cache.require_space(SPACE_MB, "Odoo")
    apt = debian.Apt(cache.folder("apt"))
    with step("Odoo: reading Debian's package lists"):
        apt.update()
    version = apt.newest("odoo-19", r"^19\.0")
    packages = [f"odoo-19={version}"]
    packages += [f"{p}={apt.newest(p, want)}" for p, want in COMPANIONS.items()]
    target = cache.folder("odoo") / f"{version}-{short_hash(*packages)}"
    build_folder(target, lambda folder: _fill(apt, packages, folder))
    return OdooSource(target / PACKAGES_FOLDER, target.name)


def _fill(apt, packages, folder):
    downloads = folder / "downloads"
    downloads.mkdir()
    with step("Odoo: downloading Debian's package and what it links to"):
        files = apt.download(packages, downloads)
    with step("Odoo: unpacking 630 addons"):
        for path in files:
            debian.unpack(path, folder)
            path.unlink()
    missing = folder / PACKAGES_FOLDER / LEFT_OUT
    missing.parent.mkdir(parents=True, exist_ok=True)
    if not missing.exists():
        missing.write_text("// Not part of Debian's package.\n")
    say(f"Odoo: ready in {folder.parent}")
