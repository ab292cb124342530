"""Deciding whether a persona is a constituent, and taking a decision back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from crmsocial.constituents.ids import resolve_id
from crmsocial.core.errors import Conflict, InvalidInput, NotFound, NotPermitted
from crmsocial.core.models import User
from crmsocial.personas.models import Persona
from privacy import gate

from . import journal, links, selectors
from .models import Decision, DecisionPayload, Link, Verdict
from .permissions import pair_verdict
from .states import OPEN_STATES, OWNED_METHODS
from .unmerge import unmerge

REASON = "keeping links, holders and permissions in step with a decision"
#: The link's method where the caller does not say it more exactly.
METHODS = {"steward": "steward", "automatic": "automatic", "person": "self_declared"}


def decide(
    *,
    persona_id: UUID,
    constituent_id: UUID,
    verdict: str,
    reason: str,
    method: str,
    actor: User | None,
    note: str = "",
    evidence: Sequence[Any] = (),
    fingerprint: str = "",
    probability: float | None = None,
    model_version: str = "",
    policy_rule: str = "",
    candidate_id: UUID | None = None,
    link_method: str = "",
) -> Decision:
    """Record a verdict on a persona and a constituent, and make the edges follow it.

    *same* makes a link; *not same* is remembered by source identity and ends the link of this very pair if there is
    one; *unsure* is remembered only. ``link_method`` is *signed_in* where the person proved ownership. The caller has
    checked that the actor may decide; whether the pair may be matched at all is asked here again.

    Raises NotFound for a persona or constituent that is gone, NotPermitted where the gate does not allow the pair, and
    Conflict where the persona is linked already or an automatic link would go against a standing *not same*.
    """
    placing = link_method or METHODS[method]
    with gate.purpose("upkeep", reason=REASON):
        persona, holder = links.lock_pair(persona_id=persona_id, constituent_id=constituent_id)
        if verdict == Verdict.SAME:
            _check_same(persona=persona, constituent_id=holder, method=method, placing=placing)
        decision = Decision.objects.create(
            left_identities=selectors.member_ids([holder]),
            constituent_id=holder,
            persona_id=persona_id,
            verdict=verdict,
            reason=reason,
            method=method,
            actor=actor,
            candidate_id=candidate_id,
            probability=probability,
            model_version=model_version,
            policy_rule=policy_rule,
            fingerprint=fingerprint,
        )
        if note or evidence:
            DecisionPayload.objects.create(decision=decision, persona_id=persona_id, note=note, evidence=list(evidence))
        changed = _follow(decision, placing)
        journal.write("decision.recorded", decision, actor)
        if changed:
            links.settle_edges(persona_ids={persona_id}, constituent_ids={holder})
    return decision


def _check_same(*, persona: Persona, constituent_id: UUID, method: str, placing: str) -> None:
    if placing not in OWNED_METHODS:
        verdict = pair_verdict(persona_id=persona.pk, constituent_id=constituent_id, platform=persona.platform)
        if not verdict.allowed:
            raise NotPermitted(verdict.reason, reason_code=verdict.code)
    if method == "automatic" and (persona.pk, constituent_id) in selectors.cannot_link([persona.pk]):
        raise Conflict(_("A decision keeps this account and this constituent apart."), code="cannot_link")


def _follow(decision: Decision, placing: str) -> bool:
    assert decision.persona_id is not None
    if decision.verdict == Verdict.SAME:
        links.place(
            persona_id=decision.persona_id, constituent_id=decision.constituent_id, method=placing, decision=decision
        )
        return True
    if decision.verdict == Verdict.NOT_SAME:
        pair = Link.objects.filter(
            persona_id=decision.persona_id, constituent_id=decision.constituent_id, state__in=OPEN_STATES
        )
        return bool(links.end(pair, by=decision, reason=decision.reason))
    return False


def end_link(*, link_id: UUID, actor: User | None, reason: str, note: str = "") -> Decision:
    """Unlink a persona: a *not same* decision, so that the suggestion stays away, and one act to undo.

    Raises NotFound where there is no such link, Conflict where it has ended already.
    """
    with transaction.atomic(), gate.purpose("upkeep", reason=REASON):
        link = Link.objects.filter(pk=link_id).first()
        if link is None:
            raise NotFound(_("There is no such link."))
        if link.state not in OPEN_STATES:
            raise Conflict(_("This link has ended already. Nothing was changed."), code="link_ended")
        return decide(
            persona_id=link.persona_id,
            constituent_id=link.constituent_id,
            verdict=Verdict.NOT_SAME,
            reason=reason,
            method="steward" if actor else "automatic",
            actor=actor,
            note=note,
        )


@transaction.atomic
def reverse(*, decision: Decision, actor: User | None, reason: str) -> Decision:
    """Take a decision back with a new one; the edges stand again as if it had never been taken.

    Raises InvalidInput for a decision that itself takes one back, and Conflict where it was taken back already or where
    what it ended cannot be restored because the account has been linked elsewhere since.
    """
    if decision.reverses_id:
        raise InvalidInput(_("This entry takes another one back. Decide the pair anew instead."))
    if decision.persona_id is None:
        return unmerge(decision=decision, actor=actor, reason=reason)
    with gate.purpose("upkeep", reason=REASON):
        formerly = Link.objects.filter(ended_by=decision).values_list("constituent_id", flat=True)
        # A merge beside it would otherwise move the very link that is to end.
        links.lock_edges(persona_id=decision.persona_id, constituent_ids={decision.constituent_id, *formerly})
        reversal = journal.write_reversal(decision=decision, actor=actor, reason=reason)
        ended = links.end(
            Link.objects.filter(decision=decision, state__in=OPEN_STATES), by=reversal, reason="decision_reversed"
        )
        restored = _restore(decision, reversal)
        touched = {link.constituent_id for link in (*ended, *restored)}
        if touched:
            links.settle_edges(persona_ids={decision.persona_id}, constituent_ids=touched)
    return reversal


def _restore(decision: Decision, reversal: Decision) -> list[Link]:
    restored = []
    ended = Link.objects.filter(ended_by=decision).select_related("decision__reversed_by").order_by("pk")
    for link in ended:
        constituent_id = resolve_id(link.constituent_id)
        taken_back = link.decision is not None and hasattr(link.decision, "reversed_by")
        if constituent_id is None or taken_back:
            continue
        restored.append(
            links.place(
                persona_id=link.persona_id,
                constituent_id=constituent_id,
                method=link.method,
                decision=link.decision,
                placed_by=reversal,
                valid_from=link.valid_from,
            )
        )
    return restored
