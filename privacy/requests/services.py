"""Receiving requests and everything done on the way to an answer. What an answer does is in ``fulfilling``."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crmsocial.core import audit
from crmsocial.core.errors import Conflict, InvalidInput
from crmsocial.core.models import User

from ..admins import is_admin, require_admin
from ..models import RequestKind, SubjectRequest
from ..services import existing
from . import clock as clocks
from . import laws
from .changing import ADMINS_ALONE, change, is_of_the_erased, known, write
from .fulfilling import end_correction, fulfil, lift_restriction
from .words import IDENTITY_METHODS, RECEIVED_VIA, grounds_for

__all__ = ["end_correction", "fulfil", "lift_restriction"]


def receive(
    *,
    key: UUID,
    kind: str,
    constituent_id: UUID | None,
    received_via: str,
    received_at: datetime,
    actor: User | None,
    text: str = "",
    jurisdiction: str | None = None,
) -> SubjectRequest:
    """Take a request in. ``key`` becomes its id: the same key again returns the request that stands.

    ``constituent_id=None``: it is not known yet who asks. ``jurisdiction=None``: as known of the person.
    Raises InvalidInput for unknown words, a time without a zone or one that has not come yet, NotFound for a person
    whom nobody knows, Conflict for a key under which something else was received.
    """
    require_admin(actor, ADMINS_ALONE)
    known(kind, dict(RequestKind.choices), _("Say what the person asks for. Nothing was recorded."))
    known(received_via, RECEIVED_VIA, _("Say how the request came. Nothing was recorded."))
    _not_in_the_future(received_at)
    pk = existing(constituent_id) if constituent_id else None
    where = laws.jurisdiction_of(pk) if jurisdiction is None else jurisdiction
    day = clocks.received_on(received_at, settings.ORGANISATION_TIME_ZONE)
    request = SubjectRequest(
        id=key,
        kind=kind,
        constituent_id=pk,
        received_via=received_via,
        received_at=received_at,
        jurisdiction=where,
        due_on=laws.clock_of(where, kind, day).due_on,
        created_by=actor,
    )
    try:
        with transaction.atomic():
            request.save(force_insert=True)
            write(request, kind="received", text=text, actor=actor)
            audit.record(
                verb="request.receive",
                object_type="request",
                object_id=key,
                actor=actor,
                details={"kind": kind, "via": received_via, "constituent": pk or ""},
            )
    except IntegrityError:
        return _standing(request)
    request.refresh_from_db()
    return request


def _standing(request: SubjectRequest) -> SubjectRequest:
    standing = SubjectRequest.objects.get(pk=request.pk)
    said = ("kind", "received_via", "received_at")
    if any(getattr(standing, name) != getattr(request, name) for name in said):
        raise Conflict(_("Another request was received under this key. Open the form anew and send it again."))
    return standing


def _not_in_the_future(moment: datetime) -> None:
    if moment.tzinfo is None:
        raise InvalidInput(_("The time of receipt needs a time zone."))
    if moment > timezone.now():
        raise InvalidInput(_("This moment has not come yet. Say when the request was received."))


def identify(*, request_id: UUID, lock_version: int, constituent_id: UUID, actor: User | None) -> SubjectRequest:
    """Say who asks, while their identity is not proven; the clock follows the law that protects them."""
    pk = existing(constituent_id)
    with change(
        "identify", request_id=request_id, lock_version=lock_version, actor=actor, constituent=str(pk)
    ) as request:
        request.constituent_id = pk
        request.jurisdiction = laws.jurisdiction_of(pk) or request.jurisdiction
        clock = laws.clock_for(request)
        request.due_on = (clock.extended_to or clock.due_on) if request.extended_at else clock.due_on
    return request


def assign(*, request_id: UUID, lock_version: int, assignee: User | None, actor: User | None) -> SubjectRequest:
    """Give the request to a privacy admin, or to nobody. Raises InvalidInput for anybody else."""
    if not is_admin(assignee):
        raise InvalidInput(_("Requests are assigned to privacy admins only. Nothing was changed."))
    to = assignee.pk if assignee else None
    with change("assign", request_id=request_id, lock_version=lock_version, actor=actor, assignee=to) as request:
        request.assigned_to = assignee
    return request


def verify_identity(*, request_id: UUID, lock_version: int, method: str, actor: User | None) -> SubjectRequest:
    """Record how the person proved who they are. Raises InvalidInput for what proves nothing."""
    known(method, IDENTITY_METHODS, _("Say how the person proved who they are; their word alone proves nothing."))
    if actor is not None and method == "signed_in":
        raise InvalidInput(_("Only the person's own page knows that they signed in. Say what you saw yourself."))
    with change(
        "verify_identity", request_id=request_id, lock_version=lock_version, actor=actor, method=method
    ) as request:
        request.identity_method = method
        request.identity_verified_at = timezone.now()
        request.identity_verified_by = actor
    return request


def note(*, request_id: UUID, lock_version: int | None, text: str, actor: User | None) -> SubjectRequest:
    """Write something down for colleagues."""
    _needs(text, _("Write the note first."))
    with change("note", request_id=request_id, lock_version=lock_version, actor=actor) as request:
        _not_erased(request)
        write(request, kind="internal", text=text, actor=actor)
    return request


def answer(*, request_id: UUID, lock_version: int, text: str, actor: User | None) -> SubjectRequest:
    """Keep what the person was told while the request goes on."""
    _needs(text, _("Write down what the person was told."))
    with change("answer", request_id=request_id, lock_version=lock_version, actor=actor) as request:
        _not_erased(request)
        write(request, kind="answer", text=text, actor=actor)
    return request


def extend(
    *, request_id: UUID, lock_version: int, reason: str, notified_on: date | None, actor: User | None
) -> SubjectRequest:
    """Extend the period once, after the person was told why and before it ended (GDPR art. 12(3); CCPA 1798.130(a)(2)).

    ``notified_on``: the day on which they were told, where the organisation is. Raises InvalidInput where the law knows
    no extension, where nobody was told in time, or where it comes too late.
    """
    _needs(reason, _("Write the reasons that the person was told. Nothing was changed."))
    today = clocks.received_on(timezone.now(), settings.ORGANISATION_TIME_ZONE)
    with change("extend", request_id=request_id, lock_version=lock_version, actor=actor) as request:
        clock = laws.clock_for(request)
        _may_extend(request, clock, notified_on, today)
        assert notified_on is not None and clock.extended_to is not None
        request.extended_at = timezone.now()
        request.extension_notified_at = _noon(notified_on)
        request.due_on = clock.extended_to
        write(request, kind="extension", text=reason, actor=actor)
    return request


def _may_extend(request: SubjectRequest, clock: clocks.Clock, notified_on: date | None, today: date) -> None:
    if clock.extended_to is None or clock.tell_by is None:
        raise InvalidInput(_("The law that protects this person knows no extension for such a request."))
    if request.extended_at is not None:
        raise InvalidInput(_("The period was extended once already; the law knows no second extension."))
    if notified_on is None:
        raise InvalidInput(_("Tell the person first, with the reasons; then say on which day they were told."))
    if not clock.starts_on <= notified_on <= min(today, clock.tell_by):
        raise InvalidInput(
            _("The person must have been told between the receipt and today, and by %(day)s at the latest.")
            % {"day": clock.tell_by.isoformat()}
        )
    if today > clock.due_on:
        raise InvalidInput(_("The period has ended. It can no longer be extended; answer without further delay."))


def _noon(day: date) -> datetime:
    """The day as a moment that is on that day in the organisation's zone, and not after now."""
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=timezone.get_default_timezone())
    return min(moment, timezone.now())


