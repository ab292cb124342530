"""What an answer really does, kind by kind."""

from __future__ import annotations

from uuid import UUID

import pytest

from crmsocial.consolidation import selectors as profiles
from crmsocial.consolidation import services as consolidation
from crmsocial.constituents.models import Constituent
from crmsocial.core import jobs
from crmsocial.core.errors import Conflict, InvalidInput
from privacy.consent.subjects import Subject
from privacy.facts import people as gate_people
from privacy.models import ConsentEvent, Erasure, Person, RequestNote, SubjectRequest
from privacy.reaching import contact
from privacy.requests import registry, selectors, services
from privacy.requests.fulfilling import Choices
from tests.factories import people
from tests.factories.core import user_with
from tests.privacy.factories import act, persona, visible

from .factories import days_ago, fulfil, receive, verified

pytestmark = pytest.mark.django_db


def ana() -> UUID:
    holder = people.person(full_name="Ana Ortega", email="wrong@example.org", birth_date="1980-01-01")
    consolidation.refresh(constituent_ids=[holder.id])
    return UUID(str(holder.id))


def test_rectification_locks_and_can_be_taken_away() -> None:
    who = ana()
    one = verified("rectification", who)
    with pytest.raises(InvalidInput):
        fulfil(one)
    with pytest.raises(InvalidInput):
        fulfil(one, choices=Choices({"email": ["ana@example.org"], "bio": ["Cellist"]}))
    one.refresh_from_db()
    assert one.state == "open" and profiles.profile(who).value("email") == "wrong@example.org"
    done = fulfil(one, choices=Choices({"email": ["ana@example.org"], "birth_date": ["1981-01-01"]}))
    assert done.closing_reason == "corrected"
    assert (profiles.profile(who).value("email"), profiles.profile(who).value("birth_date")) == (
        "ana@example.org",
        "1981-01-01",
    )
    view = next(view for view in registry.rectifier().of_request(one.pk) if view.value == "ana@example.org")
    services.end_correction(request_id=one.pk, lock_version=done.lock_version, correction_id=view.id, actor=None)
    assert profiles.profile(who).value("email") == "wrong@example.org"
    assert profiles.profile(who).value("birth_date") == "1981-01-01"


def test_restriction_closes_everything_until_it_is_lifted() -> None:
    who = ana()
    row = persona("mastodon", discoverable=True, holder=who)
    assert visible(row, "profile_view")
    done = fulfil(verified("restriction", who))
    assert Person.objects.get(pk=who).restricted_at is not None and not visible(row, "profile_view")
    with pytest.raises(InvalidInput):
        services.lift_restriction(request_id=done.pk, lock_version=done.lock_version, text=" ", actor=None)
    services.lift_restriction(request_id=done.pk, lock_version=done.lock_version, text="Told by letter.", actor=None)
    assert Person.objects.get(pk=who).restricted_at is None and visible(row, "profile_view")


def test_an_objection_counts_from_its_receipt() -> None:
    who = ana()
    row = persona("mastodon", discoverable=True, holder=who)
    one = verified("objection", who, received_at=days_ago(3))
    for wrong in (Choices(), Choices(purposes=("spying",)), Choices(channels=("pigeon",))):
        with pytest.raises(InvalidInput):
            fulfil(one, choices=wrong)
    assert not ConsentEvent.objects.exists()
    fulfil(one, choices=Choices(purposes=("profile_view",), channels=("phone",)))
    assert not visible(row, "profile_view") and visible(row, "identity_matching")
    assert contact.verdicts(who)["phone"].code == "objected" and contact.verdicts(who)["email"].code == "no_act"
    event = ConsentEvent.objects.get(purpose="profile_view")
    assert (event.state, event.method, event.event_time) == ("Objected", "staff_letter", one.received_at)
    assert event.proof == f"request:{one.pk}"


def test_a_later_consent_of_the_same_person_still_lifts_the_objection() -> None:
    who = ana()
    row = persona("mastodon", discoverable=True, holder=who)
    one = verified("objection", who, received_at=days_ago(3))
    act(Subject(constituent_id=who))
    fulfil(one, choices=Choices(purposes=("",)))
    assert visible(row, "profile_view")


def test_an_erasure_is_fulfilled_by_its_completion_alone() -> None:
    who = ana()
    one = verified("erasure", who, text="Please erase me.")
    started = fulfil(one)
    assert (started.state, started.closed_at) == ("open", None)
    erasure = Erasure.objects.get()
    assert erasure.request_id == one.pk and selectors.erasure_of(started) == erasure
    assert Constituent.objects.get(pk=who).state == "erased"
    with pytest.raises(Conflict):
        fulfil(started)
    for verb, values in ((services.take_back, {"text": ""}), (services.refuse, {"ground": "excessive", "text": "No"})):
        with pytest.raises(Conflict, match="cannot be taken back"):
            verb(request_id=one.pk, lock_version=started.lock_version, actor=None, **values)
    jobs.drain(timeout=60)
    done = SubjectRequest.objects.get(pk=one.pk)
    assert (done.state, done.closing_reason) == ("fulfilled", "erased")
    assert not done.notes.exists()
    with pytest.raises(Conflict, match="nothing more is written"):
        services.note(request_id=one.pk, lock_version=done.lock_version, text="Ana called again.", actor=None)


def test_an_erasure_that_was_begun_for_another_reason_fulfils_it_too() -> None:
    from privacy.erasure import services as erasures

    who = ana()
    one = verified("erasure", who)
    erasures.start(scope="person", origin="staff", actor=None, constituent_ids=(who,))
    jobs.drain(timeout=60)
    one.refresh_from_db()
    assert (one.state, one.closing_reason) == ("fulfilled", "erased")


def test_an_answer_is_kept_as_it_was_given() -> None:
    admin = user_with("privacy_admin")
    done = fulfil(verified("access", ana()), admin, text="Enclosed.")
    assert done.closing_reason == "package"
    assert [(note.kind, note.text, note.actor) for note in done.notes.all()] == [("answer", "Enclosed.", admin)]


def test_a_merged_person_is_still_the_one_who_asked() -> None:
    from crmsocial.identity import merge

    who, other = ana(), people.person(full_name="A. Ortega").id
    one = verified("restriction", who)
    merge.merge(into=other, others=[who], actor=user_with("steward"), reason="same_person")
    fulfil(one)
    assert Person.objects.get(pk=other).restricted_at is not None
    gate_people.lift_restriction(constituent_id=other, actor=None)


def test_nobody_asks_for_an_erased_person() -> None:
    who = ana()
    one = verified("restriction", who)
    Constituent.objects.filter(pk=who).update(state="erased")
    with pytest.raises(Conflict, match="was erased"):
        fulfil(one)
    assert receive("access").state == "received"


def test_no_words_are_kept_about_somebody_who_was_erased() -> None:
    who = ana()
    one = verified("access", who)
    Constituent.objects.filter(pk=who).update(state="erased")
    for verb in (services.note, services.answer):
        with pytest.raises(Conflict, match="was erased"):
            verb(request_id=one.pk, lock_version=one.lock_version, text="Ana called again.", actor=None)
    services.take_back(request_id=one.pk, lock_version=one.lock_version, text="Ana needs it no more.", actor=None)
    assert not RequestNote.objects.filter(request=one).exists()
