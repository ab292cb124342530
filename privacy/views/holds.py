"""Holds: placing, reviewing and lifting."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required, signed_in

from .. import services as people
from ..holds import page, services
from ..holds.forms import HoldForm, ReviewForm, SourceHoldForm
from ..models import Hold
from ..screens.finding import find


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def holds_page(request: HttpRequest) -> HttpResponse:
    """Holds in force, and finding whom to place one on."""
    today, text = timezone.localdate(), request.GET.get("q", "").strip()
    context = {
        "holds": page.standing(today),
        "lifted": page.lifted(today),
        "text": text,
        "found": find(text, signed_in(request)),
    }
    return render(request, "privacy/holds.html", context)


@require_http_methods(["GET", "POST"])
@roles_required(Role.PRIVACY_ADMIN)
def hold_person(request: HttpRequest, constituent_id: UUID) -> HttpResponse:
    """Place a hold on a person."""
    pk = people.existing(constituent_id)
    form = HoldForm(request.POST or None)
    if form.is_valid():
        services.place(actor=signed_in(request), constituent_id=pk, **form.cleaned_data)
        messages.success(request, _("The hold is placed. Nothing that it covers is erased until it is lifted."))
        return redirect("privacy:holds")
    return _new(request, form, page.name_of(pk))


@require_http_methods(["GET", "POST"])
@roles_required(Role.PRIVACY_ADMIN)
def hold_source(request: HttpRequest) -> HttpResponse:
    """Place a hold on all that a source gave."""
    form = SourceHoldForm(request.POST or None)
    if form.is_valid():
        services.place(actor=signed_in(request), **form.cleaned_data)
        messages.success(request, _("The hold is placed. Nothing that it covers is erased until it is lifted."))
        return redirect("privacy:holds")
    return _new(request, form, _("a source"))


def _new(request: HttpRequest, form: HoldForm, about: str) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "privacy/hold_new.html", {"form": form, "about": about}, status=status)


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def hold_review(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """Say that it is still needed, and until when."""
    hold = get_object_or_404(Hold, pk=hold_id)
    form = ReviewForm(request.POST)
    if form.is_valid():
        services.review(hold=hold, actor=signed_in(request), **form.cleaned_data)
        messages.success(request, _("The hold stands until its next review."))
    else:
        messages.error(request, " ".join(map(str, form.errors.get("review_on", []))))
    return redirect("privacy:holds")


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def hold_lift(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """End a hold; erasures that waited for it go on."""
    resumed = services.lift(hold=get_object_or_404(Hold, pk=hold_id), actor=signed_in(request))
    told = ngettext("%(n)d erasure goes on.", "%(n)d erasures go on.", resumed) % {"n": resumed} if resumed else ""
    messages.success(request, _("The hold is lifted. %(told)s") % {"told": told})
    return redirect("privacy:holds")
