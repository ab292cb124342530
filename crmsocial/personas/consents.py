"""The consents that an import with basis consent brings into the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from crmsocial.constituents.models import Basis
from privacy import ledger
from privacy.facts.keys import account_hash
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
    heard = _heard([one for one, _digest in consenting if one.consented_at is None])
    acts = [
        NewAct(
            subject=Subject(account_hash=digest),
            purpose=purpose,
            state=ConsentState.GIVEN,
            basis=Basis.CONSENT,
            method="import",
            event_time=_time(one, received_at, heard=one.facts.persona_id in heard),
            platform=one.facts.platform,
            proof=f"{proof} line {one.line}",
            idempotency_key=f"import:{digest.hex()}:{_LETTER[purpose]}:{one.consented_at or 'undated'}",
        )
        for one, digest in consenting
        for purpose in PURPOSES
    ]
    return ledger.record_many(acts, actor=None)


def _hash(one: Known) -> bytes:
    return account_hash(one.facts.platform, one.facts.account_key)


def _heard(known: Sequence[Known]) -> set[UUID]:
    """Personas of whose account something was said before, be it under the name it had before its id was learned."""
    named = {_hash(one): one.facts.persona_id for one in known}
    for one in known:
        if one.former_key:
            named[account_hash(one.facts.platform, one.former_key)] = one.facts.persona_id
    events = ConsentEvent.objects.filter(account_hash__in=list(named)).values_list("account_hash", flat=True)
    return {named[bytes(digest)] for digest in events if digest is not None} if named else set()


def _time(one: Known, received_at: datetime, *, heard: bool) -> datetime | None:
    if one.consented_at:
        return datetime.fromisoformat(one.consented_at)
    return None if heard else received_at
