"""Rows of a consent file become acts in the ledger, about a constituent or about an account."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from crmsocial.constituents.models import Basis
from crmsocial.identity.models import Membership
from crmsocial.personas import selectors as personas
from crmsocial.personas import services as persona_services
from privacy import ledger
from privacy.ledger import NewAct, Subject
from privacy.models import Category, Purpose

from ..models import Batch

Bad = tuple[int, str, str, str]


def load(batch: Batch, incoming: str) -> tuple[int, int, list[Bad]]:
    """Record the acts of the table ``incoming``.

    Returns how many were new, how many stood already, and the rows left out.
    A row is one act for ever, whatever file it comes in: the same file twice changes nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT line, external_id, platform, handle_key, values::text FROM {incoming} ORDER BY line")
        rows = [
            (line, external_id, platform, key, json.loads(values))
            for line, external_id, platform, key, values in cursor.fetchall()
        ]
    holders = _holders(batch.source_id, {external_id for _line, external_id, *_rest in rows if external_id})
    acts: list[NewAct] = []
    bad: list[Bad] = []
    for line, external_id, platform, handle_key, values in rows:
        if external_id:
            constituent_id = holders.get(external_id)
            subject = Subject(constituent_id=constituent_id) if constituent_id else None
        else:
            subject = _account(platform, values["account"], handle_key)
        if subject is None:
            bad.append(_unknown(line, external_id, values))
        else:
            acts.append(_act(batch, line, subject, values))
    added = ledger.record_many(acts, actor=batch.created_by)
    return added, len(acts) - added, bad


def _holders(source_id: int, external_ids: Iterable[str]) -> dict[str, UUID]:
    active = Membership.objects.filter(
        ended_at__isnull=True, identity__source_id=source_id, identity__external_id__in=list(external_ids)
    )
    return dict(active.values_list("identity__external_id", "constituent_id"))


def _account(platform: str, account: str, handle_key: str) -> Subject | None:
    persona = personas.by_account(platform, account, handle_key)
    if persona is None:
        return None
    return Subject.account(
        platform, persona_services.account_key(persona.account_id, persona.source_id, persona.handle_key)
    )


def _unknown(line: int, external_id: str, values: dict[str, str]) -> Bad:
    if external_id:
        return (
            line,
            "external_id",
            external_id,
            _("The source has no constituent with this id. Import its constituents first."),
        )
    return (
        line,
        "account",
        values["account"],
        _("No account of this name is known on the platform, or several are. Import it first."),
    )


def _act(batch: Batch, line: int, subject: Subject, values: dict[str, str]) -> NewAct:
    platform, purpose = values.get("platform", ""), values.get("purpose", "")
    channels = values.get("channel", "")
    about = subject.constituent_id.hex if subject.constituent_id else (subject.account_hash or b"").hex()
    words = [about, platform, purpose, channels, values["state"], values["event_time"], values.get("expires_at", "")]
    # A person who says whether they may be contacted, and names no platform, speaks of post, phone and e-mail.
    contacting = subject.constituent_id is not None and purpose == Purpose.CONTACT and not platform
    return NewAct(
        subject=subject,
        purpose=purpose,
        state=values["state"],
        basis=Basis.CONSENT,
        method=values.get("method", "import"),
        event_time=datetime.fromisoformat(values["event_time"]),
        platform=platform,
        category=Category.CONTACT if contacting else Category.PERSONA,
        scopes=tuple(channels.split("|")) if contacting and channels else (),
        expires_at=datetime.fromisoformat(values["expires_at"]) if "expires_at" in values else None,
        proof=values.get("proof") or f"sha256:{batch.file_hash} line {line}",
        idempotency_key="file:" + hashlib.sha256(json.dumps(words).encode()).hexdigest(),
    )
