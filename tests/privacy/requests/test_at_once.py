"""Two admins deal with one request at the same moment: one of them wins, and the other is told."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crmsocial.consolidation import services as consolidation
from crmsocial.core.errors import Conflict
from privacy.models import RequestNote, SubjectRequest
from privacy.requests import services
from tests.factories import people
from tests.factories.core import user_with
from tests.support.threads import at_once

from .factories import days_ago, fulfil, receive, verified


@pytest.mark.django_db(transaction=True)
def test_fulfil_and_refuse() -> None:
    one = verified("access", people.person(full_name="Ana Ortega").id)
    results = at_once(
        [
            lambda: fulfil(one, text="Enclosed."),
            lambda: services.refuse(
                request_id=one.pk, lock_version=one.lock_version, ground="excessive", text="No.", actor=None
            ),
        ]
    )
    assert sorted(isinstance(result, Conflict) for result in results) == [False, True]
    done = SubjectRequest.objects.get(pk=one.pk)
    assert done.lock_version == one.lock_version + 1
    assert RequestNote.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_letter_that_is_sent_twice() -> None:
    key, at = uuid4(), days_ago(1)
    results = at_once([lambda: receive("access", key=key, received_at=at, text="Hello") for _ in range(4)])
    assert {result.pk for result in results} == {key}
    assert SubjectRequest.objects.count() == RequestNote.objects.count() == 1


@pytest.mark.django_db
def test_the_desk_asks_the_same_questions_however_much_there_is(client: Client) -> None:
    client.force_login(user_with("privacy_admin"))

    def queries(paths: tuple[str, ...] = ("/privacy/requests/", "/privacy/requests/calendar/")) -> int:
        with CaptureQueriesContext(connection) as captured:
            for path in paths:
                assert client.get(path).status_code == 200
        return len(captured)

    def ask(times: int) -> None:
        for place in range(times):
            holder = people.person(full_name=f"Person {place}")
            consolidation.refresh(constituent_ids=[holder.id])
            one = receive("access", holder.id, received_at=days_ago(20))
            admin = user_with("privacy_admin")
            services.assign(request_id=one.pk, lock_version=1, assignee=admin, actor=None)

    ask(2)
    queries()
    few = queries()
    ask(6)
    assert queries() == few
