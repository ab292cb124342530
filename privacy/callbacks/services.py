"""What a callback does: the holder's no goes into the ledger, and what we hold of the account is erased.

Meta's documents do not agree on which of the two callbacks is sent when a person removes the app, so both do the same.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, QuerySet

from crmsocial.constituents.models import Basis
from crmsocial.core import audit
from crmsocial.core.database.deadlocks import again_after_deadlock

from .. import ledger
from ..consent import withdrawing
from ..consent.subjects import Subject
from ..erasure import services as erasures
from ..facts.keys import account_hash
from ..judging.circumstances import database_now
from ..models import Account, CallbackDelivery, ConsentState, Erasure, ErasureScope
from ..projecting.locks import freeze_circumstances
from .signed_request import SignedRequest

DEAUTHORIZE, DATA_DELETION = "deauthorize", "data_deletion"
KINDS = (DEAUTHORIZE, DATA_DELETION)
META = "meta"
#: One app speaks for both platforms; the id that it sends is scoped to the app, and may be known on either.
FAMILY = ("facebook", "instagram")
METHOD = "callback"


def deliver(*, kind: str, signed: SignedRequest) -> CallbackDelivery:
    """Take a callback whose signature was checked; returns its delivery, with the code to be confirmed.

    The same request again, an older one, or another one while there is nothing more to erase is the same delivery: one
    row, one code, one erasure, however many arrive at once. A newer request after the account came back is a new one.
    """
    if kind not in KINDS:
        raise ValueError(f"There is no callback {kind}.")
    return again_after_deadlock(lambda: _deliver(kind, signed))


def _deliver(kind: str, signed: SignedRequest) -> CallbackDelivery:
    account, about = account_hash(META, f"id:{signed.user_id}"), _accounts(signed.user_id)
    payload_hash = hashlib.sha256(f"{kind}\x1f".encode() + signed.digest).digest()
    with transaction.atomic():
        _one_at_a_time(account)
        known = CallbackDelivery.objects.filter(payload_hash=payload_hash).first()
        newest = CallbackDelivery.objects.filter(kind=kind, account_hash=account).order_by("-issued_at").first()
        if known or (newest and newest.issued_at and signed.issued_at <= newest.issued_at):
            return _again(known or newest)
        # Acts about accounts that may just be coming in; taken now, because nobody may ask for it later on.
        freeze_circumstances()
        holders = _holders(about)
        started = _erase(about)
        if newest and not _is_more(newest, started):
            delivery = _again(newest, signed.issued_at)
        else:
            delivery = _enter(kind, account, payload_hash, signed.issued_at)
            delivery.erasures.set(started or _before(account))
            _withdraw_for(holders, delivery)
        _record_no(about, delivery, payload_hash, signed.issued_at)
        audit.record(
            verb="callback.taken",
            object_type="callback_delivery",
            object_id=delivery.pk,
            actor=None,
            details={"platform": META, "kind": kind, "erasures": [str(one.pk) for one in started]},
        )
    return delivery


def _one_at_a_time(account: bytes) -> None:
    """Deliveries about one account wait for one another; there may be no row yet that could be locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(account[:8], "big", signed=True)])


def _accounts(user_id: str) -> dict[str, bytes]:
    return {platform: account_hash(platform, f"id:{user_id}") for platform in FAMILY}


def _again(delivery: CallbackDelivery | None, issued_at: datetime | None = None) -> CallbackDelivery:
    assert delivery is not None
    values = {"issued_at": issued_at} if issued_at else {}
    CallbackDelivery.objects.filter(pk=delivery.pk).update(deliveries=F("deliveries") + 1, **values)
    delivery.refresh_from_db()
    return delivery


def _is_more(delivery: CallbackDelivery, started: list[Erasure]) -> bool:
    """Whether an erasure was started that the delivery does not know yet."""
    return bool({one.pk for one in started} - set(delivery.erasures.values_list("pk", flat=True)))


def _enter(kind: str, account: bytes, payload_hash: bytes, issued_at: datetime) -> CallbackDelivery:
    delivery = CallbackDelivery.objects.create(
        platform=META,
        kind=kind,
        account_hash=account,
        payload_hash=payload_hash,
        # 128 bits in hexadecimal: letters and digits, as Meta asks for, and not to be guessed.
        confirmation_code=secrets.token_hex(16),
        issued_at=issued_at,
    )
    delivery.refresh_from_db()
    return delivery


def _before(account: bytes) -> QuerySet[Erasure]:
    """Erasures that an earlier callback about the account began: they are what became of its data."""
    return Erasure.objects.filter(callbacks__account_hash=account).distinct()


def _erase(about: dict[str, bytes]) -> list[Erasure]:
    """Begin to erase what we hold of the account, by platform; an erasure that is open already is that one."""
    started = []
    for platform, hashed in about.items():
        personas = list(Account.objects.filter(platform=platform, account_hash=hashed).values_list("pk", flat=True))
        if personas:
            started.append(
                erasures.start(
                    scope=ErasureScope.ACCOUNTS,
                    origin="callback",
                    actor=None,
                    persona_ids=personas,
                    account_hashes=[hashed],
                    platform=platform,
                )
            )
    return started


def _record_no(about: dict[str, bytes], delivery: CallbackDelivery, payload_hash: bytes, issued_at: datetime) -> None:
    """The holder withdrew on the platform's own pages, whether we know the account or not."""
    said = min(issued_at, database_now())
    ledger.record_many(
        [
            ledger.NewAct(
                subject=Subject(account_hash=hashed),
                purpose="",
                state=ConsentState.WITHDRAWN,
                basis=Basis.CONSENT,
                method=METHOD,
                event_time=said,
                idempotency_key=f"callback:{platform}:{payload_hash.hex()}",
                platform=platform,
                proof=f"callback {delivery.pk}",
            )
            for platform, hashed in about.items()
        ],
        actor=None,
    )


def _holders(about: dict[str, bytes]) -> set[tuple[str, UUID]]:
    found = Account.objects.filter(account_hash__in=about.values(), constituent_id__isnull=False)
    return {(platform, pk) for platform, pk in found.values_list("platform", "constituent_id") if pk}


def _withdraw_for(holders: set[tuple[str, UUID]], delivery: CallbackDelivery) -> None:
    """Whom we know to hold the account wants to be found there no longer either."""
    for platform, constituent_id in sorted(holders):
        withdrawing.withdraw(
            constituent_id=constituent_id,
            platform=platform,
            actor=None,
            method=METHOD,
            proof=f"callback {delivery.pk}",
        )
