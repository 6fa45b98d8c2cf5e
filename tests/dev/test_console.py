"""A failure ends in one sentence that names what mends it."""

import os
import subprocess
import sys

import pytest

from workbench import cli, console


@pytest.mark.parametrize(
    ("output", "mends"),
    [
        ("cp: error writing 'x': No space left on device", "CIM_CACHE"),
        ("could not write to file: Disk quota exceeded", "disk is full"),
        ("E: Temporary failure resolving 'mirror'", "connect this machine"),
        ("NewConnectionError: Failed to establish a new connection", "connect this"),
        ("No matching distribution found for lxml==6.1.3", "no lxml==6.1.3"),
        ("FATAL:  sorry, too many clients already", "make stop"),
    ],
)
def test_known_causes_name_their_remedy(output, mends):
    failure = console.failure_from("the step", output, "otherwise")
    assert str(failure).startswith("the step failed: ")
    assert mends in str(failure)


def test_unknown_cause_takes_the_given_remedy():
    assert str(console.failure_from("it", "hm", "do that")) == "it failed: do that"


def test_full_disk_ends_a_command_in_one_sentence(monkeypatch, capsys):
    def write_to_a_full_device(_arguments):
        with open("/dev/full", "w") as device:
            device.write("x" * 100_000)

    monkeypatch.setitem(cli.COMMANDS, "lint", write_to_a_full_device)
    assert cli.run(["lint"]) == 1
    error = capsys.readouterr().err
    assert error.startswith("make lint stopped: the disk is full: free some space")
    assert error.count("\n") == 1


def test_forbidden_file_names_the_file():
    error = PermissionError(13, "Permission denied", "/somewhere/file")
    assert "/somewhere/file may not be written" in console.sentence_of(error)


def command(*arguments, **variables):
    """Run the command line as the Makefile does; return the finished process."""
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "CIM_"))}
    return subprocess.run(
        [sys.executable, "-m", "workbench", *arguments],
        capture_output=True,
        text=True,
        env={**keep, "PYTHONPATH": os.path.dirname(cli.__file__) + "/..", **variables},
    )


def test_unusable_cache_folder_is_named():
    done = command("test", CIM_CACHE="/proc/no-folder-here")
    assert done.returncode == 1
    assert "/proc/no-folder-here cannot be made" in done.stderr
    assert done.stderr.rstrip().endswith("set CIM_CACHE to a folder of your own.")


def test_picture_without_address_says_how(tmp_path):
    done = command("shot", "--url", "", "--out", "", CIM_CACHE=str(tmp_path))
    assert done.returncode == 1
    assert "make shot URL=/odoo OUT=x.png" in done.stderr


def test_picture_without_demo_says_make_demo(tmp_path):
    arguments = ("--url", "/odoo", "--out", "x.png", "--port", "9")
    done = command("shot", *arguments, CIM_CACHE=str(tmp_path))
    assert done.stderr == "make shot stopped: no demo is running: make demo.\n"


def test_stop_without_anything_running_is_no_failure(tmp_path):
    done = command("stop", CIM_CACHE=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert "no demo was running" in done.stdout
