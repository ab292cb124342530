"""Writing the consent ledger. An act and everything that follows from it happen in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from crmsocial.constituents.models import Basis
from crmsocial.core import audit
from crmsocial.core.database.deadlocks import again_after_deadlock
from crmsocial.core.errors import Conflict, InvalidInput
from crmsocial.core.models import User

from . import notices, projection
from .consent import ledger_rows
from .consent.fold import KIND_OF, Kind
from .consent.ledger_rows import NewAct
from .consent.subjects import Subject
from .judging.circumstances import database_now
from .models import Account, Category, ConsentEvent, ConsentState, Notice, Purpose
from .platform_rules import RULES
from .projecting import targets
from .projecting.locks import freeze_circumstances, hold_constituents

__all__ = ["NewAct", "Subject", "record", "record_many", "withdraw"]

#: Up to so many acts are audited one by one; a larger file by one entry over the hashes of its rows.
_AUDITED_SINGLY = 200


def record(
    *,
    subject: Subject,
    purpose: str,
    state: str,
    basis: str,
    method: str,
    event_time: datetime | None,
    actor: User | None,
    idempotency_key: str,
    platform: str = "",
    category: str = Category.PERSONA,
    notice: Notice | None = None,
    expires_at: datetime | None = None,
    proof: str = "",
    scopes: Iterable[str] = (),
    jurisdiction: str = "",
) -> ConsentEvent:
    """Record one act of a person; permissions, links, candidates and profiles follow in this transaction.

    An empty ``purpose`` or ``platform`` means every one. A consent without ``notice`` is taken to rest on the notice
    in force. The same ``idempotency_key`` again returns the event that stands; with another content it raises
    Conflict. Raises InvalidInput for words that the ledger does not know.
    """
    act = NewAct(
        subject=subject,
        purpose=purpose,
        state=state,
        basis=basis,
        method=method,
        event_time=event_time,
        idempotency_key=idempotency_key,
        platform=platform,
        category=category,
        notice_id=notice.pk if notice else None,
        expires_at=expires_at,
        proof=proof,
        scopes=tuple(scopes),
        jurisdiction=jurisdiction,
    )
    record_many([act], actor=actor)
    event = ConsentEvent.objects.get(idempotency_key=idempotency_key)
    if not ledger_rows.says_the_same(event, act):
        raise Conflict(
            _("Another act was recorded under the key “%(key)s”.") % {"key": idempotency_key}, current=event.pk
        )
    return event


def record_many(acts: Iterable[NewAct], *, actor: User | None) -> int:
    """Record many acts at once, as from a file; returns how many were new.

    Keys that were recorded before change nothing.
    Raises InvalidInput, and records none, when one of them uses a word that the ledger does not know.
    """
    listed = list(acts)
    for act in listed:
        _validate(act)
    if not listed:
        return 0
    return again_after_deadlock(lambda: _record(listed, actor))


def _record(listed: list[NewAct], actor: User | None) -> int:
    with transaction.atomic():
        _wait_for_unregistered(listed)
        hold_constituents(_spoken_of(listed))
        force, now = notices.in_force(), database_now()
        added = ledger_rows.insert(
            listed,
            actor_id=actor.pk if actor else None,
            notice_id=force.pk if force else None,
            recorded_at=now,
        )
        _audit(added, actor)
        # Asking somebody, or noting that nothing is known, permits and forbids nothing.
        acted = [act for _pk, _hash, act in added if KIND_OF[act.state] is not Kind.NONE]
        if acted:
            about_accounts = any(act.subject.account_hash for act in acted)
            projection.after_acts(
                constituent_ids={act.subject.constituent_id for act in acted if act.subject.constituent_id},
                accounts=targets.spoken_of_at(now) if about_accounts else None,
            )
    return len(added)


def withdraw(
    *,
    subject: Subject,
    actor: User | None,
    method: str,
    platform: str = "",
    purpose: str = "",
    proof: str = "",
    category: str = Category.PERSONA,
) -> ConsentEvent:
    """Record that the person withdraws now, for one platform and purpose or for every one."""
    return record(
        subject=subject,
        purpose=purpose,
        state=ConsentState.WITHDRAWN,
        basis=Basis.CONSENT,
        method=method,
        event_time=database_now(),
        actor=actor,
        idempotency_key=f"withdraw:{uuid4()}",
        platform=platform,
        category=category,
        proof=proof,
    )


#: field of an act → the words it may hold; looked up for each act of a file, so made once.
_KNOWN: dict[str, frozenset[str]] = {
    "purpose": frozenset(["", *Purpose.values]),
    "state": frozenset(ConsentState.values),
    "basis": frozenset(Basis.values),
    "category": frozenset(Category.values),
    "platform": frozenset(["", "other", *RULES]),
}


def _validate(act: NewAct) -> None:
    for name, known in _KNOWN.items():
        value = getattr(act, name)
        if value not in known:
            raise InvalidInput(
                _("“%(value)s” is no known %(field)s. Known are: %(known)s.")
                % {"value": value, "field": name, "known": ", ".join(sorted(word for word in known if word))}
            )
    if not act.idempotency_key:
        raise InvalidInput(_("An act needs a key that stays the same when it is sent again."))


def _wait_for_unregistered(acts: list[NewAct]) -> None:
    """A refusal about an account that an import is just bringing in must be seen by that import, or see its account."""
    hashes = {
        act.subject.account_hash for act in acts if act.subject.account_hash and KIND_OF[act.state] is not Kind.GIVEN
    }
    if hashes and Account.objects.filter(account_hash__in=hashes).values("account_hash").distinct().count() < len(
        hashes
    ):
        freeze_circumstances()


def _spoken_of(acts: list[NewAct]) -> set[UUID]:
    """The constituents that these acts are about, and those who hold the accounts that they are about."""
    subjects = {act.subject.constituent_id for act in acts if act.subject.constituent_id}
    hashes = {act.subject.account_hash for act in acts if act.subject.account_hash}
    held = Account.objects.filter(account_hash__in=hashes, constituent_id__isnull=False)
    return subjects | {pk for pk in held.values_list("constituent_id", flat=True) if pk}


def _audit(added: list[tuple[UUID, bytes, NewAct]], actor: User | None) -> None:
    if len(added) <= _AUDITED_SINGLY:
        audit.record_many(
            audit.AuditRow(
                "consent.recorded",
                "consent_event",
                pk,
                actor,
                {
                    "state": act.state,
                    "purpose": act.purpose,
                    "platform": act.platform,
                    # The audit log is sealed: whoever alters a row and its hash alike is still found out.
                    "row_hash": row_hash.hex(),
                    **act.subject.audit_details,
                },
            )
            for pk, row_hash, act in added
        )
        return
    together = ledger_rows.hash_of_many(row_hash for _pk, row_hash, _act in added)
    first, last = min(pk for pk, _hash, _act in added), max(pk for pk, _hash, _act in added)
    audit.record(
        verb="consent.recorded_many",
        object_type="consent_event",
        object_id=first,
        actor=actor,
        details={"events": len(added), "last": str(last), "row_hashes_sha256": together},
    )
