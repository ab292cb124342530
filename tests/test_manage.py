"""``manage.py`` says in plain words what keeps it from working."""

from __future__ import annotations

from tests.support.servers_cli import Launcher, scratch


def test_missing_database_is_said_in_one_message_without_a_traceback() -> None:
    with scratch("nothing runs") as place:
        answer = Launcher(place).manage("migrate")
    assert answer.returncode == 1
    assert answer.stderr.startswith("The database does not answer")
    assert "make run" in answer.stderr
    assert "Traceback" not in answer.stderr
