"""Deciding candidates, taking it back, and following permissions and edges."""

from __future__ import annotations

import pytest

from crmsocial.core.errors import Conflict, InvalidInput, NotFound
from crmsocial.core.models import AuditEntry
from crmsocial.identity import services as identity
from crmsocial.identity.models import Link
from matching import services
from matching.models import Candidate
from privacy import ledger
from privacy.gate import purpose
from privacy.models import ConsentState
from tests.factories import identity as people
from tests.factories.core import user_with

from .world import Holder, candidate_of, candidates, town, work_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def matched() -> list[Holder]:
    """Three holders, and a namesake of the first one, matched."""
    holders = town(3)
    people.constituent({"given_name": "Amelia", "family_name": "Thornbury", "full_name": "Amelia Thornbury"})
    assert work_off(services.start_run(actor=None)).state == "done"
    return holders


def settle(candidate: Candidate, state: str, reason: str = "name", **changes: int) -> Candidate:
    version = changes.get("lock_version", candidate.lock_version)
    with purpose("identity_matching", reason="tests"):
        return services.settle(
            candidate_id=candidate.pk, lock_version=version, state=state, reason=reason, actor=user_with("steward")
        )


def everything() -> dict[object, tuple[object, ...]]:
    return {one.pk: (one.state, one.state_reason, one.former_state, one.former_reason) for one in candidates()}


def test_a_decision_changes_state_and_version(matched: list[Holder]) -> None:
    before = candidate_of(matched[1])
    after = settle(before, "rejected", "other person")
    assert (after.state, after.state_reason) == ("rejected", "other person")
    assert after.lock_version == before.lock_version + 1
    entry = AuditEntry.objects.get(verb="candidate.moved", object_id=str(before.pk))
    assert entry.details == {"from": "open", "to": "rejected", "reason": "other person"}


def test_a_stale_version_is_refused_with_what_stands(matched: list[Holder]) -> None:
    before = candidate_of(matched[1])
    settle(before, "approved")
    with pytest.raises(Conflict) as caught:
        settle(before, "rejected")
    assert caught.value.context["state"] == "approved"
    assert caught.value.context["lock_version"] == before.lock_version + 1
    assert candidate_of(matched[1]).state == "approved"


def test_only_decisions_may_be_asked_for(matched: list[Holder]) -> None:
    for state in ("open", "withheld", "superseded", "nonsense"):
        with pytest.raises(InvalidInput):
            settle(candidate_of(matched[1]), state)


def test_without_a_purpose_there_is_nothing_to_decide(matched: list[Holder]) -> None:
    one = candidate_of(matched[1])
    with pytest.raises(NotFound):
        services.settle(candidate_id=one.pk, lock_version=1, state="approved", reason="", actor=None)


@pytest.mark.parametrize("state", ["approved", "rejected", "deferred"])
def test_doing_and_undoing_restores_exactly(matched: list[Holder], state: str) -> None:
    before = everything()
    first = candidate_of(matched[0])
    settle(first, state)
    assert everything() != before
    services.reopen(candidate_id=first.pk, actor=None)
    assert everything() == before
    services.reopen(candidate_id=first.pk, actor=None)
    assert everything() == before


def test_approving_puts_the_other_candidates_away(matched: list[Holder]) -> None:
    first = candidate_of(matched[0])
    others = [one for one in candidates(persona_id=first.persona_id) if one.pk != first.pk]
    assert others
    settle(first, "approved")
    assert {(one.state, one.state_reason) for one in candidates(pk__in=[one.pk for one in others])} == {
        ("superseded", "persona_linked")
    }


def test_withdrawing_withholds_at_once_and_consent_brings_back(matched: list[Holder]) -> None:
    holder = matched[1]
    before = everything()
    people.consent(holder.persona, "identity_matching", ConsentState.WITHDRAWN)
    hidden = candidate_of(holder)
    assert (hidden.state, hidden.state_reason) == ("withheld", "not_permitted")
    with purpose("identity_matching", reason="tests"):
        assert not Candidate.objects.filter(pk=hidden.pk).exists()
    people.consent(holder.persona, "identity_matching")
    assert everything() == before


def test_who_refuses_to_be_found_is_withheld(matched: list[Holder]) -> None:
    holder = matched[1]
    subject = ledger.Subject(constituent_id=holder.constituent_id)
    ledger.withdraw(subject=subject, purpose="identity_matching", actor=None, method="form")
    assert candidate_of(holder).state == "withheld"
    assert work_off(services.start_run(actor=None)).state == "done"
    assert candidate_of(holder).state == "withheld"


