"""The accounts linked to a constituent, as the open purpose lets them be seen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from crmsocial.consolidation.attributes import PLATFORMS
from crmsocial.identity import selectors as identity
from crmsocial.identity.models import Decision, DecisionPayload, EdgeState, Link
from matching.selectors import EvidenceRow, explained
from review.reasons import label_of as reason_label


@dataclass(frozen=True)
class LinkView:
    """One linked account: what it is, who linked it on what grounds, and since when."""

    link_id: UUID
    platform: str
    handle: str
    display_name: str
    bio: str
    method: str
    reason: str
    decided_by: str
    note: str
    since: datetime
    provisional: bool
    probability: float | None
    evidence: Sequence[EvidenceRow]


def shown(constituent_id: UUID) -> QuerySet[Link]:
    """The active links that the open purpose shows."""
    return identity.active_links(constituent_id).filter(state=EdgeState.ACTIVE)


def links(constituent_id: UUID) -> list[LinkView]:
    """The active links with the evidence as it stood; two queries. Without a purpose there are none.

    A suspended link is not shown, though its account may be permitted: whose it is must not be told while it rests.
    """
    found = list(shown(constituent_id))
    decisions = [link.decision_id for link in found if link.decision_id]
    payloads = (
        {payload.pk: payload for payload in DecisionPayload.objects.filter(pk__in=decisions)} if decisions else {}
    )
    return [_view(link, payloads.get(link.decision_id) if link.decision_id else None) for link in found]


def counts(constituent_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many active links of each may be seen; one query."""
    rows = Link.objects.filter(constituent_id__in=constituent_ids, state=EdgeState.ACTIVE)
    return dict(rows.values_list("constituent_id").annotate(Count("pk")).order_by())


def _view(link: Link, payload: DecisionPayload | None) -> LinkView:
    persona, decision = link.persona, link.decision
    return LinkView(
        link_id=link.pk,
        platform=PLATFORMS.get(persona.platform, persona.get_platform_display()),
        handle=persona.handle,
        display_name=persona.display_name,
        bio=persona.bio,
        method=link.get_method_display(),
        reason=_reason(decision),
        decided_by=_by(decision),
        note=payload.note if payload else "",
        since=link.valid_from,
        provisional=persona.is_provisional,
        probability=decision.probability if decision else None,
        evidence=_explained(payload),
    )


def _reason(decision: Decision | None) -> str:
    return reason_label(decision.reason) if decision else ""


def _by(decision: Decision | None) -> str:
    if decision is None:
        return ""
    return str(decision.actor) if decision.actor else _("the system")


def _explained(payload: DecisionPayload | None) -> list[EvidenceRow]:
    try:
        return explained(payload.evidence) if payload else []
    except (KeyError, TypeError, ValueError):
        # Evidence is kept as it stood; what an older version wrote may no longer be put into words.
        return []
