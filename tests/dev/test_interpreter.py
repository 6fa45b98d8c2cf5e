"""An unsuitable Python ends in one sentence, or in a suitable one beside it."""

import os
import subprocess
import sys

import pytest

from workbench import __main__ as entry
from workbench.cache import REPOSITORY


@pytest.mark.parametrize(
    ("version", "fits"),
    [((3, 9), False), ((3, 10), True), ((3, 13), True), ((3, 14), False)],
)
def test_versions_that_odoo_runs_on(version, fits):
    assert entry.suitable((*version, 0)) is fits


def test_unsuitable_python_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 14, 0))
    monkeypatch.setattr(entry, "other_interpreter", lambda: None)
    assert entry.main() == 1
    error = capsys.readouterr().err
    assert error.startswith("Python 3.14 does not run Odoo 19")
    assert "apt-get install python3.13" in error


def test_suitable_python_beside_it_is_taken(monkeypatch, tmp_path):
    for name in ("python3.12", "python3.11"):
        (tmp_path / name).write_text("")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert entry.other_interpreter() == str(tmp_path / "python3.12")


def test_missing_python_is_said_by_make():
    done = subprocess.run(
        ["make", "lint", "PYTHON=/no/such/python3"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"]},
    )
    assert done.returncode
    assert "Python 3 is missing: apt-get install python3" in done.stdout


def test_wrong_odoo_home_is_named(monkeypatch, tmp_path):
    from workbench import odoo_source
    from workbench.console import Failure

    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    with pytest.raises(Failure, match="holds no Odoo 19"):
        odoo_source.users_own()


def test_own_odoo_is_used(monkeypatch, tmp_path):
    from workbench import odoo_source

    (tmp_path / "odoo").mkdir()
    (tmp_path / "addons" / "web" / "static").mkdir(parents=True)
    (tmp_path / "addons" / "web" / "__manifest__.py").write_text("{}")
    text = "version_info = (19, 0, 0, FINAL, 0, '')\n"
    (tmp_path / "odoo" / "release.py").write_text(text)
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    source = odoo_source.users_own()
    assert source.home == tmp_path
    assert source.addons_paths == [tmp_path / "addons"]


def test_no_package_index_says_connect(monkeypatch, tmp_path, capsys):
    from workbench import python_env
    from workbench.console import Failure

    pins = tmp_path / "pins.txt"
    pins.write_text("customer-info-mgmt-no-such-package==1.0\n")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "1")
    with pytest.raises(Failure, match="connect this machine"):
        python_env.pip_install(sys.executable, [pins], target=tmp_path / "into")
    assert "customer-info-mgmt-no-such-package" in capsys.readouterr().err
