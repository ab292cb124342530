"""One request: its clock, what was done, and the verbs that its state permits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from crmsocial.core.errors import DomainError
from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required, signed_in

from ..models import SubjectRequest
from ..requests import page as pages
from ..requests import services
from ..requests.forms import form_for
from ..requests.verb_forms import VerbForm
from ..screens.finding import find

#: verb → what does it, and what is said when it is done
_DO: Mapping[str, tuple[Callable[..., SubjectRequest], Promise]] = {
    "identify": (services.identify, _("It is recorded who asks.")),
    "assign": (services.assign, _("Assigned.")),
    "verify_identity": (services.verify_identity, _("The identity is verified. The request can be answered.")),
    "extend": (services.extend, _("The period is extended.")),
    "note": (services.note, _("The note is kept.")),
    "answer": (services.answer, _("What the person was told is kept.")),
    "fulfil": (services.fulfil, _("Done. What follows from it has taken effect.")),
    "refuse": (services.refuse, _("Refused. Send the letter, if it is not sent yet.")),
    "take_back": (services.take_back, _("Closed: the person took it back.")),
    "lift_restriction": (services.lift_restriction, _("The restriction is lifted.")),
    "end_correction": (services.end_correction, _("The correction is taken away; the sources speak again.")),
}


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def request_page(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request."""
    return _page(request, get_object_or_404(SubjectRequest, pk=request_id))


def _page(
    request: HttpRequest, one: SubjectRequest, bound: Mapping[str, VerbForm] | None = None, **more: Any
) -> HttpResponse:
    status = more.pop("status", 200)
    text = request.GET.get("q", "")
    context = {
        "page": pages.page(one, bound or {}),
        "q": text,
        "found": find(text, signed_in(request)) if one.constituent_id is None else [],
    }
    return render(request, "privacy/requests/request.html", {**context, **more}, status=status)


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def request_verb(request: HttpRequest, request_id: UUID, verb: str) -> HttpResponse:
    """Do one thing. What was typed is kept where it cannot be done."""
    one = get_object_or_404(SubjectRequest, pk=request_id)
    if verb not in _DO:
        raise Http404
    act, said = _DO[verb]
    form = form_for(verb, one, request.POST)
    if not form.is_valid():
        return _page(request, one, {verb: form}, status=422)
    try:
        act(request_id=one.pk, actor=signed_in(request), **form.arguments())
    except DomainError as error:
        one = get_object_or_404(SubjectRequest, pk=request_id)
        return _page(request, one, {verb: _again(verb, one, request, error)}, status=error.status)
    messages.success(request, str(said))
    return redirect("privacy:request", request_id=one.pk)


def _again(verb: str, one: SubjectRequest, request: HttpRequest, error: DomainError) -> VerbForm:
    """The form as it was typed, for the request as it stands now, with what went wrong."""
    data = request.POST.copy()
    data["lock_version"] = str(one.lock_version)
    form = form_for(verb, one, data)
    form.is_valid()
    form.add_error(None, error.message)
    return form
