"""What the machine lacks or has taken is said with its remedy."""

import json
import os
import socket

import pytest

from workbench import demo, postgres, shot, system
from workbench.cache import Cache
from workbench.console import Failure


def test_taken_port_names_a_free_one():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(Failure) as caught:
            demo.require_free_port(port)
    assert f"port {port} is taken by another program" in str(caught.value)
    free = int(str(caught.value).split("PORT=")[1])
    demo.require_free_port(free)


def test_free_port_is_taken_without_a_word():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    demo.require_free_port(port)


@pytest.fixture
def bare_machine(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("PGHOST", raising=False)
    monkeypatch.setattr(postgres, "DEBIAN_FOLDER", tmp_path)
    monkeypatch.setattr(system, "FONT_FOLDERS", (str(tmp_path),))


def test_bare_machine_lacks_all_of_it(bare_machine):
    names = [need.name for need in system.missing(browser=True, pdf=True)]
    assert names == ["PostgreSQL", "Chromium", "wkhtmltopdf", "a Chinese font"]


def test_all_that_is_indispensable_is_said_at_once(bare_machine, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Failure) as caught:
        system.ensure(browser=True, pdf=True)
    assert str(caught.value) == (
        "PostgreSQL and Chromium is missing: sudo apt-get install -y "
        "--no-install-recommends postgresql chromium"
    )


def test_an_ordinary_user_is_told_before_anything_is_fetched(bare_machine, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(system, "venv_package", lambda: "python3.11-venv")
    with pytest.raises(Failure, match="install .* python3.11-venv postgresql$"):
        system.ensure_first(pdf=True)


def test_what_can_be_done_without_is_only_noted(bare_machine, monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("PGHOST", "/somewhere")
    system.ensure(pdf=True)
    said = capsys.readouterr().out
    assert "reports open as web pages instead of PDF" in said
    assert "apt-get install -y --no-install-recommends wkhtmltopdf" in said


def test_a_users_own_server_needs_no_postgresql(bare_machine, monkeypatch):
    monkeypatch.setenv("PGHOST", "/somewhere")
    assert system.missing() == []


@pytest.mark.parametrize("size", ["1400", "x", "1400x", "1x1", "1400x900x3"])
def test_unusable_size_says_how(size):
    with pytest.raises(Failure, match="make shot SIZE=1400x900"):
        shot.parse_size(size)


def test_size():
    assert shot.parse_size("390x844") == (390, 844)


def test_administrator_can_always_log_in():
    assert "admin" in [login for login, _password, _role in demo.logins()]


def test_state_of_another_process_is_not_taken_for_the_demo(tmp_path):
    state = demo.State(Cache(tmp_path))
    state.write(pid=os.getpid(), port=8069, database="cim_demo_of_nobody")
    assert state.running() is None
    assert not state.stop()
    assert not state.path.exists()


def test_damaged_state_is_no_running_demo(tmp_path):
    state = demo.State(Cache(tmp_path))
    state.path.write_text("{")
    assert state.running() is None
    state.path.write_text(json.dumps({"pid": 1}))
    assert state.running() is None
