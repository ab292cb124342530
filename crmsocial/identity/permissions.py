"""Keeping links in step with what is permitted, in the transaction that changed it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from crmsocial.core.audit import AuditRow, record_many
from crmsocial.core.database.bulk import one_of
from privacy import gate
from privacy.models import LookFor, Permission, Purpose

from .models import EdgeState, Link
from .signals import edges_changed
from .states import OPEN_STATES, UNMATCHED, may_become, standing

UPKEEP_REASON = "links follow permissions"
# A platform that is switched off changes a hundred thousand accounts at once; one statement names this many.
BATCH = 5000


def _batches(ids: Collection[UUID]) -> Iterator[list[UUID]]:
    remaining = iter(ids)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def _permitted(name: str) -> QuerySet[Permission]:
    live = Q(until__isnull=True) | Q(until__gt=Now())
    return Permission.objects.filter(live, persona_id=OuterRef("persona_id"), purpose=name)


def _with_permissions(links: QuerySet[Link]) -> QuerySet[Link]:
    looked_for = LookFor.objects.filter(
        Q(until__isnull=True) | Q(until__gt=Now()),
        constituent_id=OuterRef("constituent_id"),
        platform=OuterRef("persona__platform"),
    )
    matching = _permitted(Purpose.IDENTITY_MATCHING)
    return links.annotate(
        may_show=Exists(_permitted(Purpose.PROFILE_VIEW)),
        may_match_anyone=Exists(matching.filter(pair_limited=False)),
        may_match_pair=Exists(matching.filter(pair_limited=True)) & Exists(looked_for),
    )


def lock_open(link_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the links that are open, and stay so until this transaction changes them."""
    rows = Link.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in=list(link_ids), state__in=OPEN_STATES
    )
    return set(rows.order_by("pk").values_list("pk", flat=True))


def _move(links: Iterable[Link], state: EdgeState, reason: str) -> list[Link]:
    reachable = [link for link in links if may_become(link.state, state)]
    still_open = lock_open(link.pk for link in reachable)
    moving = [link for link in reachable if link.pk in still_open]
    Link.objects.filter(pk__in=still_open, state__in=OPEN_STATES).update(state=state, state_reason=reason)
    record_many(
        AuditRow(
            f"link.{state}",
            "link",
            link.pk,
            None,
            {"persona_id": link.persona_id, "constituent_id": link.constituent_id, "reason": reason},
        )
        for link in moving
    )
    return moving


def _tell(moved: Collection[Link]) -> int:
    if moved:
        edges_changed.send(
            sender=Link,
            constituent_ids={link.constituent_id for link in moved},
            persona_ids={link.persona_id for link in moved},
        )
    return len(moved)


def pair_verdict(*, persona_id: UUID, constituent_id: UUID, platform: str) -> gate.Verdict:
    """Whether the persona may be matched with the constituent; where only pairs are permitted, both sides are asked."""
    verdict = gate.check(purpose=Purpose.IDENTITY_MATCHING, persona_id=persona_id)
    if verdict.allowed and verdict.pair_limited:
        return gate.check(purpose=Purpose.IDENTITY_MATCHING, constituent_id=constituent_id, platform=platform)
    return verdict


def resting(persona_ids: Collection[UUID]) -> dict[UUID, str]:
    """Those of the personas whose link is suspended, with a code of ``privacy.judging.reasons`` that says why."""
    with gate.purpose("upkeep", reason="telling which links rest"):
        rows = Link.objects.filter(persona_id__in=list(persona_ids), state=EdgeState.SUSPENDED)
        found = dict(rows.values_list("persona_id", "state_reason"))
    return {pk: "link_not_found_again" if why == UNMATCHED else "link_rests" for pk, why in found.items()}


def restand(links: QuerySet[Link]) -> list[Link]:
    """Move those of the open links that permission says should move; call it under upkeep."""
    wanted: dict[tuple[EdgeState, str], list[Link]] = defaultdict(list)
    for link in _with_permissions(links.filter(state__in=OPEN_STATES).order_by("pk")):
        state, reason = standing(
            method=link.method,
            may_match=link.may_match_anyone or link.may_match_pair,  # type: ignore[attr-defined]
            may_show=link.may_show,  # type: ignore[attr-defined]
        )
        if state != link.state:
            wanted[state, reason].append(link)
    return [link for (state, reason), group in wanted.items() for link in _move(group, state, reason)]


def follow_permissions(*, persona_ids: Collection[UUID] = (), constituent_ids: Collection[UUID] = ()) -> int:
    """Suspend or reinstate the open links of these personas and constituents as permission now says; how many moved."""
    moved: list[Link] = []
    with gate.purpose("upkeep", reason=UPKEEP_REASON):
        for ids in _batches(persona_ids):
            moved += restand(Link.objects.filter(persona_id__in=one_of(ids)))
        for ids in _batches(constituent_ids):
            moved += restand(Link.objects.filter(constituent_id__in=one_of(ids)))
        return _tell(moved)


def suspend_links(*, persona_ids: Collection[UUID], reason: str) -> int:
    """Set the active links of these personas still, whatever permission says; returns how many."""
    with gate.purpose("upkeep", reason=UPKEEP_REASON):
        links = Link.objects.select_for_update(of=("self",)).filter(
            persona_id__in=list(persona_ids), state=EdgeState.ACTIVE
        )
        return _tell(_move(links.order_by("pk"), EdgeState.SUSPENDED, reason[:60]))


def reinstate_links(*, persona_ids: Collection[UUID]) -> int:
    """Let the suspended links of these personas stand again where permission allows it; returns how many moved."""
    return follow_permissions(persona_ids=persona_ids)
