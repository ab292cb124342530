"""Starting an erasure and letting a stopped one go on.

From the moment an erasure starts nothing of its subject is visible; what takes time is the removal.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from crmsocial.constituents.ids import every_id
from crmsocial.constituents.models import Basis, Constituent, ConstituentState
from crmsocial.core import audit, jobs
from crmsocial.core.database.deadlocks import again_after_deadlock
from crmsocial.core.errors import Conflict, InvalidInput, NotFound
from crmsocial.core.models import User

from .. import ledger
from ..consent import withdrawing
from ..consent.subjects import Subject
from ..judging.circumstances import database_now
from ..models import ConsentState, Erasure, ErasureScope, ErasureState, SubjectRequest
from ..projecting.locks import hold_constituents
from . import journal, planning, suppression
from .states import OPEN

JOB_KIND = "privacy.erase"
METHOD = "erasure"
RETENTION = "retention"
ORIGINS = frozenset({"request", "staff", "callback", RETENTION, "replay"})
_STARTING_ACCOUNTS = 0x70726976_61637903


def start(
    *,
    scope: str,
    origin: str,
    actor: User | None,
    constituent_ids: Collection[UUID] = (),
    persona_ids: Collection[UUID] = (),
    account_hashes: Collection[bytes] = (),
    platform: str = "",
    request: SubjectRequest | None = None,
) -> Erasure:
    """Begin to erase a person (``scope`` person, ``constituent_ids``) or accounts (personas or their keyed hashes).

    In one transaction: everything of it becomes invisible, ids are frozen, the work is entered. An open erasure of the
    same subject is returned as it is, unless it does less: what merely grew too old may come again. A person under a
    hold becomes invisible too; the erasure waits, blocked, until the hold is lifted. Raises NotFound for a constituent
    that never was, Conflict for one that was erased before, InvalidInput where nothing is named.
    """
    if scope not in ErasureScope.values or origin not in ORIGINS:
        raise InvalidInput(_("An erasure needs a scope and an origin that are known."))
    if not (constituent_ids if scope == ErasureScope.PERSON else persona_ids or account_hashes):
        raise InvalidInput(_("Say who or which account is to be erased."))

    def act() -> Erasure:
        with transaction.atomic():
            targets = (
                _take_person(constituent_ids)
                if scope == ErasureScope.PERSON
                else _take_accounts(persona_ids, account_hashes)
            )
            standing = _open_for(scope, targets, origin=origin, platform=platform)
            if standing is not None:
                return standing
            _require_not_erased(targets)
            erasure = Erasure(scope=scope, origin=origin, platform=platform, request=request, requested_by=actor)
            begin(erasure, targets, actor=actor)
            if origin != RETENTION and _being_swept(targets):
                # The sweep may take the values before this one's turn comes, and it keeps nobody from coming back.
                suppression.enter(planning.subject_of(erasure))
            return erasure

    return again_after_deadlock(act)


def begin(erasure: Erasure, targets: planning.Targets, *, actor: User | None) -> Erasure:
    """Enter an erasure of what was found, hide it, and enter its work; in the caller's transaction, under its locks."""
    erasure.constituent_ids = list(targets.constituent_ids)
    erasure.identity_ids = list(targets.identity_ids)
    erasure.persona_ids = list(targets.persona_ids)
    erasure.account_hashes = list(targets.account_hashes)
    erasure.blocked_by = planning.held_by(erasure)
    erasure.state = ErasureState.BLOCKED if erasure.blocked_by else ErasureState.PENDING
    erasure.save(force_insert=True)
    planning.add_steps(erasure)
    hide(erasure, actor=actor)
    audit.record(
        verb="erasure.started",
        object_type="erasure",
        object_id=erasure.pk,
        actor=actor,
        details={
            "scope": erasure.scope,
            "origin": erasure.origin,
            "constituents": [str(pk) for pk in targets.constituent_ids],
            "accounts": len(targets.account_hashes),
            "blocked_by": erasure.blocked_by,
        },
    )
    enter_work(erasure, actor=actor)
    transaction.on_commit(lambda: journal.started(erasure), robust=True)
    return erasure


