"""``manage.py match`` and ``manage.py export_candidates``: what they print, write and refuse."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from crmsocial.constituents.models import SourceRecord
from crmsocial.core.models import AuditEntry
from crmsocial.identity.services import adopt
from crmsocial.intake.models import Batch
from matching import inline, services
from matching.models import RunChunk
from privacy.gate import purpose
from tests.factories import identity as people
from tests.support.worker import WorkerProcess

from .world import candidates, town

pytestmark = pytest.mark.django_db


def match(*arguments: str) -> tuple[list[str], dict[str, object]]:
    out = StringIO()
    call_command("match", *arguments, stdout=out, stderr=StringIO())
    lines = out.getvalue().strip().splitlines()
    return lines, json.loads(lines[-1])


def batch_of(entity: str) -> Batch:
    batch = Batch.objects.create(source=people.source(), entity=entity, basis="consent", file_name="a", file_hash="-")
    batch.refresh_from_db()
    return batch


@pytest.fixture
def nobody_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inline, "workers_alive", lambda: False)


def test_without_a_worker_the_work_is_done_here(nobody_works: None) -> None:
    town(3)
    lines, result = match("--full", "--wait")
    assert result["state"] == "done"
    assert result["personas"] == 3
    assert result["candidates"] == len(candidates())
    assert lines[0].startswith("3 accounts were compared with 3 records")


def test_it_says_why_there_are_no_candidates(nobody_works: None) -> None:
    people.notice_in_force()
    people.constituent()
    for _ in range(3):
        people.persona(platform="x", consents=())
    lines, result = match("--wait")
    assert lines[0] == "No account may be compared, so there are no candidates."
    assert lines[1].startswith("No candidates on X: 3 accounts withheld.")
    assert result["withheld"][0]["platform"] == "x"  # type: ignore[index]


def test_since_a_batch_compares_only_what_it_touches(nobody_works: None) -> None:
    holders = town(3)
    batch = batch_of("personas")
    with purpose("upkeep", reason="tests"):
        type(holders[1].persona).objects.filter(pk=holders[1].persona.pk).update(batch_id=batch.pk)
    _, result = match("--since", str(batch.pk), "--wait")
    assert result["personas"] == 1
    assert {one.persona_id for one in candidates()} == {holders[1].persona.pk}


def test_since_a_batch_of_constituents_compares_accounts_that_could_meet_them(nobody_works: None) -> None:
    holders = town(4)
    batch = batch_of("constituents")
    made = people.identity({"given_name": "Bastian", "family_name": "Okonkwo"})
    adopt()
    record = SourceRecord.objects.create(
        identity=made, version=2, values={"given_name": "Bastian", "family_name": "Okonkwo", "city": "Leeds"},
        content_hash=b"2" * 32, basis="consent", batch_id=batch.pk,
    )  # fmt: skip
    made.current_record = record
    made.save(update_fields=["current_record"])
    _, result = match("--since", str(batch.pk), "--wait")
    scored = {persona for chunk in RunChunk.objects.all() for persona in chunk.persona_ids}
    assert holders[1].persona.pk in scored
    assert result["personas"] == len(scored) < len(holders)


def test_an_unknown_batch_and_a_second_run_are_refused_in_one_line() -> None:
    with pytest.raises(CommandError, match="There is no batch"):
        match("--since", str(uuid4()))
    services.start_run(actor=None)
    with pytest.raises(CommandError, match="already under way"):
        match()


def test_export_writes_what_may_be_matched(nobody_works: None, tmp_path: Path) -> None:
    holders = town(3)
    match("--wait")
    people.consent(holders[0].persona, "identity_matching", "ConsentWithdrawn")
    out = StringIO()
    file = tmp_path / "candidates.csv"
    call_command("export_candidates", str(file), "--min-probability", "0.5", stdout=out)
    with file.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == ["source", "external_id", "platform", "handle", "probability", "band", "rank"]
    assert {row["handle"] for row in rows} == {one.persona.handle for one in holders[1:]}
    assert json.loads(out.getvalue().splitlines()[-1])["rows"] == len(rows) == 2
    assert AuditEntry.objects.filter(verb="candidates.exported", details__rows=2).exists()


def test_export_to_nowhere_is_one_clear_line(tmp_path: Path) -> None:
    people.notice_in_force()
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_candidates", str(tmp_path / "none" / "x.csv"))
    with pytest.raises(CommandError, match="between 0 and 1"):
        call_command("export_candidates", "-", "--min-probability", "2")


def test_an_export_over_a_file_that_others_could_read_is_its_owners_alone(tmp_path: Path) -> None:
    people.notice_in_force()
    path = tmp_path / "candidates.csv"
    path.write_text("old")
    path.chmod(0o644)
    call_command("export_candidates", str(path), stdout=StringIO())
    assert path.stat().st_mode & 0o077 == 0 and "old" not in path.read_text()


def test_the_index_is_built_here_and_a_second_build_is_refused_in_one_line(nobody_works: None) -> None:
    town(2)
    out = StringIO()
    call_command("rebuild_index", "--wait", stdout=out, stderr=StringIO())
    told = json.loads(out.getvalue().strip().splitlines()[-1])
    assert (told["state"], told["records"]) == ("done", 2) and told["keys"] > 2
    call_command("rebuild_index", stdout=StringIO())
    with pytest.raises(CommandError, match="being built already") as refused:
        call_command("rebuild_index", stdout=StringIO())
    assert "\n" not in str(refused.value)


def test_waiting_for_a_worker(celery_worker: WorkerProcess) -> None:
    town(2)
    _, result = match("--wait")
    assert result["state"] == "done"
    assert result["candidates"] == len(candidates())