def refuse(*, request_id: UUID, lock_version: int, ground: str, text: str, actor: User | None) -> SubjectRequest:
    """Refuse on a ground in the law, with what the person was told (GDPR art. 12(4)). Raises InvalidInput."""
    _needs(text, _("Write down what the person was told: the reason, and where they may complain."))
    with change("refuse", request_id=request_id, lock_version=lock_version, actor=actor, ground=ground) as request:
        _not_being_erased(request)
        known(ground, grounds_for(request.kind), _("Choose the ground in the law for this kind of request."))
        if ground == "identity_not_proven" and request.identity_verified_at:
            raise InvalidInput(_("This person's identity is verified, so this ground does not hold."))
        _close(request, ground)
        write(request, kind="answer", text=text, actor=actor)
    return request


def take_back(*, request_id: UUID, lock_version: int, text: str, actor: User | None) -> SubjectRequest:
    """The person no longer asks."""
    with change("take_back", request_id=request_id, lock_version=lock_version, actor=actor) as request:
        _not_being_erased(request)
        _close(request, "taken_back")
        write(request, kind="internal", text=text, actor=actor)
    return request


def _not_erased(request: SubjectRequest) -> None:
    if is_of_the_erased(request):
        raise Conflict(_("This person was erased, so nothing more is written about them."), code="erased")


def _not_being_erased(request: SubjectRequest) -> None:
    if request.erasures.exists():
        raise Conflict(_("An erasure was started for this request and cannot be taken back."), code="erasing")


def _close(request: SubjectRequest, reason: str) -> None:
    request.closed_at = timezone.now()
    request.closing_reason = reason


def _needs(text: str, message: str) -> None:
    if not text.strip():
        raise InvalidInput(message)
