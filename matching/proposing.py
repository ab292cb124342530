"""From scored pairs to candidates: judged with what is known of both sides now, and written in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Sum

from crmsocial.constituents.models import ConstituentState, Interaction, InteractionKind
from crmsocial.identity import selectors as identity
from crmsocial.identity.models import EdgeState, Link, Membership
from crmsocial.personas.models import Persona
from privacy.selectors import STEWARD_ONLY_REASONS, looked_for, refused_matching

from . import conf, snapshot, store
from .engine.api import Scored
from .judge import Account, Pair, best_of_each_constituent, propose
from .policy import Thresholds
from .prepared import Left
from .reconcile import History, Proposal
from .records import persona_record
from .scope import permissions_of

Pairs = dict[UUID, list[Pair]]


@dataclass(frozen=True, slots=True)
class ScoredAccounts:
    """Accounts and their scored pairs by persona, one a constituent, best first."""

    accounts: list[Account]
    pairs: Pairs


def read_accounts(persona_ids: Iterable[UUID]) -> list[Account]:
    """Those of the personas that may be read now, in order of id. Call it inside ``purpose("identity_matching")``."""
    ids = list(persona_ids)
    allowed = permissions_of(ids)
    return [
        Account(persona.pk, persona.platform, persona_record(persona), allowed[persona.pk][1] in STEWARD_ONLY_REASONS)
        for persona in Persona.objects.filter(pk__in=ids).order_by("pk")
        if persona.pk in allowed
    ]


def pairs_of(scored: Iterable[Scored], by_id: Mapping[str, Left]) -> Pairs:
    """The scores by persona, one pair for each constituent as of now; ``by_id`` says where left records come from."""
    found = list(scored)
    identities = {by_id[one.left_id].identity_id for one in found}
    memberships = Membership.objects.filter(
        identity_id__in=identities, ended_at__isnull=True, constituent__state=ConstituentState.ACTIVE
    )
    return best_of_each_constituent(found, by_id, dict(memberships.values_list("identity_id", "constituent_id")))


def write(
    scored: ScoredAccounts, *, side: snapshot.SideName, thresholds: Thresholds, origin: store.Origin
) -> tuple[list[Proposal], store.Written]:
    """Judge the pairs and write the candidates; what was withdrawn since they were scored is left out.

    Call it in a transaction inside ``purpose("identity_matching")``.
    """
    allowed = permissions_of(account.persona_id for account in scored.accounts)
    accounts = [account for account in scored.accounts if account.persona_id in allowed]
    pairs = _still_compared(side, scored.pairs)
    histories = histories_of((persona, pair.constituent_id) for persona, found in pairs.items() for pair in found)
    proposals = judge(thresholds, accounts, pairs, histories)
    persona_ids = [account.persona_id for account in accounts]
    return proposals, store.write(origin=origin, persona_ids=persona_ids, proposals=proposals, histories=histories)


def _still_compared(side: snapshot.SideName, pairs: dict[UUID, list[Pair]]) -> dict[UUID, list[Pair]]:
    """Leave out constituents who refused, or no longer agree to be looked for, since the side was prepared."""
    refused = refused_matching(side.platform)
    agreed = looked_for(side.platform) if side.kind == snapshot.LOOKED_FOR else None

    def may(pair: Pair) -> bool:
        return pair.constituent_id not in refused and (agreed is None or pair.constituent_id in agreed)

    return {persona: [pair for pair in found if may(pair)] for persona, found in pairs.items()}


def judge(
    thresholds: Thresholds,
    accounts: list[Account],
    pairs: dict[UUID, list[Pair]],
    histories: dict[tuple[UUID, UUID], History],
) -> list[Proposal]:
    """Every pair of the accounts with the policy's word on it."""
    tiers = giving_tiers({pair.constituent_id for found in pairs.values() for pair in found})
    return [
        proposal
        for account in accounts
        for proposal in propose(
            account, pairs.get(account.persona_id, []), histories=histories, tiers=tiers, thresholds=thresholds
        )
    ]


def histories_of(couples: Iterable[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], History]:
    """Decisions, cannot-links and open links of (persona, constituent) pairs."""
    pairs = list(couples)
    personas = {persona for persona, _ in pairs}
    cannot = identity.cannot_link(personas)
    decided = identity.last_decisions(pairs)
    open_links = Link.objects.filter(persona_id__in=personas, state__in=[EdgeState.ACTIVE, EdgeState.SUSPENDED])
    linked = dict(open_links.values_list("persona_id", "constituent_id"))
    histories = {}
    for persona, constituent in pairs:
        verdict, fingerprint = decided.get((persona, constituent), ("", ""))
        home = linked.get(persona)
        histories[persona, constituent] = History(
            verdict=verdict,
            fingerprint=fingerprint,
            cannot_link=(persona, constituent) in cannot,
            linked_here=home == constituent,
            linked_elsewhere=home is not None and home != constituent,
        )
    return histories


def giving_tiers(constituent_ids: set[UUID]) -> dict[UUID, int]:
    """Tier 0 to 4 by all gifts in the organisation's currency; gifts in others are not converted and do not count."""
    steps = conf.current().giving_tiers
    totals = (
        Interaction.objects.filter(
            kind=InteractionKind.GIFT,
            currency=settings.ORGANISATION_CURRENCY,
            identity__memberships__ended_at__isnull=True,
            identity__memberships__constituent_id__in=constituent_ids,
        )
        .values_list("identity__memberships__constituent_id")
        .annotate(total=Sum("amount"))
    )
    return {constituent: sum(total >= step for step in steps) for constituent, total in totals if total}
