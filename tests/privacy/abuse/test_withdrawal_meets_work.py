"""A withdrawal while matching or profiles are at work: whichever ends first, nothing of it is visible afterwards."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import pytest

from crmsocial.consolidation import services as consolidation
from crmsocial.consolidation.models import Claim
from crmsocial.core.errors import DomainError
from crmsocial.core.models import User
from crmsocial.identity.models import Link
from crmsocial.identity.services import decide
from crmsocial.lookup.search import search
from crmsocial.personas.models import Persona
from matching import services as matching
from matching.models import Candidate, CandidateState, Evidence
from privacy import ledger
from privacy.consent.subjects import Subject
from privacy.gate import purpose
from privacy.models import Purpose
from tests.factories import identity
from tests.factories.core import user_with
from tests.matching.world import Holder, candidates, town, work_off
from tests.support.transactions import while_open

HANDLE = "violet_keys"


def of_the_account(persona: Persona) -> None:
    subject = Subject.account(persona.platform, f"id:{persona.account_id}")
    ledger.withdraw(subject=subject, actor=None, method="portal")


def visible(persona_id: UUID) -> dict[str, int]:
    """Rows of the account, and of what was made of it, that any purpose shows."""
    found: dict[str, int] = {}
    for name in Purpose.values:
        try:
            with purpose(name, reason="test"):
                for model in (Candidate, Evidence, Claim, Link):
                    found[model.__name__] = (
                        found.get(model.__name__, 0) + model.objects.filter(persona_id=persona_id).count()
                    )
                found["Persona"] = found.get("Persona", 0) + Persona.objects.filter(pk=persona_id).count()
        except DomainError:
            # A purpose that no notice tells of stays closed.
            continue
    return {name: number for name, number in found.items() if number}


@pytest.mark.django_db
@pytest.mark.parametrize("reached", ["preparing", "scoring", "finishing"])
@pytest.mark.parametrize("by_the_constituent", [False, True])
def test_in_the_middle_of_a_match_run(reached: str, by_the_constituent: bool) -> None:
    people: list[Holder] = town(4)
    gone, stays = people[0], people[1]
    run = work_off(matching.start_run(actor=None), until=reached)
    if by_the_constituent:
        ledger.withdraw(subject=Subject(constituent_id=gone.constituent_id), actor=None, method="staff_call")
    else:
        of_the_account(gone.persona)
    assert work_off(run).state == "done"
    open_ones = {(one.persona_id, one.constituent_id) for one in candidates(state=CandidateState.OPEN)}
    assert (stays.persona.pk, stays.constituent_id) in open_ones
    assert (gone.persona.pk, gone.constituent_id) not in open_ones
    if not by_the_constituent:
        assert visible(gone.persona.pk) == {}


def linked(actor: User) -> tuple[UUID, Persona]:
    who = identity.constituent({"full_name": "Ana Ortega"})
    persona = identity.persona(handle=HANDLE)
    decide(
        persona_id=persona.pk,
        constituent_id=who,
        verdict="same",
        reason="evidence_agrees",
        method="steward",
        actor=actor,
    )
    return who, persona


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("withdrawal_first", [True, False])
def test_beside_the_computing_of_a_profile(withdrawal_first: bool) -> None:
    steward = user_with("steward")
    who, persona = linked(steward)
    acts = [partial(of_the_account, persona), partial(consolidation.refresh, constituent_ids={who})]
    first, second = acts if withdrawal_first else acts[::-1]
    answer = while_open(first, second)
    assert not isinstance(answer, Exception), answer
    consolidation.refresh(constituent_ids={who})
    assert visible(persona.pk) == {}
    assert search(f"@{HANDLE}", actor=steward) == []


@pytest.mark.django_db(transaction=True)
def test_between_a_look_and_a_link() -> None:
    steward = user_with("steward")
    who = identity.constituent({"full_name": "Ana Ortega"})
    persona = identity.persona(handle=HANDLE)

    def link() -> None:
        decide(
            persona_id=persona.pk,
            constituent_id=who,
            verdict="same",
            reason="evidence_agrees",
            method="steward",
            actor=steward,
        )

    # The look: the account may be matched. Then the person withdraws, and the write waits until that is committed.
    with purpose("identity_matching", reason="test", actor=steward):
        assert Persona.objects.filter(pk=persona.pk).exists()
    answer = while_open(partial(of_the_account, persona), link)
    assert isinstance(answer, DomainError), answer
    assert visible(persona.pk) == {}
