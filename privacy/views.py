"""Privacy's pages."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crmsocial.core.errors import InvalidInput
from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required, signed_in

from . import assessments, event_view, incidents, notices, overview, registry, selectors, services
from .forms import ActForm, AssessmentForm, WithdrawalForm
from .models import ConsentEvent, ConsentState, Incident

#: In the session: how the last withdrawal of this sign-in was heard, which the page offers for the next.
_TOLD_BY = "privacy_told_by"
_WITHDRAWAL_IDS = "id_withdrawal_%s"


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def overview_page(request: HttpRequest) -> HttpResponse:
    """Permissions by platform, the newest acts, and incidents."""
    context = {
        "platforms": overview.platforms(),
        "events": event_view.views(selectors.recent_events()),
        "incidents": selectors.open_incidents(),
        "notice": notices.in_force(),
    }
    return render(request, "privacy/overview.html", context)


@require_GET
@roles_required(Role.PRIVACY_ADMIN, Role.ADMINISTRATOR)
def platforms_page(request: HttpRequest) -> HttpResponse:
    """Each platform's rule in plain words, and its modes."""
    return _platforms(request, overview.platforms())


def _platforms(request: HttpRequest, views: list[overview.PlatformView], status: int = 200) -> HttpResponse:
    may_switch = signed_in(request).has_role(Role.PRIVACY_ADMIN)
    return render(request, "privacy/platforms.html", {"platforms": views, "may_switch": may_switch}, status=status)


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def mode_on(request: HttpRequest, platform: str, mode: str) -> HttpResponse:
    """Record the assessment and switch the mode on."""
    form = AssessmentForm(request.POST, auto_id=f"id_{platform}_%s")
    if not form.is_valid():
        return _platforms(request, overview.platforms(refused=(f"{platform}:{mode}", form)), status=422)
    assessments.record(platform=platform, mode=mode, text=form.cleaned_data["text"], actor=signed_in(request))
    messages.success(
        request, _("The assessment is recorded and the mode is on. Run matching to compare these accounts.")
    )
    return redirect("privacy:platforms")


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def mode_off(request: HttpRequest, platform: str, mode: str) -> HttpResponse:
    """Switch the mode off."""
    assessments.switch_off(platform=platform, mode=mode, actor=signed_in(request))
    messages.success(request, _("The mode is off. What rested on it is hidden."))
    return redirect("privacy:platforms")


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def person_page(request: HttpRequest, constituent_id: UUID) -> HttpResponse:
    """One person's ledger."""
    pk = services.existing(constituent_id)
    if pk != constituent_id:
        return redirect("privacy:person", constituent_id=pk)
    return _person(request, pk, _empty_act())


def _person(
    request: HttpRequest, pk: UUID, form: ActForm, status: int = 200, withdrawal: WithdrawalForm | None = None
) -> HttpResponse:
    name = registry.names([pk]).get(pk) or _("Constituent %(id)s") % {"id": str(pk)[-8:]}
    state = selectors.state_of(pk)
    context = {
        "state": state,
        "events": event_view.views(state.events),
        "name": name,
        "form": form,
        "withdrawal": withdrawal
        or WithdrawalForm(initial={"method": request.session.get(_TOLD_BY, "")}, auto_id=_WITHDRAWAL_IDS),
        "may_withdraw": True,
    }
    return render(request, "privacy/person.html", context, status=status)


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def person_record(request: HttpRequest, constituent_id: UUID) -> HttpResponse:
    """Record a consent, a refusal or an objection with its proof."""
    pk = services.existing(constituent_id)
    form = ActForm(request.POST)
    if not form.is_valid():
        return _person(request, pk, form, status=422)
    services.record_for(pk, actor=signed_in(request), act=form.act())
    messages.success(request, _("Recorded. What follows from it has taken effect."))
    return redirect("privacy:person", constituent_id=pk)


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def person_withdraw(request: HttpRequest, constituent_id: UUID) -> HttpResponse:
    """Withdraw or object, for one platform and purpose or for every one."""
    pk = services.existing(constituent_id)
    form = WithdrawalForm(request.POST, auto_id=_WITHDRAWAL_IDS)
    if not form.is_valid():
        return _person(request, pk, _empty_act(), status=422, withdrawal=form)
    what = request.POST.get("what")
    if what is None:
        raise InvalidInput(_("Say what the person no longer wants. Nothing was changed."))
    platform, _colon, purpose = what.partition(":")
    events = services.withdraw_for(
        pk, actor=signed_in(request), platform=platform, purpose=purpose, **form.cleaned_data
    )
    request.session[_TOLD_BY] = form.cleaned_data["method"]
    messages.success(request, _told(events))
    return redirect("privacy:person", constituent_id=pk)


def _told(events: list[ConsentEvent]) -> str:
    states = {event.state for event in events}
    if states == {ConsentState.OBJECTED}:
        return _("The objection is recorded. Nothing that it is about is shown any more.")
    if ConsentState.OBJECTED in states:
        return _("Withdrawn, and an objection recorded where there was no consent. Nothing of it is shown any more.")
    return _("Withdrawn. Nothing that rested on this consent is shown any more.")


def _empty_act() -> ActForm:
    return ActForm(initial={"event_time": timezone.localtime()})


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def incident_resolve(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Close an incident that was dealt with."""
    incidents.resolve(incident=get_object_or_404(Incident, pk=incident_id), actor=signed_in(request))
    messages.success(request, _("The incident is closed."))
    return redirect("privacy:overview")
