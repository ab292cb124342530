"""What an answer really does, kind by kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from crmsocial.constituents.ids import current_id, with_former
from crmsocial.constituents.models import Basis, Constituent, ConstituentState
from crmsocial.core.errors import Conflict, InvalidInput
from crmsocial.core.models import User

from .. import ledger
from ..consent.subjects import Subject
from ..erasure import services as erasures
from ..facts import people
from ..models import Category, ConsentState, Erasure, ErasureScope, Purpose, RequestKind, RequestState, SubjectRequest
from ..platform_rules import RULES
from ..reaching.contact import CHANNELS
from . import registry
from .changing import change, write
from .words import LEDGER_METHOD


@dataclass(frozen=True, slots=True)
class Choices:
    """What staff chose: values by attribute (rectification); purposes, platform and channels (objection).

    An empty purpose or platform stands for every one.
    """

    corrections: Mapping[str, Sequence[str]] = field(default_factory=dict)
    purposes: tuple[str, ...] = ()
    platform: str = ""
    channels: tuple[str, ...] = ()


def fulfil(
    *, request_id: UUID, lock_version: int, actor: User | None, text: str = "", choices: Choices | None = None
) -> SubjectRequest:
    """Do what the person asked for, in one transaction with closing the request.

    An erasure is only started here: the request is fulfilled when the erasure says that it is complete. Raises
    InvalidInput where the choices do not say what to do, and Conflict as ``changing.change`` does.
    """
    verb = "fulfil" if not _erases(request_id) else "start_erasure"
    with change(verb, request_id=request_id, lock_version=lock_version, actor=actor) as request:
        write(request, kind="answer", text=text, actor=actor)
        if request.constituent_id is None:
            reason = "nothing_held"
        else:
            reason = _ACTS[request.kind](request, _alive(request.constituent_id), choices or Choices(), actor)
        if reason:
            request.closed_at, request.closing_reason = timezone.now(), reason
    return request


def _erases(request_id: UUID) -> bool:
    asked = SubjectRequest.objects.filter(pk=request_id, kind=RequestKind.ERASURE, constituent_id__isnull=False)
    return asked.exists()


def _alive(constituent_id: UUID) -> UUID:
    pk = current_id(constituent_id)
    if not Constituent.objects.filter(pk=pk, state=ConstituentState.ACTIVE).exists():
        raise Conflict(_("This person was erased since. Refuse the request or take it back."), code="erased")
    return pk


def _package(_request: SubjectRequest, _pk: UUID, _choices: Choices, _actor: User | None) -> str:
    return "package"


def _rectify(request: SubjectRequest, pk: UUID, choices: Choices, actor: User | None) -> str:
    if not choices.corrections:
        raise InvalidInput(_("Say which value is wrong and what is right. Nothing was changed."))
    for attribute, values in choices.corrections.items():
        registry.rectifier().correct(
            constituent_id=pk, attribute=attribute, values=values, actor=actor, request_id=request.pk
        )
    return "corrected"


def _restrict(request: SubjectRequest, pk: UUID, _choices: Choices, actor: User | None) -> str:
    people.restrict(constituent_id=pk, actor=actor, request_id=request.pk)
    return "restricted"


def _object(request: SubjectRequest, pk: UUID, choices: Choices, actor: User | None) -> str:
    """Record the objection (GDPR art. 21) as made when the request was received: it is the person's act, not ours."""
    acts: list[tuple[str, str, str, tuple[str, ...]]] = [
        (Category.PERSONA, purpose, choices.platform, ()) for purpose in choices.purposes
    ]
    if choices.channels:
        acts.append((Category.CONTACT, Purpose.CONTACT, "", choices.channels))
    unknown = {*choices.purposes} - {"", *Purpose.values} or {*choices.channels} - set(CHANNELS)
    if not acts or unknown or choices.platform not in ("", *RULES):
        raise InvalidInput(_("Say what the person objects to: purposes, channels, or everything. Nothing was changed."))
    ledger.record_many(
        [
            ledger.NewAct(
                subject=Subject(constituent_id=pk),
                category=category,
                purpose=purpose,
                platform=platform,
                scopes=scopes,
                state=ConsentState.OBJECTED,
                basis=Basis.LEGITIMATE_INTEREST,
                method=LEDGER_METHOD[request.received_via],
                event_time=request.received_at,
                proof=f"request:{request.pk}",
                idempotency_key=f"request:{request.pk}:{category}:{purpose}:{platform}",
            )
            for category, purpose, platform, scopes in acts
        ],
        actor=actor,
    )
    return "objected"


def _erase(request: SubjectRequest, pk: UUID, _choices: Choices, actor: User | None) -> str:
    if request.erasures.exists():
        raise Conflict(_("The erasure was started before; it goes on by itself."), code="erasing")
    erasures.start(
        scope=ErasureScope.PERSON,
        origin="request",
        actor=actor,
        constituent_ids=tuple(with_former(pk)),
        request=request,
    )
    return ""


_ACTS: dict[str, Callable[[SubjectRequest, UUID, Choices, User | None], str]] = {
    RequestKind.ACCESS: _package,
    RequestKind.PORTABILITY: _package,
    RequestKind.RECTIFICATION: _rectify,
    RequestKind.RESTRICTION: _restrict,
    RequestKind.OBJECTION: _object,
    RequestKind.ERASURE: _erase,
}


def erased(erasure: Erasure) -> None:
    """An erasure is complete: requests that asked for it are fulfilled, also where it was begun for another reason."""
    asked = SubjectRequest.objects.filter(kind=RequestKind.ERASURE, state=RequestState.OPEN)
    named = Q(pk=erasure.request_id) | Q(constituent_id__in=erasure.constituent_ids)
    for pk in asked.filter(named).order_by("pk").values_list("pk", flat=True):
        with change("fulfil", request_id=pk, lock_version=None, actor=None, erasure=str(erasure.pk)) as request:
            request.closed_at, request.closing_reason = timezone.now(), "erased"


def lift_restriction(*, request_id: UUID, lock_version: int, text: str, actor: User | None) -> SubjectRequest:
    """End a restriction, after the person was told of it (GDPR art. 18(3))."""
    if not text.strip():
        raise InvalidInput(_("Tell the person first, and write down what they were told."))
    with change("lift_restriction", request_id=request_id, lock_version=lock_version, actor=actor) as request:
        if request.kind != RequestKind.RESTRICTION or request.constituent_id is None:
            raise InvalidInput(_("This request restricted nothing."))
        people.lift_restriction(constituent_id=current_id(request.constituent_id), actor=actor, request_id=request.pk)
        write(request, kind="answer", text=text, actor=actor)
    return request


def end_correction(*, request_id: UUID, lock_version: int, correction_id: UUID, actor: User | None) -> SubjectRequest:
    """Take a correction away, so that the sources speak again."""
    with change(
        "end_correction", request_id=request_id, lock_version=lock_version, actor=actor, correction=str(correction_id)
    ) as request:
        registry.rectifier().end(correction_id=correction_id, request_id=request.pk, actor=actor)
    return request