def test_undoing_what_is_no_longer_permitted_withholds_it(matched: list[Holder]) -> None:
    first = candidate_of(matched[0])
    settle(first, "approved")
    people.consent(matched[0].persona, "identity_matching", ConsentState.WITHDRAWN)
    services.reopen(candidate_id=first.pk, actor=None)
    assert {one.state for one in candidates(persona_id=first.persona_id)} == {"withheld"}


def decide(holder: Holder, verdict: str, constituent_id: object = None) -> object:
    return identity.decide(
        persona_id=holder.persona.pk, constituent_id=constituent_id or holder.constituent_id, verdict=verdict,  # type: ignore[arg-type]
        reason="call", method="person" if verdict == "same" else "steward", actor=user_with("fundraiser"),
    )  # fmt: skip


def test_a_link_made_elsewhere_settles_the_candidate(matched: list[Holder]) -> None:
    decision = decide(matched[0], "same")
    own = candidate_of(matched[0])
    assert (own.state, own.state_reason) == ("approved", "linked")
    assert {one.state for one in candidates(persona_id=own.persona_id)} == {"approved", "superseded"}
    identity.reverse(decision=decision, actor=None, reason="mistake")  # type: ignore[arg-type]
    assert {one.state for one in candidates(persona_id=own.persona_id)} == {"open"}


def test_unlinking_elsewhere_rejects_the_candidate(matched: list[Holder]) -> None:
    decide(matched[0], "same")
    with purpose("upkeep", reason="tests"):
        link = Link.objects.get(persona_id=matched[0].persona.pk)
    identity.end_link(link_id=link.pk, actor=None, reason="wrong")
    own = candidate_of(matched[0])
    assert (own.state, own.state_reason) == ("rejected", "unlinked")
    others = [one for one in candidates(persona_id=own.persona_id) if one.pk != own.pk]
    assert {one.state for one in others} == {"open"}
    work_off(services.start_run(actor=None))
    assert candidate_of(matched[0]).state == "rejected"


def test_merging_and_unmerging_carries_candidates_there_and_back(matched: list[Holder]) -> None:
    before = {one.pk: (one.constituent_id, one.state) for one in candidates()}
    first, second = matched[0].constituent_id, matched[1].constituent_id
    merge = identity.merge(into=first, others=[second], actor=None, reason="duplicate")
    merged = candidates()
    assert second not in {one.constituent_id for one in merged if one.state == "open"}
    assert len({(one.persona_id, one.constituent_id) for one in merged}) == len(merged)
    own = [one for one in merged if one.persona_id == matched[1].persona.pk and one.constituent_id == first]
    assert [one.state for one in own] == ["open"]
    identity.unmerge(decision=merge, actor=None, reason="mistake")
    assert {one.pk: (one.constituent_id, one.state) for one in candidates()} == before


def test_a_rejected_pair_comes_back_with_new_strong_evidence_only(matched: list[Holder]) -> None:
    holder = matched[2]
    persona = type(holder.persona).objects
    with purpose("upkeep", reason="tests"):
        persona.filter(pk=holder.persona.pk).update(handle="clarissav", display_name="Clarissa V", location="")
    work_off(services.start_run(actor=None))
    weak = candidate_of(holder)
    settle(weak, "rejected")
    identity.decide(
        persona_id=weak.persona_id, constituent_id=weak.constituent_id, verdict="not_same", reason="name",
        method="steward", actor=None, fingerprint=weak.fingerprint, candidate_id=weak.pk,
    )  # fmt: skip
    work_off(services.start_run(actor=None))
    assert candidate_of(holder).state == "rejected"
    with purpose("upkeep", reason="tests"):
        persona.filter(pk=holder.persona.pk).update(
            handle="clarissavandermeer", display_name="Clarissa Vandermeer", location="York"
        )
    work_off(services.start_run(actor=None))
    back = candidate_of(holder)
    assert back.weight >= weak.weight + 3
    assert (back.state, back.state_reason, back.rule) == ("open", "came_back", "cannot_link")
    work_off(services.start_run(actor=None))
    assert (candidate_of(holder).state, candidate_of(holder).state_reason) == ("open", "came_back")
