"""What was done about a request, from the audit log, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crmsocial.core.models import AuditEntry, User

from ..models import SubjectRequest
from .words import IDENTITY_METHODS, RECEIVED_VIA, closing_label

_TITLES: Mapping[str, tuple[str, Promise]] = {
    "request.receive": ("email", gettext_lazy("Received")),
    "request.identify": ("person", gettext_lazy("It became known who asks")),
    "request.assign": ("people", gettext_lazy("Assigned")),
    "request.verify_identity": ("check", gettext_lazy("Identity verified")),
    "request.note": ("note", gettext_lazy("Note written")),
    "request.answer": ("email", gettext_lazy("Told the person")),
    "request.extend": ("clock", gettext_lazy("Period extended")),
    "request.fulfil": ("check", gettext_lazy("Fulfilled")),
    "request.start_erasure": ("trash", gettext_lazy("Erasure started")),
    "request.refuse": ("cross", gettext_lazy("Refused")),
    "request.take_back": ("undo", gettext_lazy("Taken back by the person")),
    "request.lift_restriction": ("undo", gettext_lazy("Restriction lifted")),
    "request.end_correction": ("undo", gettext_lazy("Correction taken away")),
    "request.package_looked_at": ("search", gettext_lazy("Package looked at")),
    "request.package_downloaded": ("download", gettext_lazy("Package downloaded")),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line, as ``components/timeline.html`` shows it."""

    icon: str
    title: str
    detail: str
    at: datetime
    figure: str = ""
    url: str = ""


def of(request: SubjectRequest) -> list[Entry]:
    """Everything done, newest first."""
    rows = list(AuditEntry.objects.filter(object_type="request", object_id=str(request.pk)).order_by("-at", "-pk"))
    ids = [pk for row in rows for pk in (row.actor_id, row.details.get("assignee")) if pk]
    people = {user.pk: str(user) for user in User.objects.filter(pk__in=ids)}
    return [_entry(row, people) for row in rows]


def _entry(row: AuditEntry, people: Mapping[int, str]) -> Entry:
    icon, title = _TITLES.get(row.verb, ("history", row.verb))
    who = people.get(row.actor_id or 0, _("The system"))
    return Entry(icon, str(title), " · ".join(filter(None, (who, _detail(row, people)))), row.at)


def _detail(row: AuditEntry, people: Mapping[int, str]) -> str:
    details = row.details
    if row.verb == "request.assign":
        return people.get(details.get("assignee") or 0, _("nobody"))
    if row.verb == "request.receive":
        return str(RECEIVED_VIA.get(details.get("via", ""), ""))
    if row.verb == "request.verify_identity":
        return str(IDENTITY_METHODS.get(details.get("method", ""), ""))
    return closing_label(details["ground"]) if "ground" in details else ""
