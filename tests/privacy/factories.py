"""Accounts, personas and acts for privacy's tests, made through the services that the product uses."""

from __future__ import annotations

from itertools import count
from typing import Any
from uuid import UUID

from crmsocial.constituents.models import Constituent, Source
from crmsocial.core.models import User
from crmsocial.personas.models import Persona
from privacy import ledger, notices
from privacy.consent.subjects import Subject
from privacy.facts import accounts
from privacy.gate import purpose
from privacy.judging.circumstances import database_now
from privacy.lawfulness import lawful
from privacy.models import ConsentEvent, LawfulBasis

_numbers = count(1)
LONG_TEXT = (
    "People whose accounts are listed published them as their public voice, and they know us: they hold tickets here."
)


def constituent() -> UUID:
    """The id of a new constituent."""
    row = Constituent.objects.create()
    row.refresh_from_db(fields=["id"])
    return UUID(str(row.pk))


def persona(
    platform: str = "x", *, basis: str = "public", kind: str = "public_list", holder: UUID | None = None, **signals: Any
) -> Persona:
    """An account that the gate knows, as an import leaves it."""
    handle = f"person{next(_numbers)}"
    source = Source.objects.get_or_create(name=f"source-{kind}", defaults={"kind": kind})[0]
    with purpose("intake", reason="test"):
        row = Persona.objects.create(
            platform=platform,
            account_id=handle,
            handle=handle,
            handle_key=handle,
            source=source,
            basis=basis,
            content_hash=b"0" * 32,
        )
        row.refresh_from_db()
    accounts.register([accounts.AccountFacts(row.pk, platform, f"id:{handle}", basis, kind, signals)])
    if holder:
        accounts.set_holders({row.pk: holder})
    return row


def of(row: Persona) -> Subject:
    """The account as a subject of acts."""
    return Subject.account(row.platform, f"id:{row.account_id}")


def act(subject: Subject, state: str = "ConsentGiven", *, actor: User | None = None, **values: Any) -> ConsentEvent:
    """Record an act of the person, of this moment unless ``event_time`` says otherwise."""
    values.setdefault("event_time", database_now())
    values.setdefault("purpose", "")
    values.setdefault("method", "form")
    return ledger.record(
        subject=subject,
        state=state,
        basis="consent",
        actor=actor,
        idempotency_key=f"test:{next(_numbers)}",
        **values,
    )


def visible(row: Persona, name: str = "identity_matching") -> bool:
    """Whether the persona can be read under a purpose."""
    with purpose(name, reason="test"):
        return Persona.objects.filter(pk=row.pk).exists()


def switched_on(purpose: str = "identity_matching", **values: Any) -> LawfulBasis:
    """Legitimate interest, switched on for the purpose with all that is asked for it."""
    opt_out = "Write to privacy@example.org, call us, or use the link in every letter."
    plain = {"assessment": LONG_TEXT, "opt_out": opt_out, "notice": notices.in_force(), "actor": None}
    return lawful.switch_on(purpose=purpose, **{**plain, **values})
