"""Constituents and personas with their permissions, made as imports make them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID

from django.utils import timezone

from crmsocial.constituents.models import Source, SourceIdentity, SourceRecord
from crmsocial.identity import services
from crmsocial.identity.models import Membership
from crmsocial.personas.models import Persona
from privacy import gate, ledger, notices
from privacy.consent.subjects import Subject
from privacy.facts import accounts
from privacy.facts.keys import account_hash
from privacy.models import Category, ConsentState, Notice, Purpose

_numbers = count(1)
READY = (Purpose.IDENTITY_MATCHING, Purpose.PROFILE_VIEW)


def notice_in_force() -> Notice:
    """A published notice that tells of every purpose."""
    standing = notices.in_force()
    if standing is not None:
        return standing
    disclosures = [
        {"category": Category.PERSONA, "purpose": purpose, "basis": basis, "source": "tests"}
        for purpose in Purpose.values
        for basis in ("consent", "public", "legitimate_interest")
    ]
    # Published in the past: within the one transaction of a test, time stands still for some queries.
    return Notice.objects.create(
        version="test-1",
        title="Notice",
        body="For tests.",
        disclosures=disclosures,
        published_at=datetime(2026, 1, 1, tzinfo=UTC),
        state="published",
    )


def source(name: str = "donors", kind: str = "donor_database") -> Source:
    """A source by name."""
    made, _ = Source.objects.get_or_create(name=name, defaults={"label": name.capitalize(), "kind": kind})
    return made


def identity(
    values: dict[str, Any] | None = None, *, source_name: str = "donors", kind: str = "donor_database"
) -> SourceIdentity:
    """A source identity with one record, not yet adopted."""
    number = next(_numbers)
    content = {"full_name": f"Person Number{number}", **(values or {})}
    made = SourceIdentity.objects.create(source=source(source_name, kind), external_id=f"D-{number:05}")
    digest = hashlib.sha256(repr(sorted(content.items())).encode()).digest()
    record = SourceRecord.objects.create(
        identity=made, values=content, content_hash=digest, basis="legitimate_interest"
    )
    made.current_record = record
    made.save(update_fields=["current_record"])
    return made


def constituent(values: dict[str, Any] | None = None, **where: Any) -> UUID:
    """A constituent with one source identity; its id."""
    made = identity(values, **where)
    services.adopt()
    return Membership.objects.get(identity=made, ended_at__isnull=True).constituent_id


def persona(
    *, platform: str = "mastodon", handle: str = "", consents: tuple[str, ...] = READY, **values: Any
) -> Persona:
    """An account whose holder consented to the purposes; registered with the gate."""
    notice_in_force()
    number = next(_numbers)
    handle = handle or f"person{number}"
    account_id = f"acct-{number}"
    with gate.purpose("intake", reason="tests"):
        made = Persona.objects.create(
            platform=platform,
            account_id=account_id,
            handle=handle,
            handle_key=handle.casefold(),
            source=source("network", "network"),
            external_id=account_id,
            display_name=values.pop("display_name", handle.title()),
            content_hash=b"\0" * 32,
            basis="consent",
            **values,
        )
        made.refresh_from_db()
        # Before the account is entered, so that there is nothing yet that would have to follow each act.
        ledger.record_many([_act(made, purpose, ConsentState.GIVEN) for purpose in consents], actor=None)
        facts = accounts.AccountFacts(
            made.pk, platform, f"id:{account_id}", "consent", "network", {"discoverable": True}
        )
        accounts.register([facts])
    return made


def consent(persona: Persona, purpose: str, state: str = ConsentState.GIVEN) -> None:
    """An act of the account's holder: given, or taken back."""
    ledger.record_many([_act(persona, purpose, state)], actor=None)


def _act(persona: Persona, purpose: str, state: str) -> ledger.NewAct:
    return ledger.NewAct(
        subject=Subject(account_hash=account_hash(persona.platform, f"id:{persona.account_id}")),
        purpose=purpose,
        state=state,
        basis="consent",
        method="form",
        event_time=timezone.now(),
        idempotency_key=f"test-{next(_numbers)}-{persona.pk}",
        platform=persona.platform,
    )
