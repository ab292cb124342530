"""A no becomes a withdrawal where there was a consent, and an objection where there was none."""

from __future__ import annotations

from uuid import UUID

import pytest

from privacy import selectors
from privacy.consent.subjects import Subject
from privacy.consent.withdrawing import withdraw
from privacy.models import ConsentEvent
from tests.privacy.factories import act, constituent, of, persona, visible

pytestmark = pytest.mark.django_db


def no(who: UUID, platform: str = "", purpose: str = "") -> list[tuple[str, str, str]]:
    events = withdraw(constituent_id=who, platform=platform, purpose=purpose, actor=None, method="in_person", proof="N")
    assert {event.method for event in events} == {"in_person"} and {event.proof for event in events} == {"N"}
    return [(event.state, event.platform, event.purpose) for event in events]


def code(who: UUID, platform: str, purpose: str) -> str:
    return next(one for one in selectors.state_of(who).platforms if one.platform == platform).verdicts[purpose].code


def test_a_consent_is_withdrawn() -> None:
    who = constituent()
    row = persona("facebook", basis="consent", holder=who)
    act(of(row), purpose="profile_view")
    assert no(who, "facebook", "profile_view") == [("ConsentWithdrawn", "facebook", "profile_view")]
    assert code(who, "facebook", "profile_view") == "withdrawn"


@pytest.mark.parametrize(("platform", "purpose"), [("mastodon", "profile_view"), ("mastodon", ""), ("", "")])
def test_what_was_never_consented_to_is_objected_to(platform: str, purpose: str) -> None:
    who = constituent()
    row = persona("mastodon", discoverable=True, holder=who)
    assert no(who, platform, purpose) == [("Objected", platform, purpose)]
    assert ConsentEvent.objects.get().basis == "public"
    assert code(who, "mastodon", "profile_view") == "objected" and not visible(row, "profile_view")


def test_beside_a_consent_the_rest_is_objected_to() -> None:
    who = constituent()
    persona("mastodon", discoverable=True, holder=who)
    act(Subject(constituent_id=who), platform="facebook")
    act(Subject(constituent_id=who), platform="mastodon", purpose="profile_view")
    assert no(who) == [("ConsentWithdrawn", "", ""), ("Objected", "mastodon", "identity_matching")]
    assert code(who, "mastodon", "identity_matching") == "objected"
    assert code(who, "mastodon", "profile_view") == "withdrawn"


def test_a_consent_elsewhere_is_not_what_is_withdrawn() -> None:
    who = constituent()
    act(Subject(constituent_id=who), platform="facebook")
    act(Subject(constituent_id=who), platform="x", purpose="identity_matching")
    assert no(who, "x", "profile_view") == [("Objected", "x", "profile_view")]
    assert no(who, "x") == [("ConsentWithdrawn", "x", "")]


def test_saying_it_twice_does_not_make_an_objection_of_it() -> None:
    who = constituent()
    act(Subject(constituent_id=who), platform="x")
    assert no(who) == no(who) == [("ConsentWithdrawn", "", "")]


def test_a_consent_to_contact_is_withdrawn_with_everything_only() -> None:
    who = constituent()
    act(Subject(constituent_id=who), purpose="contact", category="contact", scopes=["email"])
    assert no(who, "x") == [("Objected", "x", "")]
    assert no(who) == [("ConsentWithdrawn", "", "")]
    assert selectors.state_of(who).contact["email"].code == "withdrawn"
