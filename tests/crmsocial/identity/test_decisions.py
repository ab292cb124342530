"""Deciding and taking back."""

from __future__ import annotations

import pytest

from crmsocial.core.errors import Conflict, InvalidInput, NotFound, NotPermitted
from crmsocial.core.models import AuditEntry, User
from crmsocial.identity import selectors, services
from crmsocial.identity.models import Decision, Link
from crmsocial.identity.signals import edges_changed
from privacy import gate
from privacy.models import Account, Purpose
from tests.factories.core import user_with
from tests.factories.identity import constituent, persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward() -> User:
    return user_with("steward")


def links() -> list[tuple[object, ...]]:
    """Open links as anybody above sees them, without what only history tells."""
    with gate.purpose("upkeep", reason="tests"):
        rows = Link.objects.exclude(state="ended").order_by("persona_id")
        return list(rows.values_list("persona_id", "constituent_id", "method", "decision_id", "state", "valid_from"))


def decide(verdict: str, of: object, to: object, actor: User | None, **more: object) -> Decision:
    defaults = {"reason": "evidence_agrees", "method": "steward", "actor": actor}
    return services.decide(persona_id=of.pk, constituent_id=to, verdict=verdict, **{**defaults, **more})  # type: ignore


def test_same_makes_a_link_and_tells_everybody(steward: User) -> None:
    one, person = persona(), constituent()
    heard: list[tuple[set, set]] = []

    def listen(sender: object, constituent_ids: set, persona_ids: set, **_: object) -> None:
        heard.append((constituent_ids, persona_ids))

    edges_changed.connect(listen)
    try:
        decision = decide("same", one, person, steward, note="They told me.", evidence=[{"kind": "name", "bits": 9}])
    finally:
        edges_changed.disconnect(listen)
    assert [row[:2] for row in links()] == [(one.pk, person)]
    assert heard[-1] == ({person}, {one.pk})
    assert Account.objects.get(pk=one.pk).constituent_id == person
    entry = AuditEntry.objects.get(verb="decision.recorded")
    assert entry.details["constituent_id"] == str(person)
    assert "told" not in str(entry.details)
    with gate.purpose(Purpose.IDENTITY_MATCHING, reason="tests", actor=steward):
        assert decision.payload.note == "They told me."


def test_a_decision_names_all_source_identities_of_its_time(steward: User) -> None:
    person = constituent()
    decision = decide("unsure", persona(), person, steward)
    assert decision.left_identities == selectors.member_ids([person])
    assert links() == []


def test_second_link_of_a_persona_is_refused_with_who_and_when(steward: User) -> None:
    one, first, second = persona(), constituent(), constituent()
    decide("same", one, first, steward)
    with pytest.raises(Conflict, match=str(steward)) as caught:
        decide("same", one, second, user_with("steward"))
    assert caught.value.context["constituent_id"] == str(first)
    assert Decision.objects.count() == 1


def test_without_permission_nothing_is_linked_but_a_rejection_stands(steward: User) -> None:
    one, person = persona(platform="facebook", consents=()), constituent()
    with pytest.raises(NotPermitted):
        decide("same", one, person, steward)
    decide("not_same", one, person, steward)
    assert selectors.cannot_link([one.pk]) == {(one.pk, person)}


def test_what_the_person_declares_needs_no_matching_permission() -> None:
    one, person = persona(consents=(Purpose.PROFILE_VIEW,)), constituent()
    decide("same", one, person, None, method="person", link_method="signed_in")
    assert [row[2] for row in links()] == ["signed_in"]


def test_not_same_keeps_the_whole_constituent_away_and_a_later_same_lifts_it(steward: User) -> None:
    one, left, right = persona(), constituent(), constituent()
    decide("not_same", one, right, steward)
    services.merge(into=left, others=[right], actor=steward, reason="duplicate")
    assert selectors.cannot_link([one.pk]) == {(one.pk, left)}
    with pytest.raises(Conflict):
        decide("same", one, left, None, method="automatic")
    decide("unsure", one, left, steward)
    assert selectors.cannot_link([one.pk]) == {(one.pk, left)}
    decide("same", one, left, steward)
    assert selectors.cannot_link([one.pk]) == set()


def test_last_decisions_give_verdict_and_fingerprint(steward: User) -> None:
    one, person = persona(), constituent()
    decide("unsure", one, person, steward, fingerprint="old")
    decide("not_same", one, person, steward, fingerprint="new")
    assert selectors.last_decisions([(one.pk, person), (one.pk, one.pk)]) == {(one.pk, person): ("not_same", "new")}


def test_unlinking_is_remembered_and_can_be_undone(steward: User) -> None:
    one, person = persona(), constituent()
    decide("same", one, person, steward)
    before = links()
    with gate.purpose("upkeep", reason="tests"):
        link = Link.objects.get()
    ending = services.end_link(link_id=link.pk, actor=steward, reason="different_person")
    assert links() == []
    assert Account.objects.get(pk=one.pk).constituent_id is None
    assert selectors.cannot_link([one.pk]) == {(one.pk, person)}
    with pytest.raises(Conflict):
        services.end_link(link_id=link.pk, actor=steward, reason="different_person")
    services.reverse(decision=ending, actor=steward, reason="mistake")
    assert links() == before
    assert Account.objects.get(pk=one.pk).constituent_id == person
    assert selectors.cannot_link([one.pk]) == set()


def test_a_decision_is_taken_back_once_and_a_reversal_never(steward: User) -> None:
    decision = decide("same", persona(), constituent(), steward)
    reversal = services.reverse(decision=decision, actor=steward, reason="mistake")
    decision.refresh_from_db()
    with pytest.raises(Conflict, match=str(steward)):
        services.reverse(decision=decision, actor=user_with("steward"), reason="mistake")
    with pytest.raises(InvalidInput):
        services.reverse(decision=reversal, actor=steward, reason="mistake")


def test_what_was_ended_is_not_restored_over_a_newer_link(steward: User) -> None:
    one, first, second = persona(), constituent(), constituent()
    decide("same", one, first, steward)
    ending = decide("not_same", one, first, steward)
    decide("same", one, second, steward)
    before = links()
    with pytest.raises(Conflict):
        services.reverse(decision=ending, actor=steward, reason="mistake")
    assert links() == before


def test_unknown_ids_are_said_to_be_gone(steward: User) -> None:
    one, person = persona(), constituent()
    with pytest.raises(NotFound):
        services.decide(
            persona_id=person, constituent_id=person, verdict="same", reason="x", method="steward", actor=steward
        )
    with pytest.raises(NotFound):
        services.decide(
            persona_id=one.pk, constituent_id=one.pk, verdict="same", reason="x", method="steward", actor=steward
        )
