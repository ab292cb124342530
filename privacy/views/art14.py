"""Who must still be sent a notice (GDPR art. 14): the list, the same as a file, and recording that it was sent."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from crmsocial.core import audit
from crmsocial.core.errors import InvalidInput
from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required, signed_in

from .. import notices, registry, selectors
from ..exports import cells
from ..notices import sent
from ..notices.sent_form import SentForm

#: People in the list and in the file.
SHOWN, IN_FILE = 200, 5_000


@dataclass(frozen=True, slots=True)
class DueView:
    """A person who is due, with their name and whether their box was ticked."""

    due: selectors.Due
    name: str
    ticked: bool


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def art14_page(request: HttpRequest) -> HttpResponse:
    """The people, the one whose month ends first on top."""
    return _page(request, SentForm(initial={"notice": notices.in_force(), "sent_at": timezone.localtime()}))


def _page(request: HttpRequest, form: SentForm, status: int = 200) -> HttpResponse:
    due = selectors.art14_due(limit=SHOWN)
    names = registry.names([one.constituent_id for one in due])
    ticked = set(form.data.getlist("person")) if form.is_bound else set()  # type: ignore[attr-defined]
    context = {
        "people": [DueView(one, _name(names, one.constituent_id), str(one.constituent_id) in ticked) for one in due],
        "form": form,
        "more": len(due) == SHOWN,
    }
    return render(request, "privacy/notices/art14.html", context, status=status)


def _name(names: dict[UUID, str], constituent_id: UUID) -> str:
    return names.get(constituent_id) or _("Constituent %(id)s") % {"id": str(constituent_id)[-8:]}


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def art14_record(request: HttpRequest) -> HttpResponse:
    """Record that the ticked people were sent the notice."""
    form = SentForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    data = form.cleaned_data
    try:
        number = sent.record(
            notice=data["notice"],
            constituent_ids=form.chosen,
            method=data["method"],
            sent_at=data["sent_at"],
            proof=data["proof"],
            actor=signed_in(request),
        )
    except InvalidInput as refused:
        form.add_error(None, refused.message)
        return _page(request, form, status=422)
    said = ngettext("Recorded for %(count)s person.", "Recorded for %(count)s people.", number)
    messages.success(request, said % {"count": number})
    return redirect("privacy:art14")


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def art14_file(request: HttpRequest) -> HttpResponse:
    """Ids and names of whom to send to, as CSV; that it was taken stands in the audit log."""
    due = selectors.art14_due(limit=IN_FILE)
    names = registry.names([one.constituent_id for one in due])
    notice = notices.in_force()
    audit.record(
        verb="notice.due_listed",
        object_type="notice",
        object_id=notice.pk if notice else "",
        actor=signed_in(request),
        details={"people": len(due)},
    )
    rows = [
        (str(one.constituent_id), _name(names, one.constituent_id), timezone.localdate(one.due_at).isoformat())
        for one in due
    ]
    response = HttpResponse(
        cells.lines([("constituent_id", "name", "due_on"), *rows]), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="notice-due.csv"'
    return response
