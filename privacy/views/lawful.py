"""Lawful bases besides consent: what is on for which purpose and jurisdiction, and the form that switches it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crmsocial.constituents.models import Basis
from crmsocial.core.errors import Conflict, InvalidInput
from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required, signed_in

from .. import notices
from ..lawfulness import lawful
from ..models import LawfulBasis
from ..screens.lawful_form import LawfulForm, SwitchForm, platforms_allowing, scope_label


@dataclass(frozen=True, slots=True)
class SwitchView:
    """The newest row of a purpose and jurisdiction, in words, with the rows before it."""

    row: LawfulBasis
    scope: str
    former: list[LawfulBasis]


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def lawful_page(request: HttpRequest) -> HttpResponse:
    """What is switched on, by whom and why."""
    return _page(request, LawfulForm(initial={"notice": notices.in_force()}))


def _page(request: HttpRequest, form: LawfulForm, status: int = 200, refusal: str = "") -> HttpResponse:
    rows = lawful.in_force()
    context = {
        "switches": [SwitchView(row, scope_label(row.jurisdiction), _former(row)) for row in rows],
        "allowing": platforms_allowing(Basis.LEGITIMATE_INTEREST),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "privacy/lawful.html", context, status=status)


def _former(row: LawfulBasis) -> list[LawfulBasis]:
    return lawful.history(purpose=row.purpose, jurisdiction=row.jurisdiction)[1:6]


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def lawful_on(request: HttpRequest) -> HttpResponse:
    """Record the assessment and switch the purpose on; what is missing is said, and what was typed stays."""
    form = LawfulForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    data = form.cleaned_data
    try:
        lawful.switch_on(
            purpose=data["purpose"],
            jurisdiction=form.jurisdiction,
            basis=form.basis_chosen,
            assessment=data["assessment"],
            opt_out=data["opt_out"],
            notice=data["notice"],
            actor=signed_in(request),
        )
    except InvalidInput as refused:
        form.add_error(None, refused.message)
        return _page(request, form, status=422)
    messages.success(request, _("Recorded and switched on. What it permits is open from now on."))
    return redirect("privacy:lawful")


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def lawful_off(request: HttpRequest) -> HttpResponse:
    """Switch the purpose off for the jurisdiction."""
    form = SwitchForm(request.POST)
    if not form.is_valid():
        return _page(request, LawfulForm(request.POST), status=422)
    try:
        lawful.switch_off(
            purpose=form.cleaned_data["purpose"],
            jurisdiction=form.jurisdiction,
            basis=form.basis_chosen,
            actor=signed_in(request),
        )
    except (InvalidInput, Conflict) as refused:
        # Nothing is missing for switching off, so the form comes back as it was typed, and the reason above it.
        typed = LawfulForm(initial=request.POST.dict())
        return _page(request, typed, 409 if isinstance(refused, Conflict) else 422, refused.message)
    messages.success(request, _("Switched off. What rested on it is hidden."))
    return redirect("privacy:lawful")
