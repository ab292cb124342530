"""Reminders of what is due: to the assignee alone, with kinds, dates and numbers of requests, never a name."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from crmsocial.core import jobs
from crmsocial.core.models import Job, User

from ..models import SubjectRequest
from . import clock_words
from .selectors import OPEN, SOON, today

KIND = "privacy.remind"


def enter(day: date) -> bool:
    """Enter the work of a day, once; returns whether it was entered now."""
    key = f"{KIND}:{day.isoformat()}"
    if Job.objects.filter(kind=KIND, unique_key=key).exists():
        return False
    jobs.enqueue(kind=KIND, unique_key=key, args={"day": day.isoformat()})
    return True


def _due() -> QuerySet[SubjectRequest]:
    until = today() + timedelta(days=SOON)
    return SubjectRequest.objects.filter(state__in=OPEN, due_on__lte=until, assigned_to__isnull=False)


def assignees() -> list[int]:
    """Ids of those who deal with something that is due soon or overdue."""
    return sorted(_due().filter(assigned_to__is_active=True).values_list("assigned_to", flat=True).distinct())


def remind(*, user_id: int) -> int:
    """Send one e-mail about everything of theirs that is due soon; returns how many requests it names."""
    user, now = User.objects.get(pk=user_id), today()
    rows = list(_due().filter(assigned_to=user).order_by("due_on", "pk"))
    lines = [f"{str(row.pk)[-8:]}  {row.get_kind_display()}: {clock_words.left(row.due_on, now)}" for row in rows]
    if lines:
        subject = _("Requests that are due: %(number)s") % {"number": len(lines)}
        send_mail(subject, "\n".join(lines) + "\n", settings.DEFAULT_FROM_EMAIL, [user.email])
    return len(lines)
