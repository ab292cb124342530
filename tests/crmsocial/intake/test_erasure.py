"""Rows on their way in, error lists and files of somebody who is erased."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone

from crmsocial.constituents.models import SourceIdentity
from crmsocial.core.models import AuditEntry
from crmsocial.intake import services, storage
from crmsocial.intake.erasure import ErrorStore, StagedRowStore
from crmsocial.intake.models import Batch, BatchError, BatchState, StagedRow
from crmsocial.personas.models import Persona
from privacy.erasure.stores import ErasureSubject
from privacy.gate import purpose

from .files import ACCOUNTS, PEOPLE, changed, load, write

pytestmark = pytest.mark.django_db


def subject(*, external_id: str = "", account: str = "") -> ErasureSubject:
    """Whoever has this external id, or this handle."""
    with purpose("erasure", reason="test"):
        return ErasureSubject(
            erasure_id=uuid4(),
            scope="person" if external_id else "accounts",
            origin="staff",
            identity_ids=tuple(SourceIdentity.objects.filter(external_id=external_id).values_list("pk", flat=True)),
            persona_ids=tuple(Persona.objects.filter(handle_key=account).values_list("pk", flat=True)),
        )


def staged(batch: Batch, line: int, **values: object) -> None:
    with purpose("intake", reason="test"):
        StagedRow.objects.create(batch_id=batch.pk, line=line, values={}, content_hash=bytes(32), **values)


def lines_left() -> list[int]:
    with purpose("intake", reason="test"):
        return list(StagedRow.objects.order_by("line").values_list("line", flat=True))


def test_staged_rows_go_by_what_source_and_platform_call_the_person(tmp_path: Path) -> None:
    batch = load(write(tmp_path / "people.csv", PEOPLE))
    load(write(tmp_path / "accounts.csv", ACCOUNTS), "personas", source_name="lists", basis="public")
    elsewhere = load(write(tmp_path / "p.csv", PEOPLE), source_name="tickets")
    staged(batch, 2, external_id="c1")
    staged(batch, 3, external_id="c2")
    staged(elsewhere, 4, external_id="c1")
    staged(batch, 5, external_id="p9", platform="x", handle_key="anaolsen")
    staged(batch, 6, external_id="p8", platform="mastodon", handle_key="anaolsen")
    identity = SourceIdentity.objects.get(external_id="c1", source__name="donors")
    ana = ErasureSubject(uuid4(), "person", "staff", identity_ids=(identity.pk,))
    store = StagedRowStore()
    with purpose("erasure", reason="test"):
        assert (store.count(ana), store.erase(ana), store.erase(ana)) == (1, 1, 0)
        on_x = subject(account="anaolsen")
        assert (store.count(on_x), store.erase(on_x), store.count(on_x)) == (1, 1, 0)
    assert lines_left() == [3, 4, 6]


def test_error_lists_of_batches_with_the_person_lose_their_values(tmp_path: Path) -> None:
    bad = changed(changed(PEOPLE, 2, "email", "ana at example"), 3, "birth_date", "some day")
    hers = load(write(tmp_path / "people.csv", bad))
    other = load(write(tmp_path / "other.csv", [PEOPLE[0], ["c9", "Zed", "Yu", "never", "zed@example.org", ""]]))
    BatchError.objects.create(batch=other, line=7, column="email", value="Ana", reason="short: tells of nobody")
    BatchError.objects.create(batch=other, line=8, column="name", value="OLSEN", reason="her name in another file")
    ana, store = subject(external_id="c1"), ErrorStore()
    before = list(BatchError.objects.filter(batch=hers).values_list("line", "column", "reason"))
    with purpose("erasure", reason="test"):
        assert (store.count(ana), store.erase(ana), store.count(ana)) == (3, 3, 0)
    assert set(BatchError.objects.filter(batch=hers).values_list("value", flat=True)) == {""}
    assert list(BatchError.objects.filter(batch=hers).values_list("line", "column", "reason")) == before
    assert set(BatchError.objects.filter(batch=other).values_list("line", "value")) == {
        (2, "never"),
        (7, "Ana"),
        (8, ""),
    }


@pytest.mark.parametrize(("hours", "kept"), [(23, True), (25, False)])
def test_the_file_of_a_failed_batch_does_not_lie_for_ever(
    tmp_path: Path, hours: int, kept: bool, django_capture_on_commit_callbacks: object
) -> None:
    batch = load(write(tmp_path / "people.csv", PEOPLE))
    stored, _digest = storage.keep([b"constituent_id,given_name\nc1,Ana\n"])
    ended = timezone.now() - timedelta(hours=hours)
    Batch.objects.filter(pk=batch.pk).update(state=BatchState.FAILED, stored_as=stored, finished_at=ended)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert services.forget_unconfirmed(older_than=timedelta(hours=24)) == int(not kept)
    assert storage.path_of(stored).exists() == kept
    batch.refresh_from_db()
    assert (batch.state, bool(batch.stored_as)) == (BatchState.FAILED, kept)
    assert AuditEntry.objects.filter(verb="batch.file_forgotten", object_id=str(batch.pk)).exists() != kept
    storage.remove(stored)
