"""Everything that one request's page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crmsocial.constituents.ids import current_id

from .. import registry as privacy_registry
from ..erasure import words as erasure_words
from ..models import Erasure, Person, RequestKind, RequestNote, SubjectRequest
from . import clock_words, laws, letters, registry, selectors, states, timeline
from .clock import Clock
from .forms import form_for
from .package.contents import KINDS
from .verb_forms import VerbForm
from .words import IDENTITY_METHODS, RECEIVED_VIA, closing_label

#: Verbs of the rail, in the order in which they are met; the next step has a place of its own.
_RAIL = ("assign", "note", "answer", "extend", "refuse", "take_back")


@dataclass(frozen=True, slots=True)
class ClockView:
    """The clock in words."""

    law: str
    how: str
    clock: Clock
    left: str
    overdue: bool
    from_proof: Clock | None
    may_extend: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One request. ``forms`` has a form for each verb that is possible now; ``open_verb`` names the one with errors."""

    request: SubjectRequest
    name: str
    via: str
    method: str
    ended: str
    clock: ClockView
    notes: Sequence[RequestNote]
    entries: Sequence[timeline.Entry]
    forms: Mapping[str, VerbForm]
    rail: Sequence[tuple[str, VerbForm]]
    letters: Sequence[tuple[str, str]]
    erasure: Erasure | None
    blocked: Sequence[str]
    corrections: Sequence[tuple[registry.CorrectionView, VerbForm]]
    restricted: bool
    has_package: bool
    open_verb: str

    @property
    def errors(self) -> list[str]:
        """What went wrong with the verb that was tried."""
        form = self.forms.get(self.open_verb)
        return [str(error) for error in form.non_field_errors()] if form else []


def page(request: SubjectRequest, bound: Mapping[str, VerbForm]) -> Page:
    """The page; ``bound``: forms that came back with errors, which stay though the state may no longer permit them."""
    names = privacy_registry.names([request.constituent_id]) if request.constituent_id else {}
    clock = _clock(request)
    erasure = selectors.erasure_of(request)
    forms = _forms(request, clock, erasure) | dict(bound)
    return Page(
        request=request,
        name=selectors.name_of(request, names),
        via=str(RECEIVED_VIA.get(request.received_via, request.received_via)),
        method=str(IDENTITY_METHODS.get(request.identity_method, request.identity_method)),
        ended=closing_label(request.closing_reason) if request.closing_reason else "",
        clock=clock,
        notes=list(request.notes.select_related("actor").order_by("written_at", "pk")),
        entries=timeline.of(request),
        forms=forms,
        rail=[(verb, forms[verb]) for verb in _RAIL if verb in forms],
        letters=letters.of_use(request),
        erasure=erasure,
        blocked=_blocked(erasure),
        corrections=_corrections(request),
        restricted=_restricted(request),
        has_package=request.kind in KINDS and request.constituent_id is not None and bool(request.identity_verified_at),
        open_verb=next(iter(bound), ""),
    )


def _clock(request: SubjectRequest) -> ClockView:
    clock = laws.clock_for(request)
    now = selectors.today()
    return ClockView(
        law=clock_words.law(clock),
        how=clock_words.how(clock),
        clock=clock,
        left=clock_words.left(request.due_on, now),
        overdue=request.is_open and request.due_on < now,
        from_proof=laws.clock_from_proof(request),
        may_extend=request.is_open
        and clock.extended_to is not None
        and request.extended_at is None
        and now <= clock.due_on,
    )


def _forms(request: SubjectRequest, clock: ClockView, erasure: Erasure | None) -> dict[str, VerbForm]:
    verbs = [verb for verb in (*_RAIL, "verify_identity") if states.may(verb, request.state)]
    if erasure is not None:
        # What has begun to go cannot be refused or begun again.
        verbs = [verb for verb in verbs if verb not in ("refuse", "take_back")]
    elif states.may("fulfil", request.state):
        verbs.append("fulfil")
    if request.closing_reason == "erased":
        verbs.remove("note")
    if not clock.may_extend:
        verbs = [verb for verb in verbs if verb != "extend"]
    if states.may("identify", request.state) and request.constituent_id is None:
        verbs.append("identify")
    if _restricted(request) and states.may("lift_restriction", request.state):
        verbs.append("lift_restriction")
    return {verb: form_for(verb, request) for verb in verbs}


def _blocked(erasure: Erasure | None) -> list[str]:
    """What an erasure waits for: the store, and what keeps it."""
    if erasure is None:
        return []
    steps = erasure.steps.exclude(blocked_by="")
    found = [f"{erasure_words.store(step.store)}: {erasure_words.blocked(step.blocked_by)}" for step in steps]
    return found or [text for text in [erasure_words.blocked(erasure.blocked_by)] if text]


def _corrections(request: SubjectRequest) -> list[tuple[registry.CorrectionView, VerbForm]]:
    if request.kind != RequestKind.RECTIFICATION:
        return []
    return [(view, form_for("end_correction", request)) for view in registry.rectifier().of_request(request.pk)]


def _restricted(request: SubjectRequest) -> bool:
    if request.kind != RequestKind.RESTRICTION or request.constituent_id is None:
        return False
    return Person.objects.filter(pk=current_id(request.constituent_id), restricted_at__isnull=False).exists()
