"""Odoo comes from the machine's own mirror, whole or not at all."""

import os
import shutil
import subprocess

import pytest

from workbench import debian
from workbench.console import Failure

SOURCES = """
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Enabled: no
Types: deb
URIs: http://elsewhere.example/debian
Suites: bookworm
Components: main

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
"""
INLINE_KEY = """Types: deb
URIs: http://mirror.example/debian
Suites: trixie
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mQINBF
 -----END PGP PUBLIC KEY BLOCK-----
"""
LIST = """
# deb http://old.example/debian buster main
deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian trixie main non-free
deb-src http://mirror.example/debian trixie main
deb http://tools.example/apt stable tools
"""


def test_new_style_sources():
    found = debian.parse_deb822(SOURCES)
    assert [s.address for s in found] == [
        "http://mirror.example/debian",
        "http://mirror.example/debian-security",
    ]
    archive = debian.main_archive(found, "bookworm")
    assert archive.stanza(["sid", "bookworm"]) == (
        "Types: deb\n"
        "URIs: http://mirror.example/debian\n"
        "Suites: sid bookworm\n"
        "Components: main\n"
        "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n"
    )


def test_key_within_the_sources_is_kept():
    (archive,) = debian.parse_deb822(INLINE_KEY)
    assert " mQINBF\n" in archive.stanza(["sid"])


def test_old_style_list():
    (archive,) = debian.parse_list(LIST)
    assert archive.address == "http://mirror.example/debian"
    assert archive.options == {"Signed-By": "/k.gpg"}


def test_files_of_the_machine_are_found(tmp_path):
    folder = tmp_path / "sources.list.d"
    folder.mkdir()
    (tmp_path / "sources.list").write_text(LIST)
    (folder / "debian.sources").write_text(SOURCES)
    (folder / "off.list.disabled").write_text(LIST)
    assert len(debian.machine_sources(tmp_path)) == 3


def test_machine_without_an_archive_says_odoo_home():
    with pytest.raises(Failure, match="set ODOO_HOME"):
        debian.main_archive([], "bookworm")


def test_the_icon_font_comes_from_a_stable_release():
    assert debian.wanted_suites("bookworm") == ["sid", "bookworm"]
    assert debian.wanted_suites("trixie") == ["sid", "trixie"]
    assert debian.wanted_suites("forky") == ["sid", "stable"]


def test_download_cut_off_or_changed_is_not_trusted(tmp_path):
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    path = tmp_path / "odoo.deb"
    path.write_text("abc")
    assert debian.verified(path, 3, digest) == path
    for content in ("ab", "abd"):
        path.write_text(content)
        with pytest.raises(Failure, match="odoo.deb is damaged: run the same command"):
            debian.verified(path, 3, digest)


def test_damaged_archive_is_said(tmp_path):
    path = tmp_path / "odoo.deb"
    path.write_text("not an archive")
    with pytest.raises(Failure, match="unpacking odoo.deb failed: run the same"):
        debian.unpack(path, tmp_path / "into")


def test_unreachable_mirror_is_said(tmp_path, monkeypatch):
    stanza = "Types: deb\nURIs: http://127.0.0.1:9/d\nSuites: sid\nComponents: main\n"
    sources = debian.parse_deb822(stanza.replace("sid", "bookworm"))
    monkeypatch.setattr(debian, "machine_sources", lambda: sources)
    monkeypatch.setattr(debian, "codename", lambda: "bookworm")
    monkeypatch.setenv("http_proxy", "")
    with pytest.raises(Failure, match="connect this machine to the network once"):
        debian.Apt(tmp_path).update()


def test_machine_without_apt_says_odoo_home(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Failure, match="no apt.*set ODOO_HOME"):
        debian.Apt(tmp_path).update()


def test_ordinary_user_gets_the_one_command(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: pytest.fail("ran"))
    command = "sudo apt-get install -y --no-install-recommends chromium postgresql"
    with pytest.raises(Failure, match=f"A and B is missing: {command}$"):
        debian.install(["chromium", "postgresql"], "A and B")


def test_root_without_apt_gets_the_command_too(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not shutil.which("apt-get")
    with pytest.raises(Failure, match="PostgreSQL is missing: apt-get install"):
        debian.install(["postgresql"], "PostgreSQL")
