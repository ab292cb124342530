"""Receiving requests and what is done on the way to an answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from crmsocial.core.errors import Conflict, InvalidInput, NotFound, NotPermitted
from crmsocial.core.models import AuditEntry
from privacy.models import Person, RequestNote, SubjectRequest
from privacy.requests import services
from tests.factories import people
from tests.factories.core import user_with

from .factories import days_ago, fulfil, receive, verified

pytestmark = pytest.mark.django_db


def test_it_is_received_once() -> None:
    who = people.person(full_name="Ana Ortega").id
    key, at = uuid4(), days_ago(1)
    first = receive("erasure", who, key=key, received_at=at, text="Please erase me.")
    again = receive("erasure", who, key=key, received_at=at, text="Please erase me.")
    assert first.pk == again.pk == key
    assert SubjectRequest.objects.count() == RequestNote.objects.count() == 1
    assert AuditEntry.objects.filter(verb="request.receive").count() == 1
    with pytest.raises(Conflict):
        receive("access", who, key=key, received_at=at)


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"kind": "wish"}, InvalidInput),
        ({"received_via": "pigeon"}, InvalidInput),
        ({"received_at": timezone.now() + timedelta(days=9_999)}, InvalidInput),
        ({"received_at": datetime(2026, 1, 1)}, InvalidInput),
        ({"who": uuid4()}, NotFound),
        ({"text": "a" * 20_001}, InvalidInput),
    ],
)
def test_bad_input_records_nothing(values: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        receive(**values)
    assert not SubjectRequest.objects.exists() and not RequestNote.objects.exists()


def test_others_than_privacy_admins_are_refused() -> None:
    one = receive()
    for role in ("steward", "fundraiser", "administrator", "integration"):
        with pytest.raises(NotPermitted):
            receive(actor=user_with(role))
        with pytest.raises(NotPermitted):
            services.note(request_id=one.pk, lock_version=1, text="Hello", actor=user_with(role))


def test_the_clock_follows_the_person_s_law() -> None:
    at = datetime(2026, 1, 31, 12, tzinfo=UTC)
    who = people.person(full_name="Ana Ortega").id
    assert receive("access", who, received_at=at).due_on == date(2026, 2, 28)
    Person.objects.update_or_create(constituent_id=who, defaults={"jurisdiction": "DE"})
    assert receive("access", who, received_at=at).due_on == date(2026, 3, 2)
    assert receive("access", who, received_at=at, jurisdiction="US-CA").due_on == date(2026, 3, 17)
    unknown = receive("access", None, received_at=at)
    assert unknown.due_on == date(2026, 2, 28)
    services.identify(request_id=unknown.pk, lock_version=1, constituent_id=who, actor=None)
    unknown.refresh_from_db()
    assert (unknown.jurisdiction, unknown.due_on) == ("DE", date(2026, 3, 2))


def test_a_claim_is_no_proof() -> None:
    one = receive("access", people.person(full_name="Ana Ortega").id)
    admin = user_with("privacy_admin")
    for method in ("", "claimed", "signed_in"):
        with pytest.raises(InvalidInput):
            services.verify_identity(request_id=one.pk, lock_version=1, method=method, actor=admin)
    with pytest.raises(Conflict, match="Identity to be verified"):
        fulfil(one)
    with pytest.raises(IntegrityError, match="request_identity_first"), transaction.atomic():
        SubjectRequest.objects.filter(pk=one.pk).update(state="open")
    done = services.verify_identity(request_id=one.pk, lock_version=1, method="in_person", actor=admin)
    assert (done.state, done.identity_verified_by) == ("open", admin)


def test_only_privacy_admins_are_given_requests() -> None:
    one, admin = receive(), user_with("privacy_admin")
    with pytest.raises(InvalidInput):
        services.assign(request_id=one.pk, lock_version=1, assignee=user_with("steward"), actor=admin)
    assert services.assign(request_id=one.pk, lock_version=1, assignee=admin, actor=admin).assigned_to == admin
    assert services.assign(request_id=one.pk, lock_version=2, assignee=None, actor=admin).assigned_to is None


def extend(one: SubjectRequest, told: date | None, reason: str = "Many requests at once.") -> SubjectRequest:
    return services.extend(
        request_id=one.pk, lock_version=one.lock_version, reason=reason, notified_on=told, actor=None
    )


def test_an_extension_is_told_in_time_and_only_once() -> None:
    with time_machine.travel(datetime(2026, 5, 20, 15, tzinfo=UTC), tick=False):
        one = receive(received_at=datetime(2026, 5, 4, 15, tzinfo=UTC), jurisdiction="DE")
        assert one.due_on == date(2026, 6, 4)
        for told, reason in (
            (None, "Many."),
            (date(2026, 5, 21), "Many."),
            (date(2026, 5, 3), "Many."),
            (date(2026, 5, 20), " "),
        ):
            with pytest.raises(InvalidInput):
                extend(one, told, reason)
        one.refresh_from_db()
        assert one.extended_at is None
        one = extend(one, date(2026, 5, 20))
        assert one.due_on == date(2026, 8, 4) and one.extension_notified_at is not None
        with pytest.raises(InvalidInput, match="once already"):
            extend(one, date(2026, 5, 20))
    assert RequestNote.objects.get(kind="extension").text == "Many requests at once."


def test_no_extension_where_it_is_too_late_or_unknown_to_the_law() -> None:
    with time_machine.travel(datetime(2026, 6, 20, 15, tzinfo=UTC), tick=False):
        late = receive(received_at=datetime(2026, 5, 4, 15, tzinfo=UTC), jurisdiction="DE")
        with pytest.raises(InvalidInput, match="no longer be extended"):
            extend(late, date(2026, 6, 1))
        with pytest.raises(InvalidInput, match="at the latest"):
            extend(late, date(2026, 6, 19))
        opt_out = receive("objection", received_at=datetime(2026, 6, 19, 15, tzinfo=UTC), jurisdiction="US-CA")
        with pytest.raises(InvalidInput, match="no extension"):
            extend(opt_out, date(2026, 6, 20))
    with pytest.raises(IntegrityError, match="request_extension_is_told"), transaction.atomic():
        SubjectRequest.objects.filter(pk=late.pk).update(extended_at=timezone.now())


def test_a_refusal_has_its_ground_in_the_law() -> None:
    one = receive("portability", people.person(full_name="Ana Ortega").id)

    def refuse(ground: str, text: str = "We told them why.", version: int = 1) -> SubjectRequest:
        return services.refuse(request_id=one.pk, lock_version=version, ground=ground, text=text, actor=None)

    for ground in ("", "too_much_work", "legal_obligation", "accurate"):
        with pytest.raises(InvalidInput):
            refuse(ground)
    with pytest.raises(InvalidInput):
        refuse("excessive", " ")
    services.verify_identity(request_id=one.pk, lock_version=1, method="in_person", actor=None)
    with pytest.raises(InvalidInput, match="is verified"):
        refuse("identity_not_proven", version=2)
    closed = refuse("not_portable", version=2)
    assert (closed.state, closed.closing_reason) == ("refused", "not_portable") and closed.closed_at is not None


def test_whoever_is_late_is_told_what_stands_now() -> None:
    one, ana, ben = receive(), user_with("privacy_admin"), user_with("privacy_admin", first_name="Ben")
    services.assign(request_id=one.pk, lock_version=1, assignee=ben, actor=ben)
    with pytest.raises(Conflict, match="Ben") as caught:
        services.take_back(request_id=one.pk, lock_version=1, text="They called.", actor=ana)
    assert caught.value.context["lock_version"] == 2
    one.refresh_from_db()
    assert one.state == "received" and not RequestNote.objects.exists()


def test_nothing_more_is_done_to_what_is_closed() -> None:
    one = receive()
    closed = services.take_back(request_id=one.pk, lock_version=1, text="", actor=None)
    for verb, values in (
        (services.take_back, {"text": ""}),
        (services.refuse, {"ground": "excessive", "text": "No."}),
        (services.verify_identity, {"method": "in_person"}),
        (services.assign, {"assignee": None}),
        (services.answer, {"text": "Hello"}),
    ):
        with pytest.raises(Conflict, match="Taken back"):
            verb(request_id=one.pk, lock_version=closed.lock_version, actor=None, **values)
    services.note(request_id=one.pk, lock_version=closed.lock_version, text="A late word.", actor=None)


def test_somebody_of_whom_nothing_is_held_is_told_so() -> None:
    closed = fulfil(verified("access"), text="We hold nothing about you.")
    assert (closed.state, closed.closing_reason) == ("fulfilled", "nothing_held")


def test_the_audit_holds_codes_and_no_words() -> None:
    who = people.person(full_name="Ana Ortega").id
    one = receive("access", who, text="My e-mail is ana@example.org")
    services.note(request_id=one.pk, lock_version=1, text="Ana called", actor=None)
    entries = AuditEntry.objects.filter(object_type="request", object_id=str(one.pk))
    assert {entry.verb for entry in entries} == {"request.receive", "request.note"}
    assert "ana" not in str([entry.details for entry in entries]).casefold()
