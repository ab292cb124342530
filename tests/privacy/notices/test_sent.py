"""What was sent to whom is recorded once, and never changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, transaction

from crmsocial.core.errors import InvalidInput, NotPermitted
from crmsocial.core.models import AuditEntry, User
from privacy import notices, projection
from privacy.judging.circumstances import database_now
from privacy.models import Notice, NoticeSent
from privacy.notices import sent
from tests.factories.core import user_with
from tests.privacy.factories import constituent

pytestmark = pytest.mark.django_db


@pytest.fixture
def dora() -> User:
    return user_with("privacy_admin")


def in_force() -> Notice:
    notice = notices.in_force()
    assert notice is not None
    return notice


def recorded(ids: list[UUID], actor: User, **values: Any) -> int:
    plain = {"notice": in_force(), "method": "letter", "sent_at": database_now(), "proof": "Mailing 12"}
    return sent.record(**{**plain, **values}, constituent_ids=ids, actor=actor)


def test_the_same_sending_is_recorded_once(dora: User, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, ben, moment = constituent(), constituent(), database_now()
    refreshed: list[set[UUID]] = []
    monkeypatch.setattr(projection, "refresh_constituents", lambda ids: refreshed.append(set(ids)))
    assert recorded([ana, ana], dora, sent_at=moment) == 1
    assert recorded([ana, ben], dora, sent_at=moment) == 1
    assert recorded([ana, ben], dora, sent_at=moment) == 0
    assert recorded([ana], dora, sent_at=moment, method="email") == 1
    assert refreshed == [{ana}, {ben}, {ana}]
    assert NoticeSent.objects.count() == 3
    entry = AuditEntry.objects.filter(verb="notice.sent").order_by("pk").first()
    assert entry is not None and entry.details["people"] == 1 and str(ana) not in str(entry.details)


def test_what_cannot_have_been(dora: User) -> None:
    ana, draft = constituent(), notices.draft(version="7", title="t", body="b", disclosures=[], actor=dora)
    for ids, values, says in (
        ([], {}, "at least one person"),
        ([ana, uuid4()], {}, "There is no constituent"),
        ([ana], {"method": "pigeon"}, "no way of sending"),
        ([ana], {"notice": draft}, "not published"),
        ([ana], {"sent_at": in_force().published_at - timedelta(days=1)}, "not published yet"),
        ([ana], {"sent_at": database_now() + timedelta(days=1)}, "has not come yet"),
        ([ana], {"proof": "x" * 201}, "more than 200"),
        ([uuid4() for _ in range(sent.AT_ONCE + 1)], {}, "at most"),
    ):
        with pytest.raises(InvalidInput, match=says):
            recorded(ids, dora, **values)
    with pytest.raises(NotPermitted):
        recorded([ana], user_with("steward"))
    assert not NoticeSent.objects.exists()


def test_it_is_evidence(dora: User) -> None:
    recorded([constituent()], dora)
    row = NoticeSent.objects.get()
    for change in (lambda: NoticeSent.objects.update(proof="else"), row.delete):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()
