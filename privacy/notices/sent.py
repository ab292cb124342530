"""Which person was sent which version, when and how: evidence for GDPR art. 13 and 14. Rows are never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crmsocial.constituents.models import Constituent
from crmsocial.core import audit
from crmsocial.core.database.deadlocks import again_after_deadlock
from crmsocial.core.errors import InvalidInput
from crmsocial.core.models import User

from ..admins import require_admin
from ..judging.circumstances import database_now
from ..models import Notice, NoticeSent

METHODS: dict[str, Promise] = {
    "email": gettext_lazy("By e-mail"),
    "letter": gettext_lazy("By letter"),
    "in_person": gettext_lazy("Handed over in person"),
    "portal": gettext_lazy("On their own page"),
}
#: People that one call records; their permissions are computed anew in the same transaction.
AT_ONCE = 2_000
LONGEST_PROOF = 200
#: The clock of whoever fills in the form may run a little ahead of the database's.
_AHEAD = timedelta(minutes=1)


def record(
    *,
    notice: Notice,
    constituent_ids: Collection[UUID],
    method: str,
    sent_at: datetime,
    proof: str,
    actor: User | None,
) -> int:
    """Record that these people were sent the notice; their permissions follow in this transaction.

    Returns how many were recorded now: the same people, notice, method and moment again change nothing. Raises
    InvalidInput when nobody is named or somebody does not exist, and for a moment before the notice was published or
    one that has not come yet.
    """
    ids = sorted(set(constituent_ids))
    _check(notice, ids, method, sent_at, proof, actor)
    return again_after_deadlock(
        lambda: _record(notice=notice, ids=ids, method=method, sent_at=sent_at, proof=proof.strip(), actor=actor)
    )


def _check(notice: Notice, ids: list[UUID], method: str, sent_at: datetime, proof: str, actor: User | None) -> None:
    require_admin(actor, _("Only a privacy admin can record that a notice was sent."))
    if not ids:
        raise InvalidInput(_("Select at least one person."))
    if len(ids) > AT_ONCE:
        raise InvalidInput(_("Record at most %(count)s people at a time.") % {"count": AT_ONCE})
    if method not in METHODS:
        raise InvalidInput(_("“%(method)s” is no way of sending a notice.") % {"method": method})
    if len(proof) > LONGEST_PROOF:
        raise InvalidInput(_("The proof has more than %(count)s characters.") % {"count": LONGEST_PROOF})
    if notice.published_at is None:
        raise InvalidInput(_("Notice %(version)s is not published.") % {"version": notice.version})
    # People write down hours and minutes.
    if sent_at < notice.published_at.replace(second=0, microsecond=0):
        raise InvalidInput(
            _("Notice %(version)s was not published yet at that moment.") % {"version": notice.version}, field="sent_at"
        )
    if sent_at > database_now() + _AHEAD:
        raise InvalidInput(_("This moment has not come yet."), field="sent_at")
    unknown = set(ids) - set(Constituent.objects.filter(pk__in=ids).values_list("pk", flat=True))
    if unknown:
        raise InvalidInput(_("There is no constituent %(id)s. Nothing was recorded.") % {"id": min(unknown)})


def _key(notice: Notice, constituent_id: UUID, method: str, sent_at: datetime) -> str:
    return f"{notice.pk.hex}:{constituent_id.hex}:{method}:{sent_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _record(*, notice: Notice, ids: list[UUID], method: str, sent_at: datetime, proof: str, actor: User | None) -> int:
    from .. import projection

    keys = {_key(notice, pk, method, sent_at): pk for pk in ids}
    with transaction.atomic():
        known = set(NoticeSent.objects.filter(idempotency_key__in=keys).values_list("idempotency_key", flat=True))
        new = {key: pk for key, pk in keys.items() if key not in known}
        NoticeSent.objects.bulk_create(
            (
                NoticeSent(
                    notice=notice,
                    constituent_id=pk,
                    sent_at=sent_at,
                    method=method,
                    proof=proof,
                    actor=actor,
                    idempotency_key=key,
                )
                for key, pk in new.items()
            ),
            ignore_conflicts=True,
        )
        if new:
            together = hashlib.sha256("".join(sorted(new)).encode()).hexdigest()
            details = {"version": notice.version, "people": len(new), "method": method, "keys_sha256": together}
            audit.record(verb="notice.sent", object_type="notice", object_id=notice.pk, actor=actor, details=details)
            projection.refresh_constituents(new.values())
    return len(new)