def hide(erasure: Erasure, *, actor: User | None) -> None:
    """Let nothing of the subject be seen from now on: the ledger says no, and the constituent resolves to nobody."""
    standing = Constituent.objects.filter(pk__in=erasure.constituent_ids).exclude(state=ConstituentState.ERASED)
    current = list(standing.filter(state=ConstituentState.ACTIVE).values_list("pk", flat=True))
    # First the state, so that what follows from the acts finds nobody and takes profile and search terms away.
    standing.update(state=ConstituentState.ERASED)
    for constituent_id in current:
        withdrawing.withdraw(constituent_id=constituent_id, platform="", purpose="", actor=actor, method=METHOD)
    if erasure.origin != RETENTION:
        # Of each account too: it would be free to match again as soon as its link is gone.
        _object_for_accounts(erasure, actor)


def _object_for_accounts(erasure: Erasure, actor: User | None) -> None:
    now = database_now()
    ledger.record_many(
        [
            ledger.NewAct(
                subject=Subject(account_hash=bytes(hashed)),
                purpose="",
                state=ConsentState.OBJECTED,
                basis=Basis.LEGITIMATE_INTEREST,
                method=METHOD,
                event_time=now,
                idempotency_key=f"erasure:{erasure.pk}:{bytes(hashed).hex()[:32]}",
                platform=erasure.platform,
            )
            for hashed in erasure.account_hashes
        ],
        actor=actor,
    )


def enter_work(erasure: Erasure, *, actor: User | None) -> None:
    """Put the work into the outbox, or wake it where it waits there."""
    job = jobs.enqueue(
        kind=JOB_KIND,
        unique_key=f"{JOB_KIND}:{erasure.pk}",
        args={"erasure": str(erasure.pk)},
        actor=actor,
        total=erasure.steps.count() + 1,
    )
    if job.pk == erasure.job_id:
        jobs.wake(job.pk)
        return
    Erasure.objects.filter(pk=erasure.pk).update(job_id=job.pk)
    erasure.job_id = job.pk


def resume(*, erasure_id: UUID) -> None:
    """Let an open erasure go on now: after a hold was lifted, a connector is back, or its work was given up."""
    with transaction.atomic():
        erasure = Erasure.objects.select_for_update().filter(pk=erasure_id, state__in=OPEN).first()
        if erasure is not None:
            enter_work(erasure, actor=None)


def _take_person(constituent_ids: Collection[UUID]) -> planning.Targets:
    hold_constituents(every_id(constituent_ids))
    if not Constituent.objects.filter(pk__in=constituent_ids).exists():
        raise NotFound(_("There is no such constituent."))
    return planning.of_person(constituent_ids)


def _take_accounts(persona_ids: Collection[UUID], account_hashes: Collection[bytes]) -> planning.Targets:
    # An account may not be here yet, so there is no row to lock: one start at a time, until it commits.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_STARTING_ACCOUNTS])
    return planning.of_accounts(persona_ids, account_hashes)


def _open_for(scope: str, targets: planning.Targets, *, origin: str, platform: str) -> Erasure | None:
    found = Erasure.objects.filter(scope=scope, state__in=OPEN).order_by("requested_at")
    if origin != RETENTION:
        found = found.exclude(origin=RETENTION)
    if platform:
        # What is known of an account's holder is kept out where a platform asked, and only there.
        found = found.filter(platform=platform)
    if scope == ErasureScope.PERSON:
        return found.filter(constituent_ids__overlap=list(targets.constituent_ids)).first()
    return found.filter(
        persona_ids__contains=list(targets.persona_ids), account_hashes__contains=list(targets.account_hashes)
    ).first()


def _being_swept(targets: planning.Targets) -> bool:
    sweeping = Erasure.objects.filter(origin=RETENTION, state__in=OPEN)
    return sweeping.filter(persona_ids__overlap=list(targets.persona_ids)).exists()


def _require_not_erased(targets: planning.Targets) -> None:
    if not targets.constituent_ids:
        return
    states = set(Constituent.objects.filter(pk__in=targets.constituent_ids).values_list("state", flat=True))
    if states == {ConstituentState.ERASED}:
        before = Erasure.objects.filter(constituent_ids__overlap=list(targets.constituent_ids)).first()
        raise Conflict(
            _("This person was erased already. Nothing was changed."),
            code="already_erased",
            erasure_id=str(before.pk) if before else None,
        )
