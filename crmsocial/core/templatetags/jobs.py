"""``{% job_progress job %}``: the progress bar of a job, wherever it is shown. Use: {% load jobs %}."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from ..jobs import handler_of
from ..models import Job, Role, User
from ..selectors import pace

register = template.Library()


@register.inclusion_tag("components/progress.html", takes_context=True)
def job_progress(context: dict[str, Any], job: Job) -> dict[str, Any]:
    """The bar with rate, time left and the user's buttons; it asks for itself each second while the job is open."""
    known, speed = handler_of(job.kind), pace(job)
    user = context.get("user")
    may_retry = isinstance(user, User) and user.has_role(Role.ADMINISTRATOR)
    return {
        "job": job,
        "title": known.title if known else job.kind,
        "poll_url": reverse("core:job", args=[job.pk]),
        "cancel_url": reverse("core:job-cancel", args=[job.pk]),
        "retry_url": reverse("core:job-retry", args=[job.pk]) if may_retry else "",
        "rate": speed.per_second if speed else None,
        "seconds_left": speed.left.total_seconds() if speed and speed.left is not None else None,
        "csrf_token": context.get("csrf_token"),
    }


@register.filter
def job_title(job: Job) -> str:
    """What the work is called."""
    known = handler_of(job.kind)
    return str(known.title) if known else job.kind
