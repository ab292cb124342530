from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from privacy.erasure import guard, journal
from privacy.erasure.journal_checks import journal_and_keys
from privacy.erasure.journal_reading import JournalBroken, Reader, reader
from privacy.models import Erasure


@pytest.fixture
def path(tmp_path: Path, settings: Any) -> Path:
    settings.ERASURE_JOURNAL = str(tmp_path / "erasures" / "journal.jsonl")
    return Path(settings.ERASURE_JOURNAL)


def erasure() -> Erasure:
    return Erasure(pk=uuid4(), scope="person", origin="staff", constituent_ids=[uuid4()], account_hashes=[b"x" * 32])


def write(count: int) -> list[Erasure]:
    made = [erasure() for _number in range(count)]
    for one in made:
        journal.started(one)
    return made


def read(path: Path) -> list[UUID]:
    return list(Reader(path).entries())


def test_a_line_is_written_once_and_read_back(path: Path) -> None:
    one, two = write(2)
    journal.started(one)
    journal.completed(one)
    journal.completed(one)
    assert len(path.read_bytes().splitlines()) == 3
    entries = reader().entries()
    assert entries[one.pk].complete and not entries[two.pk].complete
    assert entries[one.pk].constituent_ids == tuple(one.constituent_ids)
    assert entries[one.pk].account_hashes == (b"x" * 32,)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_last_line_that_was_cut_off_counts_as_not_written(path: Path) -> None:
    one, two = write(2)
    path.write_bytes(path.read_bytes()[:-40])
    assert read(path) == [one.pk]
    journal.started(two)
    assert read(path) == [one.pk, two.pk]


@pytest.mark.parametrize("line", [1, 2])
def test_a_changed_line_is_named(path: Path, line: int) -> None:
    write(3)
    lines = path.read_bytes().splitlines(keepends=True)
    document = json.loads(lines[line - 1])
    document["payload"]["constituents"] = [str(uuid4())]
    lines[line - 1] = json.dumps(document, separators=(",", ":")).encode() + b"\n"
    path.write_bytes(b"".join(lines))
    with pytest.raises(JournalBroken, match=f"Line {line} "):
        read(path)


def test_a_line_that_was_taken_out_is_noticed(path: Path) -> None:
    write(3)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[2])
    with pytest.raises(JournalBroken, match=r"Line 2 .* taken out"):
        read(path)


def test_garbage_is_no_line(path: Path) -> None:
    write(1)
    path.write_bytes(path.read_bytes() + b"garbage\n")
    with pytest.raises(JournalBroken, match=r"Line 2 .* no JSON"):
        read(path)


@pytest.mark.django_db
def test_nothing_is_served_under_a_journal_that_cannot_be_trusted(path: Path, client: Client) -> None:
    write(1)
    path.write_bytes(path.read_bytes().replace(b'"scope":"person"', b'"scope":"nobody"'))
    guard.forget()
    answer = client.get("/accounts/login/")
    assert answer.status_code == 503 and b"cannot be trusted" in answer.content
    with pytest.raises(CommandError, match="Line 1 "):
        call_command("replay_erasures")


@pytest.mark.django_db
def test_the_answer_is_kept_a_moment_and_follows_the_file(path: Path, client: Client, monkeypatch: Any) -> None:
    guard.forget()
    assert client.get("/accounts/login/").status_code == 200
    (one,) = write(1)
    assert guard.reason() == ""
    monkeypatch.setattr(guard, "SECONDS", 0.0)
    assert "1 erasure has" in guard.reason()
    one.save(force_insert=True)
    assert guard.reason() == ""


def test_many_write_at_once(path: Path) -> None:
    made = [erasure() for _number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(journal.started, made))
    assert set(read(path)) == {one.pk for one in made}


def test_another_file_in_its_place_is_read_from_the_start(path: Path) -> None:
    write(2)
    kept = Reader(path)
    assert len(kept.entries()) == 2
    before = path.read_bytes()
    path.unlink()
    others = write(3)
    assert set(kept.entries()) == {one.pk for one in others}
    path.write_bytes(before)
    assert len(kept.entries()) == 2


@pytest.mark.django_db
def test_a_journal_that_was_lost_is_told(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = erasure()
    done.state, done.completed_at, done.manifest = "complete", timezone.now(), {}
    done.save(force_insert=True)
    (found,) = journal_and_keys(databases=["default"])
    assert found.id == "privacy.W011" and "lacks 1 erasures" in found.msg
    call_command("replay_erasures")
    assert "WARNING" in capsys.readouterr().out
    journal.started(done)
    assert journal_and_keys(databases=["default"]) == []
