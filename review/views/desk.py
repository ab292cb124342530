"""The queue and one pair of it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required, signed_in
from privacy import gate
from privacy.models import Purpose

from .. import leases, pair
from ..filters import QueueFilters
from .panel import desk, next_pair

OPENED_FOR = "a steward reads the review queue"
REVIEWERS = (Role.STEWARD, Role.ADMINISTRATOR)


@require_GET
@roles_required(*REVIEWERS)
def queue(request: HttpRequest) -> HttpResponse:
    """The first pair of the queue that nobody holds, leased to whoever asks."""
    with gate.purpose(Purpose.IDENTITY_MATCHING, reason=OPENED_FOR, actor=signed_in(request)) as opening:
        return next_pair(request, QueueFilters.read(request.GET), opening)


@require_GET
@roles_required(*REVIEWERS)
def pair_page(request: HttpRequest, candidate_id: UUID) -> HttpResponse:
    """One pair, leased if it is free; a pair that somebody holds or that is decided can be read."""
    with gate.purpose(Purpose.IDENTITY_MATCHING, reason=OPENED_FOR, actor=signed_in(request)) as opening:
        opened = pair.open_pair(candidate_id=candidate_id, user=signed_in(request))
        return desk(request, QueueFilters.read(request.GET), opened, opening)


@require_POST
@roles_required(*REVIEWERS)
def heartbeat(request: HttpRequest, candidate_id: UUID) -> HttpResponse:
    """An open page says that its steward is still there; where the lease went to somebody else, it is told so."""
    user = signed_in(request)
    with gate.purpose(Purpose.IDENTITY_MATCHING, reason=OPENED_FOR, actor=user):
        if leases.renew(candidate_id=candidate_id, user=user):
            return HttpResponse(status=204)
        holder = leases.holder_of(candidate_id, other_than=user)
        return render(request, "review/_lease_lost.html", {"holder": holder})
