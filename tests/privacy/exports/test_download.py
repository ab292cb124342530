"""Exports: who is handed out is asked again at the moment of handing out, slice by slice."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crmsocial.consolidation import services as consolidation
from crmsocial.core.errors import InvalidInput, NotPermitted
from crmsocial.core.models import AuditEntry, User
from crmsocial.identity.services import decide, merge
from privacy import ledger
from privacy.consent.subjects import Subject
from privacy.exports import download, services
from privacy.models import AccessEntry, Export
from tests.factories import identity
from tests.factories.core import user_with
from tests.privacy.factories import act

pytestmark = pytest.mark.django_db


@pytest.fixture
def fundraiser() -> User:
    return user_with("fundraiser")


def someone(name: str, *, consents: bool = True) -> UUID:
    pk = identity.constituent({"full_name": name, "email": f"{name.split()[0].lower()}@example.org"})
    consolidation.refresh(constituent_ids=[pk])
    if consents:
        act(Subject(constituent_id=pk), purpose="export")
    return pk


def made(people: Iterable[UUID], actor: User, **values: object) -> Export:
    values.setdefault("columns", ["name", "email", "accounts"])
    return services.create(title="Autumn letter", constituent_ids=list(people), actor=actor, **values)  # type: ignore[arg-type]


def rows_of(chunks: Iterable[bytes]) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(chunks).decode())))


def test_only_who_permits_export_is_in_it_and_the_rest_is_counted(fundraiser: User) -> None:
    ana, ben = someone("Ana Ortega"), someone("Ben Park", consents=False)
    cleo, gone = someone("Cleo Quist"), uuid4()
    act(Subject(constituent_id=cleo), "Objected", purpose="export")
    rows = rows_of(download.stream(made([ana, ben, cleo, gone], fundraiser).pk, actor=fundraiser))
    assert rows[0] == ["id", "name", "email", "accounts"]
    assert rows[1:-1] == [[str(ana), "Ana Ortega", "ana@example.org", ""]]
    last = " ".join(rows[-1])
    assert rows[-1][0] == "#" and "1 people." in last and "3 were left out:" in last
    assert "objected" in last and "No longer here." in last


def test_accounts_are_read_under_export_alone(fundraiser: User) -> None:
    shown, hidden = someone("Ana Ortega"), someone("Ben Park")
    for who, handle, consents in (
        (shown, "ana_plays", (*identity.READY, "export")),
        (hidden, "ben_plays", identity.READY),
    ):
        account = identity.persona(handle=handle, consents=consents)

        decide(
            persona_id=account.pk,
            constituent_id=who,
            verdict="same",
            reason="evidence_agrees",
            method="steward",
            actor=user_with("steward"),
        )
    # What the person said of every account they hold would permit both; one account's holder said no.
    act(
        Subject.account("mastodon", f"id:{account.account_id}"),
        "ConsentRefused",
        purpose="export",
        platform="mastodon",
    )
    rows = rows_of(download.stream(made([shown, hidden], fundraiser).pk, actor=fundraiser))
    cells = {row[0]: row[3] for row in rows[1:-1]}
    assert "ana_plays" in cells[str(shown)]
    assert "ben_plays" not in cells.get(str(hidden), "")


def test_each_download_is_audited_and_each_person_entered(fundraiser: User) -> None:
    ana, ben = someone("Ana Ortega"), someone("Ben Park", consents=False)
    export = made([ana, ben], fundraiser)
    client = Client()
    client.force_login(fundraiser)
    answer = client.get(reverse("lookup:export_download", args=[export.pk]))
    b"".join(answer)
    assert answer["Cache-Control"] == "no-store" and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    opened = AccessEntry.objects.filter(purpose="export")
    assert list(opened.values_list("subject_id", "actor_id")) == [(ana, fundraiser.pk)]
    assert AuditEntry.objects.filter(verb="export.downloaded", object_id=str(export.pk)).count() == 1
    export.refresh_from_db()
    assert export.downloads == 1


def test_a_withdrawal_during_the_download_reaches_the_next_slice(
    fundraiser: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "SLICE", 1)
    ana, ben = someone("Ana Ortega"), someone("Ben Park")
    running = download.stream(made([ana, ben], fundraiser).pk, actor=fundraiser)
    begun = [next(running), next(running)]
    ledger.withdraw(subject=Subject(constituent_id=ben), actor=None, method="staff_call")
    rows = rows_of([*begun, *running])
    assert [row[0] for row in rows] == ["id", str(ana), "#"]
    assert "Ben" not in str(rows) and "1 were left out:" in " ".join(rows[-1])


def test_a_revocation_ends_a_running_download_with_a_plain_line(
    fundraiser: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "SLICE", 1)
    ana, ben = someone("Ana Ortega"), someone("Ben Park")
    export = made([ana, ben], fundraiser)
    running = download.stream(export.pk, actor=fundraiser)
    begun = [next(running), next(running)]
    services.revoke(export=export, actor=user_with("privacy_admin"))
    rows = rows_of([*begun, *running])
    assert rows[-1][0] == "#" and "revoked" in rows[-1][1] and "1 people are missing" in rows[-1][2]
    assert str(ben) not in str(rows)


def test_a_lost_role_ends_it_too(fundraiser: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "SLICE", 1)
    ana, ben = someone("Ana Ortega"), someone("Ben Park")
    running = download.stream(made([ana, ben], fundraiser).pk, actor=fundraiser)
    begun = [next(running), next(running)]
    User.objects.filter(pk=fundraiser.pk).update(roles=["steward"])
    rows = rows_of([*begun, *running])
    assert rows[-1][0] == "#" and str(ben) not in str(rows)


def test_who_was_merged_stands_once_under_the_id_of_today(fundraiser: User) -> None:
    ana, double = someone("Ana Ortega"), someone("A. Ortega")
    merge(into=ana, others=[double], actor=user_with("steward"), reason="known_personally")
    act(Subject(constituent_id=ana), purpose="export")
    rows = rows_of(download.stream(made([ana, double], fundraiser).pk, actor=fundraiser))
    assert [row[0] for row in rows[1:-1]] == [str(ana)]


def test_an_ended_or_revoked_export_answers_410_and_another_one_s_404(fundraiser: User) -> None:
    client = Client()
    client.force_login(fundraiser)
    export = made([someone("Ana Ortega")], fundraiser)
    Export.objects.filter(pk=export.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    where = reverse("lookup:export_download", args=[export.pk])
    assert client.get(where).status_code == 410
    other = made([someone("Ben Park")], fundraiser)
    assert client.post(reverse("lookup:export_revoke", args=[other.pk])).status_code == 302
    assert client.get(reverse("lookup:export_download", args=[other.pk])).status_code == 410
    stranger = Client()
    stranger.force_login(user_with("fundraiser"))
    assert stranger.get(where).status_code == 404
    assert stranger.get(reverse("lookup:export_download", args=[uuid4()])).status_code == 404
    admin = Client()
    admin.force_login(user_with("privacy_admin"))
    assert admin.get(where).status_code == 410
    assert "Autumn letter" in admin.get(reverse("privacy:exports")).content.decode()


def test_what_cannot_be_an_export_is_said(fundraiser: User) -> None:
    for wrong in ({"columns": ["passport"]}, {"columns": []}, {"days": 0}, {"days": 91}):
        with pytest.raises(InvalidInput):
            made([uuid4()], fundraiser, **wrong)
    with pytest.raises(InvalidInput, match="Nobody"):
        made([], fundraiser)
    with pytest.raises(NotPermitted):
        made([uuid4()], user_with("steward"))


def test_a_recipient_whom_the_notice_does_not_name_gets_nobody(fundraiser: User) -> None:
    ana = someone("Ana Ortega")
    rows = rows_of(download.stream(made([ana], fundraiser, recipient="Lake Printers").pk, actor=fundraiser))
    assert [row[0] for row in rows] == ["id", "#"]
