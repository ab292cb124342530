"""What was decided, by whom and why, and taking it back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from crmsocial.core.roles import roles_required, signed_in
from privacy import gate
from privacy.models import Purpose

from .. import history
from .desk import OPENED_FOR, REVIEWERS


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_GET
@roles_required(*REVIEWERS)
def history_page(request: HttpRequest) -> HttpResponse:
    """Recent decisions, one's own or everybody's."""
    user = signed_in(request)
    mine = request.GET.get("who") == "me"
    with gate.purpose(Purpose.IDENTITY_MATCHING, reason=OPENED_FOR, actor=user) as opening:
        page = history.page(user=user if mine else None, before=_uuid(request.GET.get("before", "")))
        decided = [entry.decision for entry in page.entries]
        opening.shows(
            constituents=[one.constituent_id for one in decided], personas=[one.persona_id for one in decided]
        )
        return render(request, "review/history.html", {"page": page, "mine": mine})
