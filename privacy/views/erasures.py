"""Erasures: what is going, what is gone, with its proof, and who is kept from coming back."""

from __future__ import annotations

import json
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from crmsocial.core.errors import DomainError, NotFound
from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required, signed_in

from .. import registry as names
from .. import services as people
from ..erasure import previewing, selectors, services, suppression, verifying
from ..models import ErasureScope, ErasureState

_PAGE = 50


class LiftForm(forms.Form):
    """By what a person who comes back is known. It is read once and kept nowhere."""

    email = forms.EmailField(label=gettext_lazy("E-mail address of the person"))
    phone = forms.CharField(label=gettext_lazy("Phone, where several people shared the address"), required=False)


class EraseForm(forms.Form):
    """The one confirmation: a word that nobody types by mistake."""

    word = forms.CharField(label=gettext_lazy("Type “erase” to go on"), widget=forms.TextInput({"autocomplete": "off"}))

    def clean_word(self) -> str:
        """The word itself, in any case."""
        word: str = self.cleaned_data["word"].strip().casefold()
        if word != _("erase").casefold():
            raise forms.ValidationError(_("Nothing was erased: type the word “erase”."))
        return word


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def erasures_page(request: HttpRequest) -> HttpResponse:
    """Every erasure, newest first, and how many people are kept from coming back."""
    return _list(request, LiftForm())


def _list(request: HttpRequest, form: LiftForm, status: int = 200) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = selectors.recent(state=state, before=_uuid(request.GET.get("before", "")), limit=_PAGE + 1)
    counts = selectors.counts()
    context = {
        "rows": rows[:_PAGE],
        "older": rows[_PAGE - 1].erasure.pk if len(rows) > _PAGE else None,
        "state": state,
        "states": [(value, label, counts[value]) for value, label in ErasureState.choices],
        "total": sum(counts.values()),
        "keys": suppression.counts(),
        "form": form,
    }
    return render(request, "privacy/erasures/list.html", context, status=status)


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def erasure_page(request: HttpRequest, erasure_id: UUID) -> HttpResponse:
    """One erasure, store by store; the part that changes alone when htmx asks."""
    view = selectors.one(erasure_id)
    part = getattr(request, "htmx", False)
    if part and not view.is_open:
        # The proof stands beside the part that asked: the whole page is new.
        return HttpResponseClientRefresh()
    response = render(request, f"privacy/erasures/{'_steps' if part else 'one'}.html", {"view": view})
    response["Vary"] = "HX-Request"
    return response


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def erasure_manifest(request: HttpRequest, erasure_id: UUID) -> HttpResponse:
    """The signed proof, as a file."""
    erasure = selectors.one(erasure_id).erasure
    if erasure.manifest is None:
        raise NotFound(_("This erasure is not complete, so there is no manifest yet."))
    text = json.dumps(erasure.manifest, indent=2, ensure_ascii=False)
    name = f"erasure-{erasure.pk}.json"
    return HttpResponse(
        text, content_type="application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def erasure_verify(request: HttpRequest, erasure_id: UUID) -> HttpResponse:
    """Search every store again, now."""
    erasure = verifying.by_id(str(erasure_id))
    findings = list(verifying.search_again(erasure))
    wrong = [str(one.label) for one in findings if not one.holds]
    context = {"view": selectors.one(erasure_id), "findings": findings, "wrong": wrong}
    return render(request, "privacy/erasures/one.html", context)


@require_http_methods(["GET", "POST"])
@roles_required(Role.PRIVACY_ADMIN)
def erase_person(request: HttpRequest, constituent_id: UUID) -> HttpResponse:
    """What would go; and, with the word typed, the start of it."""
    pk = people.existing(constituent_id)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        erasure = services.start(
            scope=ErasureScope.PERSON, origin="staff", actor=signed_in(request), constituent_ids=[pk]
        )
        return redirect("privacy:erasure", erasure.pk)
    context = {
        "constituent_id": pk,
        "name": names.names([pk]).get(pk) or _("Constituent %(id)s") % {"id": str(pk)[-8:]},
        "preview": previewing.of_person(pk),
        "form": form,
    }
    return render(request, "privacy/erasures/start.html", context, status=422 if form.is_bound else 200)


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def suppression_lift(request: HttpRequest) -> HttpResponse:
    """Let a person in again who came back of their own will."""
    form = LiftForm(request.POST)
    if form.is_valid():
        try:
            count = suppression.lift(actor=signed_in(request), **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            text = ngettext("%(count)d hash was ended.", "%(count)d hashes were ended.", count) % {"count": count}
            messages.success(request, _("The person may come in again. %(count)s") % {"count": text})
            return redirect("privacy:erasures")
    return _list(request, form, status=422)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
