"""The cache is whole or empty, and safe when two runs use it at once."""

import os
import shutil
import subprocess
import sys
import time
from collections import namedtuple

import pytest

from workbench import cache as cache_module
from workbench.cache import Cache, build_folder, content_hash
from workbench.console import Failure

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "cache")


def test_interrupted_build_leaves_nothing_that_looks_whole(cache):
    target = cache.folder("odoo") / "19"

    def cut_off(folder):
        (folder / "half").write_text("a")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_folder(target, cut_off)
    assert not target.exists()

    build_folder(target, lambda folder: (folder / "whole").write_text("b"))
    assert sorted(p.name for p in target.iterdir()) == [".complete", "whole"]


def test_folder_without_its_mark_is_built_again(cache):
    target = cache.folder("odoo") / "19"
    target.mkdir()
    (target / "half").write_text("a")
    build_folder(target, lambda folder: (folder / "whole").write_text("b"))
    assert not (target / "half").exists()


def test_whole_folder_is_not_built_again(cache):
    target = cache.folder("odoo") / "19"
    build_folder(target, lambda folder: None)
    build_folder(target, lambda folder: pytest.fail("built twice"))


HOLD = """
import sys, time
from workbench.cache import Cache
with Cache(sys.argv[1]).lock("thing"):
    print("held", flush=True)
    time.sleep(1.5)
"""


def test_lock_keeps_another_process_out(cache, capsys):
    path = os.path.dirname(cache_module.__file__) + "/.."
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(cache.root)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert other.stdout.readline() == "held\n"
    before = time.monotonic()
    with cache.lock("thing"):
        assert time.monotonic() - before > 0.5
    other.wait()
    assert "another run is working on 'thing'" in capsys.readouterr().out


def test_shared_lock_says_in_use(cache):
    with cache.shared_lock("server"), cache.shared_lock("server"):
        assert cache.try_lock("server") is None
    alone = cache.try_lock("server")
    assert alone
    alone.close()


def test_little_space_is_said_before_the_work(cache, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _p: Usage(10, 9, 300 * 2**20))
    cache.require_space(299, "Odoo")
    with pytest.raises(Failure, match="Odoo needs 2500 MB .* has 300: free some"):
        cache.require_space(2500, "Odoo")


def test_content_hash_follows_what_counts(tmp_path):
    (tmp_path / "models").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "models" / "a.py").write_text("1")
    before = content_hash(tmp_path, ("tests", ".md"))
    (tmp_path / "tests" / "b.py").write_text("1")
    (tmp_path / "README.md").write_text("1")
    assert content_hash(tmp_path, ("tests", ".md")) == before
    (tmp_path / "models" / "a.py").write_text("2")
    assert content_hash(tmp_path, ("tests", ".md")) != before


def test_users_folder_follows_the_standard(monkeypatch, tmp_path):
    monkeypatch.delenv("CIM_CACHE", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_module.default_root() == tmp_path / "customer-info-mgmt"
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    root = cache_module.default_root()
    assert str(root) == "/var/cache/customer-info-mgmt"
    monkeypatch.setenv("CIM_CACHE", str(tmp_path / "own"))
    assert cache_module.default_root() == tmp_path / "own"
