"""What an erasure is about and which steps it takes. Ids are frozen, so that every step can be done again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from crmsocial.constituents.ids import every_id

from .. import gate
from ..holds import EVERYTHING
from ..models import Account, Erasure, ErasureStep
from . import registry
from .held import hold_on
from .stores import ErasureSubject, Store


@dataclass(frozen=True, slots=True)
class Targets:
    """Everything that goes, as ids and keyed hashes."""

    constituent_ids: tuple[UUID, ...] = ()
    identity_ids: tuple[UUID, ...] = ()
    persona_ids: tuple[UUID, ...] = ()
    account_hashes: tuple[bytes, ...] = ()


def of_person(constituent_ids: Collection[UUID]) -> Targets:
    """All that belongs to these constituents, former ids included, and the accounts linked to them."""
    everyone = every_id(constituent_ids)
    with gate.purpose("erasure", reason="finding what belongs to a person"):
        found = registry.collect(everyone)
    held = Account.objects.filter(Q(persona_id__in=found.persona_ids) | Q(constituent_id__in=everyone))
    rows = list(held.values_list("persona_id", "account_hash"))
    return Targets(
        constituent_ids=tuple(sorted(everyone)),
        identity_ids=tuple(sorted(set(found.identity_ids))),
        persona_ids=tuple(sorted({*found.persona_ids, *(pk for pk, _hash in rows)})),
        account_hashes=tuple(sorted({bytes(hashed) for _pk, hashed in rows})),
    )


def of_accounts(persona_ids: Collection[UUID], account_hashes: Collection[bytes]) -> Targets:
    """Accounts, known by persona or by their keyed hash; whoever holds them stays."""
    hashes = {bytes(hashed) for hashed in account_hashes}
    rows = list(
        Account.objects.filter(Q(persona_id__in=persona_ids) | Q(account_hash__in=hashes)).values_list(
            "persona_id", "account_hash"
        )
    )
    return Targets(
        persona_ids=tuple(sorted({*persona_ids, *(pk for pk, _hash in rows)})),
        account_hashes=tuple(sorted(hashes | {bytes(hashed) for _pk, hashed in rows})),
    )


def subject_of(erasure: Erasure) -> ErasureSubject:
    """The erasure as stores see it."""
    return ErasureSubject(
        erasure_id=erasure.pk,
        scope=erasure.scope,
        origin=erasure.origin,
        platform=erasure.platform,
        constituent_ids=tuple(erasure.constituent_ids),
        identity_ids=tuple(erasure.identity_ids),
        persona_ids=tuple(erasure.persona_ids),
        account_hashes=tuple(bytes(hashed) for hashed in erasure.account_hashes),
    )


def takes_part(store: Store, subject: ErasureSubject) -> bool:
    """Whether the store has a step in this erasure: all have, but those whose ``applies`` says otherwise."""
    applies = getattr(store, "applies", None)
    return applies is None or bool(applies(subject))


def add_steps(erasure: Erasure) -> list[ErasureStep]:
    """Enter a step for every store that has none yet, as for a store that was installed since; all steps in order."""
    subject = subject_of(erasure)
    known = set(erasure.steps.values_list("store", flat=True))
    ErasureStep.objects.bulk_create(
        [
            ErasureStep(erasure=erasure, store=store.name, position=store.position)
            for store in registry.stores()
            if store.name not in known and takes_part(store, subject)
        ],
        ignore_conflicts=True,
    )
    return list(erasure.steps.order_by("position", "store"))


def held_by(erasure: Erasure) -> str:
    """Code of a hold that keeps everything of the subject; empty where none stands. Narrower holds block stores."""
    return hold_on(subject_of(erasure), EVERYTHING)
