"""Asking the gate by hand: what does it say, why, and who could permit it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from crmsocial.constituents.ids import current_id
from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required, signed_in

from .. import gate, registry, selectors
from ..models import Account, Category
from ..reaching import contact
from ..screens import event_view, finding, incident_view
from ..screens.gate_form import GateForm


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def gate_page(request: HttpRequest) -> HttpResponse:
    """The question and its answer; the answer alone when htmx asks while it is being put."""
    account = _uuid(request.GET.get("account", ""))
    person = _person(request.GET.get("person", ""), account)
    form = GateForm(request.GET, person=person, account=account)
    text = request.GET.get("q", "").strip()
    context: dict[str, Any] = {
        "form": form,
        "person": person,
        "name": _name(person),
        "q": text,
        "found": [
            {"url": reverse("privacy:gate", query={"person": one.constituent_id}), "name": one.name, "why": one.why}
            for one in finding.find(text, signed_in(request))
        ],
    }
    asked = form.is_valid() and (person or account)
    if asked:
        context |= _answer(form.cleaned_data, person)
    partial = getattr(request, "htmx", False)
    template = "privacy/_gate_answer.html" if partial else "privacy/gate.html"
    response = render(request, template, context, status=200 if asked or not form.errors or not person else 422)
    response["Vary"] = "HX-Request"
    return response


def _answer(asked: dict[str, Any], person: UUID | None) -> dict[str, Any]:
    account = _uuid(asked["account"])
    whom: dict[str, Any] = {"persona_id": account} if account else {"constituent_id": person}
    answer = gate.explain(
        purpose=asked["purpose"],
        category=asked["category"],
        platform=asked["platform"],
        recipient=asked["recipient"],
        **whom,
    )
    by_channel = asked["category"] == Category.CONTACT and person is not None
    incidents = selectors.incidents_about(purpose=asked["purpose"], constituent_id=person, persona_id=account)
    return {
        "answer": answer,
        # Acts on contact name channels, so one answer for all of them would mislead.
        "channels": contact.verdicts(person) if by_channel and person else {},
        "acts": event_view.views(answer.events),
        "incidents": incident_view.views(incidents),
    }


def _person(text: str, account: UUID | None) -> UUID | None:
    """The constituent who is named, else the one who holds the account."""
    named = _uuid(text)
    if named is None and account is not None:
        named = Account.objects.filter(pk=account).values_list("constituent_id", flat=True).first()
    return current_id(named) if named else None


def _name(person: UUID | None) -> str:
    if person is None:
        return ""
    return registry.names([person]).get(person) or _("Constituent %(id)s") % {"id": str(person)[-8:]}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
