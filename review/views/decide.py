"""Acts on a pair: each brings the next pair at once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crmsocial.core.errors import Conflict, InvalidInput, NotFound
from crmsocial.core.roles import roles_required, signed_in
from privacy import gate
from privacy.models import Purpose

from .. import conflicts, pair, session
from ..actions import VERBS, Action, Undo, Unskip
from ..filters import QueueFilters
from .desk import OPENED_FOR, REVIEWERS
from .panel import Toast, Trouble, desk, next_pair


@require_POST
@roles_required(*REVIEWERS)
def decide(request: HttpRequest, candidate_id: UUID, verb: str) -> HttpResponse:
    """Approve, reject, set aside or skip a pair."""
    if verb not in VERBS:
        raise Http404
    act = _action(request, candidate_id, verb)
    filters = QueueFilters.read(request.GET)
    try:
        outcome = act.run()
    except (Conflict, InvalidInput) as error:
        return _refused(request, filters, act, error)
    except NotFound as error:
        return _onwards(request, filters, Toast(error.message, "error"))
    done = session.Act(outcome.decision.pk) if outcome.decision else session.Act(candidate_id, is_skip=True)
    session.remember(request, done)
    return _onwards(request, filters, Toast(outcome.message, undo_url=done.undo_url))


@require_POST
@roles_required(*REVIEWERS)
def undo(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Take a decision back; the pair comes back with it, or the history if that was where it was asked."""
    filters = QueueFilters.read(request.GET)
    try:
        outcome = Undo(decision_id=decision_id, actor=signed_in(request), reason=request.POST.get("reason", "")).run()
        toast, candidate_id = Toast(outcome.message), outcome.candidate_id
    except (Conflict, InvalidInput, NotFound) as error:
        toast, candidate_id = Toast(error.message, "error"), None
    session.forget(request, session.Act(decision_id))
    if request.POST.get("back") == "history":
        _say(request, toast)
        return redirect("review:history")
    return _onwards(request, filters, toast, candidate_id)


@require_POST
@roles_required(*REVIEWERS)
def unskip(request: HttpRequest, candidate_id: UUID) -> HttpResponse:
    """Take a skip back; the pair comes back with it."""
    session.forget(request, session.Act(candidate_id, is_skip=True))
    filters = QueueFilters.read(request.GET)
    try:
        outcome = Unskip(candidate_id=candidate_id, actor=signed_in(request)).run()
    except NotFound as error:
        return _onwards(request, filters, Toast(error.message, "error"))
    return _onwards(request, filters, Toast(outcome.message), candidate_id)


def _action(request: HttpRequest, candidate_id: UUID, verb: str) -> Action:
    posted = request.POST
    version = posted.get("lock_version", "")
    return VERBS[verb](
        candidate_id=candidate_id,
        actor=signed_in(request),
        lock_version=int(version) if version.isdecimal() and len(version) < 10 else 0,
        reason=posted.get("reason", "")[:40],
        note=posted.get(f"note_{verb}", ""),
    )


def _refused(request: HttpRequest, filters: QueueFilters, act: Action, error: Conflict | InvalidInput) -> HttpResponse:
    """The pair as it stands now, with what changed since and all that was typed."""
    user = signed_in(request)
    with gate.purpose(Purpose.IDENTITY_MATCHING, reason=OPENED_FOR, actor=user) as opening:
        try:
            opened = pair.open_pair(candidate_id=act.candidate_id, user=user)
        except NotFound:
            return next_pair(request, filters, opening, Toast(error.message, "error"))
        trouble = Trouble(
            message=error.message,
            verb=act.verb if opened.can_decide else "",
            changes=conflicts.changes(conflicts.read_seen(request.POST.get("seen", "")), opened.seen),
            reason=act.reason,
            note=act.note,
        )
        status = 422 if isinstance(error, InvalidInput) else 409
        return desk(request, filters, opened, opening, trouble=trouble, status=status)


def _onwards(
    request: HttpRequest, filters: QueueFilters, toast: Toast, candidate_id: UUID | None = None
) -> HttpResponse:
    """To the next pair, or to the one named: swapped in, or by a redirect where there is no script."""
    if not request.htmx:  # type: ignore[attr-defined]
        _say(request, toast)
        where = reverse("review:pair", args=[candidate_id]) if candidate_id else reverse("review:queue")
        return redirect(where + filters.query)
    user = signed_in(request)
    with gate.purpose(Purpose.IDENTITY_MATCHING, reason=OPENED_FOR, actor=user) as opening:
        if candidate_id is not None:
            try:
                opened = pair.open_pair(candidate_id=candidate_id, user=user)
            except NotFound:
                toast = Toast(_("Undone. The pair may no longer be seen."))
            else:
                return desk(request, filters, opened, opening, toast=toast)
        return next_pair(request, filters, opening, toast)


def _say(request: HttpRequest, toast: Toast) -> None:
    level = messages.ERROR if toast.kind == "error" else messages.SUCCESS
    messages.add_message(request, level, toast.text)
