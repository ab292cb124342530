"""What loading personas says to the consent ledger: an import's consents, and what an adopted account had said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from crmsocial.constituents.models import Basis
from privacy import ledger
from privacy.keys import account_hash
from privacy.ledger import NewAct, Subject
from privacy.models import ConsentEvent, ConsentState, Purpose

if TYPE_CHECKING:
    from .loading import Known

#: what a file delivered with basis consent says that its people agreed to
PURPOSES = (Purpose.IDENTITY_MATCHING, Purpose.PROFILE_VIEW)
# Keys of the ledger hold 120 characters.
_LETTER = {Purpose.IDENTITY_MATCHING: "m", Purpose.PROFILE_VIEW: "v"}


def give(known: Sequence[Known], *, proof: str, received_at: datetime) -> int:
    """Record the consents that an import with basis consent states, one for each account and purpose.

    A row that says when the person consented gives an act of that time, which a later withdrawal outlives. A row that
    does not gives one act for ever, of the time the file came, and only if the person had not been heard: so the same
    list, sent again after a withdrawal, brings nothing back. Returns how many acts were new.
    """
    consenting = [(one, _hash(one)) for one in known if one.facts.basis == Basis.CONSENT]
    heard = _heard([digest for one, digest in consenting if one.consented_at is None])
    acts = [
        NewAct(
            subject=Subject(account_hash=digest),
            purpose=purpose,
            state=ConsentState.GIVEN,
            basis=Basis.CONSENT,
            method="import",
            event_time=_time(one, received_at, heard=digest in heard),
            platform=one.facts.platform,
            proof=f"{proof} line {one.line}",
            idempotency_key=f"import:{digest.hex()}:{_LETTER[purpose]}:{one.consented_at or 'undated'}",
        )
        for one, digest in consenting
        for purpose in PURPOSES
    ]
    return ledger.record_many(acts, actor=None)


def carry_over(known: Sequence[Known]) -> int:
    """An adopted account is known by another hash; what was said under the former is recorded again under the new."""
    renamed = {account_hash(one.facts.platform, one.former_key): _hash(one) for one in known if one.former_key}
    events = ConsentEvent.objects.filter(account_hash__in=list(renamed)) if renamed else ConsentEvent.objects.none()
    acts = []
    for event in events.iterator(chunk_size=5000):
        digest = renamed[bytes(event.account_hash or b"")]
        acts.append(
            NewAct(
                subject=Subject(account_hash=digest),
                purpose=event.purpose,
                state=event.state,
                basis=event.basis,
                method=event.method,
                event_time=event.event_time,
                platform=event.platform,
                category=event.category,
                notice_id=event.notice_id,
                expires_at=event.expires_at,
                proof=event.proof,
                scopes=tuple(event.scopes),
                jurisdiction=event.jurisdiction,
                idempotency_key=f"adopted:{digest.hex()}:{event.pk.hex}"[:120],
            )
        )
    return ledger.record_many(acts, actor=None)


def _hash(one: Known) -> bytes:
    return account_hash(one.facts.platform, one.facts.account_key)


def _heard(digests: list[bytes]) -> set[bytes]:
    found = (
        ConsentEvent.objects.filter(account_hash__in=digests).values_list("account_hash", flat=True) if digests else []
    )
    return {bytes(digest) for digest in found if digest is not None}


def _time(one: Known, received_at: datetime, *, heard: bool) -> datetime | None:
    if one.consented_at:
        return datetime.fromisoformat(one.consented_at)
    return None if heard else received_at
