"""One person's permissions and ledger."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crmsocial.core.errors import Conflict, InvalidInput
from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required, signed_in

from .. import registry, selectors, services
from ..accesses import opening
from ..models import Category, ConsentEvent, ConsentState
from ..screens import event_view, person_files
from ..screens.forms import ActForm, WithdrawalForm, meant
from ..screens.person_state import BY_PLATFORM

#: In the session: how the last withdrawal of this sign-in was heard, which the page offers for the next.
_TOLD_BY = "privacy_told_by"
_WITHDRAWAL_IDS = "id_withdrawal_%s"


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def person_page(request: HttpRequest, constituent_id: UUID) -> HttpResponse:
    """One person's permissions and ledger."""
    pk = services.existing(constituent_id)
    if pk != constituent_id:
        return redirect("privacy:person", constituent_id=pk)
    return _person(request, pk, _empty_act(request))


def _person(
    request: HttpRequest, pk: UUID, form: ActForm, status: int = 200, withdrawal: WithdrawalForm | None = None
) -> HttpResponse:
    files = person_files.of(pk)
    name = registry.names([pk]).get(pk) or _("Constituent %(id)s") % {"id": str(pk)[-8:]}
    if files.is_erased:
        name = _("Erased person %(id)s") % {"id": str(pk)[-8:]}
    state = selectors.state_of(pk, _category(request))
    context = {
        "state": state,
        "tabs": _tabs(pk, state.category),
        "category_label": Category(state.category).label,
        "events": event_view.views(state.events),
        "files": files,
        "name": name,
        "form": form,
        "withdrawal": withdrawal
        or WithdrawalForm(initial={"method": request.session.get(_TOLD_BY, "")}, auto_id=_WITHDRAWAL_IDS),
    }
    opening.enter(actor=signed_in(request), reason="a person's ledger", constituents=[pk])
    return render(request, "privacy/person.html", context, status=status)


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def person_record(request: HttpRequest, constituent_id: UUID) -> HttpResponse:
    """Record a consent, a refusal or an objection with its proof."""
    pk = services.existing(constituent_id)
    form = ActForm(request.POST)
    if not form.is_valid():
        return _person(request, pk, form, status=422)
    try:
        services.record_for(pk, actor=signed_in(request), act=form.act())
    except (Conflict, InvalidInput) as error:
        form.add_error(None, error.message)
        return _person(request, pk, form, status=error.status if error.status == Conflict.status else 422)
    messages.success(request, _("Recorded. What follows from it has taken effect."))
    return redirect(_address(request, pk))


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def person_withdraw(request: HttpRequest, constituent_id: UUID) -> HttpResponse:
    """Withdraw or object, for a platform, a purpose, a kind of data, a channel, or for everything."""
    pk = services.existing(constituent_id)
    form = WithdrawalForm(request.POST, auto_id=_WITHDRAWAL_IDS)
    if not form.is_valid():
        return _person(request, pk, _empty_act(request), status=422, withdrawal=form)
    what = request.POST.get("what")
    if what is None:
        raise InvalidInput(_("Say what the person no longer wants. Nothing was changed."))
    events = services.withdraw_for(pk, actor=signed_in(request), **meant(what), **form.cleaned_data)
    request.session[_TOLD_BY] = form.cleaned_data["method"]
    messages.success(request, _told(events))
    return redirect(_address(request, pk))


def _told(events: list[ConsentEvent]) -> str:
    states = {event.state for event in events}
    if states == {ConsentState.OBJECTED}:
        return _("The objection is recorded. Nothing that it is about is shown any more.")
    if ConsentState.OBJECTED in states:
        return _("Withdrawn, and an objection recorded where there was no consent. Nothing of it is shown any more.")
    return _("Withdrawn. Nothing that rested on this consent is shown any more.")


def _category(request: HttpRequest) -> str:
    named = request.GET.get("category", "")
    return named if named in BY_PLATFORM else Category.PERSONA


def _address(request: HttpRequest, pk: UUID) -> str:
    """The page as it was looked at."""
    category = _category(request)
    query = {} if category == Category.PERSONA else {"category": category}
    return reverse("privacy:person", args=[pk], query=query)


def _tabs(pk: UUID, current: str) -> list[dict[str, Any]]:
    page = reverse("privacy:person", args=[pk])
    return [
        {"url": f"{page}?category={name}#permissions", "label": name.label, "current": name == current, "count": None}
        for name in BY_PLATFORM
    ]


def _empty_act(request: HttpRequest) -> ActForm:
    return ActForm(initial={"event_time": timezone.localtime(), "category": _category(request)})
