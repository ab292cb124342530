"""Receipts for staff: downloading those of one act or one person, and verifying one that somebody brings."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from crmsocial.core import audit
from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required, signed_in

from .. import receipts, services
from ..consent import person_acts
from ..models import ConsentEvent
from ..receipts.forms import ReceiptForm
from ..screens import event_view


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def receipt(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """The receipt of one act, as a file."""
    event = get_object_or_404(ConsentEvent.objects.select_related("notice"), pk=event_id)
    audit.record(verb="receipt.handed_out", object_type="consent_event", object_id=event.pk, actor=signed_in(request))
    return _file(receipts.of(event), f"receipt-{event.pk}")


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def receipts_of_person(request: HttpRequest, constituent_id: UUID) -> HttpResponse:
    """All receipts of one person, in one file."""
    pk = services.existing(constituent_id)
    audit.record(verb="receipts.handed_out", object_type="constituent", object_id=pk, actor=signed_in(request))
    return _file(receipts.bundle(person_acts.events_of(pk)), f"receipts-{pk}")


@require_http_methods(["GET", "POST"])
@roles_required(Role.PRIVACY_ADMIN)
def receipt_verify(request: HttpRequest) -> HttpResponse:
    """Whether a receipt is ours and unchanged, whether the ledger holds its act, and what the person says today."""
    form = ReceiptForm(request.POST, request.FILES) if request.method == "POST" else ReceiptForm()
    answers: list[dict[str, Any]] = []
    refused = form.is_bound and not form.is_valid()
    if form.is_bound and not refused:
        checked = receipts.check(form.cleaned_data["document"])
        acts = {view.event.pk: view for view in event_view.views(one.event for one in checked if one.event)}
        answers = [
            {
                "checked": one,
                "act": acts.get(one.event.pk) if one.event else None,
                "today": person_acts.standing_of(one.event) if one.event else [],
            }
            for one in checked
        ]
    context = {"form": form, "answers": answers}
    return render(request, "privacy/receipt_verify.html", context, status=422 if refused else 200)


def _file(document: dict[str, Any], name: str) -> HttpResponse:
    text = json.dumps(document, indent=2, ensure_ascii=False)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response
