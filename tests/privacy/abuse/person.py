"""One person with an account that may be shown, and everything that hangs on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from crmsocial.consolidation import services as consolidation
from crmsocial.identity.models import Decision, Link
from crmsocial.identity.services import decide
from crmsocial.personas.models import HandleHistory, Persona
from matching.models import Candidate
from privacy import gate
from privacy.exports import services as exports
from tests.factories import identity, review
from tests.factories.core import user_with

HANDLE, FORMER, NAME, BIO, PLACE = (
    "zz_quixotic", "zz_formerly", "Zebulon Quxley", "Paints lighthouses upside down", "Nether Wobbleton",
)  # fmt: skip
#: What the account says; none of it stands in the organisation's own records.
VALUES = (HANDLE, FORMER, NAME, BIO, PLACE, "zquxley.example")


@dataclass(frozen=True)
class Held:
    """The person, the account, and the ids that fill addresses."""

    constituent_id: UUID
    persona: Persona
    candidate: Candidate
    known: dict[str, Any]


def held(*, consents: tuple[str, ...] = (*identity.READY, "export")) -> Held:
    """A constituent whose account was found by a steward, which is another one's candidate, too."""
    who = identity.constituent({"full_name": "Mara Lind", "email": "mara@example.org"})
    account = identity.persona(
        handle=HANDLE,
        display_name=NAME,
        bio=BIO,
        location=PLACE,
        profile_link="https://zquxley.example/",
        consents=consents,
    )
    with gate.purpose("intake", reason="tests"):
        HandleHistory.objects.create(persona=account, handle=FORMER, handle_key=FORMER)
    pair = review.candidate(of=account, to=who, rows=review.evidence_for(0.82, name=NAME, handle=HANDLE))
    steward = user_with("steward")
    decision = decide(
        persona_id=account.pk,
        constituent_id=who,
        verdict="same",
        reason="evidence_agrees",
        method="steward",
        actor=steward,
        note=f"{HANDLE} is surely {NAME}",
        evidence=review.evidence_for(0.82, name=NAME, handle=HANDLE),
        candidate_id=pair.pk,
    )
    consolidation.refresh(constituent_ids={who})
    # Others whose candidate it is: the queue, runner-ups, and the constituent page of somebody else.
    free = identity.persona(handle=f"{HANDLE}_too", display_name=NAME, bio=BIO, consents=consents)
    other = review.candidate(of=free, rows=review.evidence_for(0.82, name=NAME, handle=HANDLE))
    admin = user_with("privacy_admin")
    export = exports.create(title="Letter", constituent_ids=[who], columns=["name", "accounts"], actor=admin)
    with gate.purpose("upkeep", reason="tests"):
        link = Link.objects.get(persona_id=account.pk)
    known = {
        "constituent_id": who,
        "candidate_id": other.pk,
        "candidates": other.pk,
        "decision_id": decision.pk,
        "decisions": Decision.objects.latest("pk").pk,
        "link_id": link.pk,
        "export_id": export.pk,
        "persona_id": account.pk,
        "verb": "skip",
    }
    return Held(who, account, other, {**known, "free": free})
