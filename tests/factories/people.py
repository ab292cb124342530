"""Constituents with records, accounts and permissions, laid down row by row below every service."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.db import transaction

from crmsocial.constituents.models import Constituent, Interaction, Source, SourceIdentity, SourceRecord
from crmsocial.identity.models import Decision, DecisionPayload, Link, Membership
from crmsocial.personas.models import HandleHistory, Persona
from privacy.gate import purpose
from privacy.models import Notice, Permission

_numbers = count(1)
THEN = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class Person:
    """A constituent and what it was made of."""

    constituent: Constituent
    identities: list[SourceIdentity]

    @property
    def id(self) -> Any:
        """The constituent's id."""
        return self.constituent.pk


def source(name: str = "donors", kind: str = "donor_database") -> Source:
    """The source of this name."""
    return Source.objects.get_or_create(name=name, defaults={"label": name.title(), "kind": kind})[0]


def notice(*purposes: str) -> Notice:
    """The notice in force from now on, which tells of these purposes and no other."""
    return Notice.objects.create(
        version=f"test-{next(_numbers)}",
        title="What we do",
        body="What we do with it.",
        disclosures=[{"category": "persona", "purpose": name} for name in purposes],
        published_at=TransactionNow(),
        state="published",
    )


def record(identity: SourceIdentity, values: dict[str, str], *, observed_at: datetime = THEN) -> SourceRecord:
    """The newest version of the identity's row."""
    row = SourceRecord.objects.create(
        identity=identity,
        version=identity.records.count() + 1,
        values=values,
        content_hash=hashlib.sha256(repr(values).encode()).digest(),
        basis="contract",
        observed_at=observed_at,
    )
    identity.current_record = row
    identity.save(update_fields=["current_record"])
    return row


def join(constituent: Constituent, of: Source | None = None, *, external_id: str = "", **values: str) -> SourceIdentity:
    """Give the constituent one more source record."""
    identity = SourceIdentity.objects.create(source=of or source(), external_id=external_id or f"D{next(_numbers)}")
    record(identity, values)
    Membership.objects.create(identity=identity, constituent=constituent)
    return identity


def person(of: Source | None = None, *, external_id: str = "", **values: str) -> Person:
    """A constituent with one source record."""
    constituent = Constituent.objects.create()
    constituent.refresh_from_db()
    return Person(constituent, [join(constituent, of, external_id=external_id, **values)])


def account(platform: str = "x", handle: str = "ana", *, former: tuple[str, ...] = (), **values: str) -> Persona:
    """An account that nobody holds yet, which nothing may be done with."""
    with purpose("intake", reason="test"):
        persona = Persona(
            platform=platform,
            handle=handle,
            handle_key=handle.casefold(),
            source=source("network", "network"),
            content_hash=b"-",
            basis="public",
            observed_at=THEN,
            **values,
        )
        persona.save()
        for name in (*former, handle):
            HandleHistory.objects.create(persona=persona, handle=name, handle_key=name.casefold())
    return persona


def link(
    holder: Person,
    persona: Persona,
    *,
    permits: tuple[str, ...] = ("identity_matching", "profile_view"),
    evidence: tuple[dict[str, Any], ...] = (),
) -> Link:
    """Say that the constituent holds the account, for what it may be opened, and on what evidence a steward said so."""
    with transaction.atomic(), purpose("upkeep", reason="test"):
        for name in permits:
            Permission.objects.get_or_create(persona_id=persona.pk, purpose=name, defaults={"reason": "test"})
        decision = Decision.objects.create(
            left_identities=[identity.pk for identity in holder.identities],
            constituent_id=holder.id,
            persona_id=persona.pk,
            verdict="same",
            reason="evidence_agrees",
            method="steward",
            probability=0.97,
        )
        if evidence:
            DecisionPayload.objects.create(decision=decision, persona_id=persona.pk, evidence=list(evidence))
        edge = Link(persona=persona, constituent=holder.constituent, method="steward", decision=decision)
        edge.save()
        return edge


def gift(holder: Person, amount: str, *, at: datetime = THEN, currency: str = "USD", kind: str = "gift") -> Interaction:
    """Something with an amount on the constituent's timeline."""
    return Interaction.objects.create(
        identity=holder.identities[0],
        kind=kind,
        external_id=f"G{next(_numbers)}",
        at=at,
        amount=Decimal(amount),
        currency=currency,
        summary="Annual fund",
    )
