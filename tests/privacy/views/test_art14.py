"""Who must be told, the file of them, and recording that they were told, which lets the use go on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from crmsocial.core.models import AuditEntry
from privacy import notices, projection, registry
from privacy.judging.circumstances import database_now
from privacy.lawfulness import lawful
from privacy.models import Account, NoticeSent
from tests.factories.core import user_with
from tests.privacy.factories import LONG_TEXT, constituent, persona, visible

pytestmark = pytest.mark.django_db
PAGE = "/privacy/notices/due/"


@pytest.fixture
def admin(client: Client, settings: Any) -> Client:
    settings.ORGANISATION_COUNTRY = "DE"
    client.force_login(user_with("privacy_admin"))
    for purpose in ("identity_matching", "profile_view"):
        lawful.switch_on(
            purpose=purpose, assessment=LONG_TEXT, opt_out=LONG_TEXT, notice=notices.in_force(), actor=None
        )
    return client


def held(name: str, monkeypatch: pytest.MonkeyPatch | None = None) -> UUID:
    who = constituent()
    persona("mastodon", discoverable=True, holder=who)
    if monkeypatch:
        monkeypatch.setattr(registry, "_providers", [lambda ids: dict.fromkeys(ids, name)])
    return who


def form(*people: UUID, **values: Any) -> dict[str, Any]:
    notice = notices.in_force()
    assert notice is not None
    return {
        "notice": str(notice.pk),
        "method": "letter",
        "sent_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "proof": "Mailing 12",
        "person": [str(one) for one in people],
        **values,
    }


def test_who_is_due_is_listed_and_recorded(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, ben = held("Ana Example"), held("Ana Example", monkeypatch)
    page = admin.get(PAGE).content.decode()
    assert page.count("Ana Example") == 2 and str(ana) in page
    answer = admin.post(f"{PAGE}record/", form(ana), follow=True)
    assert "Recorded for 1 person." in answer.content.decode()
    page = admin.get(PAGE).content.decode()
    assert str(ana) not in page and str(ben) in page
    assert NoticeSent.objects.get().constituent_id == ana
    page = admin.post(f"{PAGE}record/", form(everybody="on", listed=[str(ben)]), follow=True).content.decode()
    assert "Nobody must be sent a notice" in page


def test_what_was_closed_opens_when_the_person_is_told(admin: Client) -> None:
    who = constituent()
    row = persona("mastodon", discoverable=True, holder=who)
    Account.objects.filter(pk=row.pk).update(held_since=database_now() - timedelta(days=40))
    projection.refresh_constituents([who])
    assert not visible(row, "profile_view") and "Overdue" in admin.get(PAGE).content.decode()
    admin.post(f"{PAGE}record/", form(who))
    assert visible(row, "profile_view")


def test_what_is_missing_is_said_and_ticks_stay(admin: Client) -> None:
    ana = held("Ana")
    for wrong, says in (
        ({"method": ""}, "This field is required"),
        ({"sent_at": "2999-01-01T10:00"}, "has not come yet"),
        ({"sent_at": "2001-01-01T10:00"}, "was not published yet"),
        ({"person": [str(ana), str(uuid4())]}, "There is no constituent"),
        ({"person": [str(ana), "ana"]}, "not as this page wrote it"),
    ):
        answer = admin.post(f"{PAGE}record/", form(ana, **wrong))
        page = answer.content.decode()
        assert answer.status_code == 422 and says in page and " checked" in page and "Mailing 12" in page, wrong
    answer = admin.post(f"{PAGE}record/", form())
    assert answer.status_code == 422 and "Select at least one person" in answer.content.decode()
    assert not NoticeSent.objects.exists()


def test_the_file_holds_ids_and_names_and_is_on_record(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = held("=Ana", monkeypatch)
    answer = admin.post(f"{PAGE}people.csv")
    head, row = answer.content.decode().splitlines()
    assert head == "constituent_id,name,due_on" and row.startswith(f"{ana},'=Ana,")
    assert AuditEntry.objects.get(verb="notice.due_listed").details == {"people": 1}
    assert answer.headers["Cache-Control"] == "no-store" and admin.get(f"{PAGE}people.csv").status_code == 405
