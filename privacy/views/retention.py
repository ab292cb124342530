"""Schedules: what is kept how long, what they would delete, and what runs deleted."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required, signed_in

from ..models import RetentionRun, RetentionSchedule
from ..retention import page, services
from ..retention.counting import Preview
from ..retention.forms import DaysForm, ScheduleForm


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def retention_page(request: HttpRequest) -> HttpResponse:
    """All schedules, the platforms' limits, and the newest reports."""
    return _retention(request, ScheduleForm())


def _retention(request: HttpRequest, form: ScheduleForm, status: int = 200) -> HttpResponse:
    context = {
        "schedules": page.schedules(),
        "limits": page.platform_limits(),
        "stale": page.stale_rules(timezone.now().date()),
        "runs": page.recent_runs(),
        "last_sweep": page.last_sweep(),
        "job": page.run_under_way(),
        "form": form,
    }
    return render(request, "privacy/retention.html", context, status=status)


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def schedule_create(request: HttpRequest) -> HttpResponse:
    """A new schedule, switched off."""
    form = ScheduleForm(request.POST)
    if not form.is_valid():
        return _retention(request, form, status=422)
    schedule = services.create(actor=signed_in(request), **form.cleaned_data)
    return redirect("privacy:schedule", schedule_id=schedule.pk)


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def schedule_page(request: HttpRequest, schedule_id: UUID) -> HttpResponse:
    """One schedule."""
    return _schedule(request, get_object_or_404(RetentionSchedule, pk=schedule_id))


def _schedule(
    request: HttpRequest,
    schedule: RetentionSchedule,
    *,
    form: DaysForm | None = None,
    preview: Preview | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "view": page.view_of(schedule),
        "form": form or DaysForm(initial={"keep_days": schedule.keep_days}),
        "preview": preview,
    }
    return render(request, "privacy/schedule.html", context, status=status)


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def schedule_change(request: HttpRequest, schedule_id: UUID) -> HttpResponse:
    """Another number of days."""
    schedule = get_object_or_404(RetentionSchedule, pk=schedule_id)
    form = DaysForm(request.POST)
    if not form.is_valid():
        return _schedule(request, schedule, form=form, status=422)
    services.change(schedule=schedule, actor=signed_in(request), **form.cleaned_data)
    messages.success(request, _("Changed. Look at what it would delete before you switch it on."))
    return redirect("privacy:schedule", schedule_id=schedule.pk)


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def schedule_preview(request: HttpRequest, schedule_id: UUID) -> HttpResponse:
    """What it would delete now."""
    schedule = get_object_or_404(RetentionSchedule, pk=schedule_id)
    found = services.preview(schedule=schedule, actor=signed_in(request))
    return _schedule(request, schedule, preview=found)


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def schedule_on(request: HttpRequest, schedule_id: UUID) -> HttpResponse:
    """Let it delete each night."""
    schedule = get_object_or_404(RetentionSchedule, pk=schedule_id)
    services.switch_on(schedule=schedule, actor=signed_in(request))
    messages.success(request, _("The schedule is on. It runs each night."))
    return redirect("privacy:schedule", schedule_id=schedule.pk)


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def schedule_off(request: HttpRequest, schedule_id: UUID) -> HttpResponse:
    """Let it delete nothing any more."""
    schedule = get_object_or_404(RetentionSchedule, pk=schedule_id)
    services.switch_off(schedule=schedule, actor=signed_in(request))
    messages.success(request, _("The schedule is off. It deletes nothing."))
    return redirect("privacy:schedule", schedule_id=schedule.pk)


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def schedule_run(request: HttpRequest, schedule_id: UUID) -> HttpResponse:
    """Run it now."""
    schedule = get_object_or_404(RetentionSchedule, pk=schedule_id)
    run = services.run_now(schedule=schedule, actor=signed_in(request))
    return redirect("privacy:retention_run", run_id=run.pk)


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def run_page(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The report of a run, with its progress while it works."""
    run = get_object_or_404(RetentionRun.objects.select_related("started_by"), pk=run_id)
    context = {"run": run, "entries": page.entries(run), "job": page.job_of(run)}
    return render(request, "privacy/retention_run.html", context)
