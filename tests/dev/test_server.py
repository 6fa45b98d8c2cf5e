"""The private database server: its own socket, its end, its failures."""

import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest

from workbench import postgres
from workbench.cache import Cache
from workbench.console import Failure
from workbench.databases import Databases

pytestmark = pytest.mark.skipif(
    not postgres.binaries(), reason="a server of the user's own serves here"
)


@pytest.fixture
def cluster():
    root = Path(tempfile.mkdtemp(prefix="cim-test-", dir="/var/tmp"))
    root.chmod(0o755)
    cluster = postgres.Cluster(Cache(root))
    yield cluster
    cluster.stop()
    shutil.rmtree(root)


def databases(cluster):
    """Return the databases of a cluster."""
    return Databases(postgres.Server(cluster.address), cluster.cache.folder("data"))


def test_life_of_a_database(cluster):
    cluster.start()
    cluster.start()
    found = databases(cluster)
    found.require_rights()
    found.build("whole", found.create_empty, {"made": "from this"})
    found.copy("whole", "copy")
    assert found.note("whole") == {"made": "from this"}
    assert found.note("copy") == {}
    assert found.names("") == ["copy", "postgres", "template0", "template1", "whole"]

    assert cluster.stop()
    assert not cluster.stop()
    cluster.start()
    assert found.exists("copy")
    found.drop("copy")
    assert not found.exists("copy")


def test_a_port_of_the_users_does_not_mislead(cluster, monkeypatch):
    monkeypatch.setenv("PGPORT", "5499")
    cluster.start()
    assert databases(cluster).exists("postgres")


def test_interrupted_template_is_not_there(cluster):
    cluster.start()
    found = databases(cluster)

    def cut_off(name):
        found.create_empty(name)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        found.build("template", cut_off)
    assert not found.names("template_") and not found.exists("template")


def test_killed_build_is_made_again(cluster):
    cluster.start()
    found = databases(cluster)
    found.create_empty("template_building")
    found.build("template", found.create_empty)
    assert found.exists("template") and not found.exists("template_building")


def test_attachments_are_copied_and_removed_with_their_database(cluster):
    cluster.start()
    found = databases(cluster)
    found.create_empty("one")
    attachment = found.filestore("one") / "ab" / "abcdef"
    attachment.parent.mkdir(parents=True)
    attachment.write_text("content")
    found.copy("one", "two")
    found.drop("one")
    assert (found.filestore("two") / "ab" / "abcdef").read_text() == "content"
    assert not found.filestore("one").exists()


def test_killed_server_starts_again_with_its_databases(cluster):
    cluster.start()
    databases(cluster).create_empty("kept")
    pid = int((cluster.data / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    programs = postgres.binaries()[1]
    assert postgres.wait_until(lambda: not cluster.running(programs), 10)
    cluster.start()
    assert databases(cluster).exists("kept")


def test_damaged_cluster_says_make_clean(cluster):
    cluster.start()
    cluster.stop()
    (cluster.data / "global" / "pg_control").unlink()
    with pytest.raises(Failure, match="start afresh with make clean"):
        cluster.start()


def test_cluster_of_a_version_that_is_gone_names_the_package(cluster):
    cluster.data.mkdir(parents=True)
    (cluster.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(Failure, match="apt-get install postgresql-12, or make clean"):
        cluster.start()


def test_no_answer_names_the_server(tmp_path):
    server = postgres.Server({"PGHOST": str(tmp_path), "PGUSER": "odoo"})
    with pytest.raises(Failure, match=f"{tmp_path} does not answer"):
        Databases(server, tmp_path).names("")


def test_long_path_moves_the_socket(tmp_path):
    short = postgres.Cluster(Cache(tmp_path))
    assert short.socket_folder == short.folder / "socket"
    deep = postgres.Cluster(Cache(tmp_path / ("x" * 90)))
    assert len(str(deep.socket_folder)) <= postgres.SOCKET_LIMIT


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts it as another user")
def test_folder_that_the_server_cannot_enter_is_said():
    root = Path(tempfile.mkdtemp(prefix="cim-test-", dir="/var/tmp"))
    try:
        with pytest.raises(Failure, match="cannot enter .* CIM_CACHE"):
            postgres.Cluster(Cache(root)).start()
    finally:
        shutil.rmtree(root)
