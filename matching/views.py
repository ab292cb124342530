"""Pages of match runs: list and start, progress and outcome, cancel and resume."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crmsocial.core.errors import Conflict
from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required, signed_in

from . import selectors, services, summary
from .models import RunState
from .states import OPEN_RUNS, RUN_MOVES

RUN_ROLES = (Role.STEWARD, Role.ADMINISTRATOR)


@require_http_methods(["GET", "POST"])
@roles_required(*RUN_ROLES)
def runs(request: HttpRequest) -> HttpResponse:
    """The newest runs; POST starts one."""
    if request.method == "POST":
        try:
            started = services.start_run(actor=signed_in(request))
        except Conflict as conflict:
            messages.error(request, conflict.message)
            return redirect("matching:runs")
        return redirect("matching:run", run_id=started.pk)
    listed = selectors.runs()
    context = {"runs": listed, "open_run": next((one for one in listed if one.state in OPEN_RUNS), None)}
    return render(request, "matching/runs.html", context)


@require_http_methods(["GET"])
@roles_required(*RUN_ROLES)
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """One run: its progress while it is open, then what came out and what was withheld."""
    found = selectors.run(run_id)
    context = {
        "run": found,
        "job": selectors.job_of(found),
        "headline": summary.headline(found),
        "bands": summary.bands(found),
        "rules": summary.rules(found),
        "pairs": summary.pairs(found),
        "withheld": summary.withheld(found),
        "is_open": found.state in OPEN_RUNS,
        "may_see_platforms": signed_in(request).has_role(Role.PRIVACY_ADMIN, Role.ADMINISTRATOR),
        "may_resume": bool(RUN_MOVES[RunState(found.state)] & OPEN_RUNS) and found.state not in OPEN_RUNS,
    }
    return render(request, "matching/run.html", context)


@require_POST
@roles_required(*RUN_ROLES)
def cancel(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Stop the run."""
    services.cancel_run(run_id=run_id, actor=signed_in(request))
    messages.info(request, _("The run was asked to stop. What was scored stays."))
    return redirect("matching:run", run_id=run_id)


@require_POST
@roles_required(*RUN_ROLES)
def resume(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Go on with a run that was cancelled or failed."""
    services.resume_run(run_id=run_id, actor=signed_in(request))
    messages.info(request, _("The run goes on where it was left."))
    return redirect("matching:run", run_id=run_id)
