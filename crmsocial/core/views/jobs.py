"""Long work that can be left and found again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from .. import jobs as work
from ..models import Role
from ..roles import STAFF, roles_required, signed_in
from ..selectors import visible_jobs


@require_GET
@roles_required(*STAFF)
def job_list(request: HttpRequest) -> HttpResponse:
    """The newest work; what needs attention comes first."""
    rows = visible_jobs(request.user).order_by("-pk")
    attention = list(rows.filter(state="quarantined")[:20])
    return render(request, "core/jobs.html", {"jobs": rows.exclude(state="quarantined")[:50], "attention": attention})


@require_GET
@roles_required(*STAFF)
def job_page(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """One job with its progress; asked by htmx, only the bar."""
    job = get_object_or_404(visible_jobs(request.user), pk=job_id)
    if not request.headers.get("HX-Request"):
        return render(request, "core/job.html", {"job": job})
    response = render(request, "core/_job_progress.html", {"job": job})
    if not job.is_open:
        # The page around the bar speaks of the outcome; without an open job it does not ask again.
        response["HX-Refresh"] = "true"
    return response


@require_POST
@roles_required(*STAFF)
def job_cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Stop it."""
    job = work.cancel(job=get_object_or_404(visible_jobs(request.user), pk=job_id), actor=signed_in(request))
    messages.info(request, _("The work was asked to stop. What it had finished stays."))
    return redirect("core:job", job_id=job.pk)


@require_POST
@roles_required(Role.ADMINISTRATOR)
def job_retry(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Try again what needs attention."""
    job = work.retry(job=get_object_or_404(visible_jobs(request.user), pk=job_id), actor=signed_in(request))
    messages.info(request, _("The work is waiting for a worker again."))
    return redirect("core:job", job_id=job.pk)
