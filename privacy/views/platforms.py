"""Platforms' rules in plain words, and their optional modes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required, signed_in

from ..lawfulness import assessments
from ..screens import overview
from ..screens.forms import AssessmentForm


@require_GET
@roles_required(Role.PRIVACY_ADMIN, Role.ADMINISTRATOR)
def platforms_page(request: HttpRequest) -> HttpResponse:
    """Each platform's rule and its modes. What judges every account (``?counted=1``) the page asks for afterwards."""
    counted = "counted" in request.GET
    return _platforms(request, overview.platforms(counted=counted), counted=counted)


def _platforms(
    request: HttpRequest, views: list[overview.PlatformView], *, counted: bool = True, status: int = 200
) -> HttpResponse:
    may_switch = signed_in(request).has_role(Role.PRIVACY_ADMIN)
    context = {"platforms": views, "may_switch": may_switch, "counted": counted}
    return render(request, "privacy/platforms.html", context, status=status)


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
