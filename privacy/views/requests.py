"""The requests desk: the list, the calendar of what is due, and taking a request in."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from crmsocial.core.errors import DomainError
from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required, signed_in

from .. import registry
from ..models import RequestKind, RequestState
from ..requests import agenda, selectors, services
from ..requests.forms import NewRequestForm
from ..screens.finding import find
from ..services import existing


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def desk(request: HttpRequest) -> HttpResponse:
    """Requests, what is due first on top."""
    user = signed_in(request)
    filters = selectors.Filters(
        kind=request.GET.get("kind", ""), state=request.GET.get("state", ""), mine=request.GET.get("mine") == "1"
    )
    page = _number(request.GET.get("page", ""))
    rows, more = selectors.desk(filters, user=user, page=page)
    counts = selectors.counts(user)
    context = {
        "rows": rows,
        "counts": counts,
        "tabs": _tabs(filters, counts),
        "groups": _groups(filters, counts),
        "previous_url": _url(filters, page=page - 1) if page > 1 else "",
        "next_url": _url(filters, page=page + 1) if more else "",
        "closed": filters.state not in ("", *selectors.OPEN),
    }
    return render(request, "privacy/requests/desk.html", context)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and 0 < int(text) < 100_000 else 1


def _url(filters: selectors.Filters, **changed: Any) -> str:
    values = {"kind": filters.kind, "state": filters.state, "mine": filters.mine, **changed}
    query = urlencode({name: "1" if value is True else value for name, value in values.items() if value})
    return reverse("privacy:requests") + (f"?{query}" if query else "")


def _item(filters: selectors.Filters, label: str, count: int | None, **changed: Any) -> dict[str, Any]:
    current = all(getattr(filters, name) == value for name, value in changed.items())
    return {"label": label, "url": _url(filters, **changed), "count": count, "current": current}


def _tabs(filters: selectors.Filters, counts: selectors.Counts) -> list[dict[str, Any]]:
    states = (
        _item(filters, str(label), counts.states.get(code, 0), state=code) for code, label in RequestState.choices
    )
    return [_item(filters, _("Open"), counts.open, state=""), *states]


def _groups(filters: selectors.Filters, counts: selectors.Counts) -> list[dict[str, Any]]:
    kinds = (_item(filters, str(label), counts.kinds.get(code, 0), kind=code) for code, label in RequestKind.choices)
    return [
        {"label": _("Kind"), "items": [_item(filters, _("Every kind"), None, kind=""), *kinds]},
        {
            "label": _("Whose"),
            "items": [
                _item(filters, _("Everybody's"), None, mine=False),
                _item(filters, _("Mine"), counts.mine, mine=True),
            ],
        },
    ]


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def requests_calendar(request: HttpRequest) -> HttpResponse:
    """What is due in a month, as a grid and as a list."""
    first = _month(request.GET.get("month", "")) or selectors.today().replace(day=1)
    return render(request, "privacy/requests/calendar.html", {"month": agenda.month(first)})


def _month(text: str) -> date | None:
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return first if 2000 <= first.year <= 2100 else None


@require_http_methods(["GET", "POST"])
@roles_required(Role.PRIVACY_ADMIN)
def request_new(request: HttpRequest) -> HttpResponse:
    """Take a request in."""
    if request.method == "GET":
        person = _person(request.GET.get("person", ""))
        initial = {"received_at": timezone.localtime(), "person": person, "key": _key()}
        return _new(request, NewRequestForm(initial=initial), person)
    form = NewRequestForm(request.POST)
    if not form.is_valid():
        return _new(request, form, _person(request.POST.get("person", "")), status=422)
    values = dict(form.cleaned_data)
    person = values.pop("person")
    try:
        made = services.receive(**values, constituent_id=person, actor=signed_in(request))
    except DomainError as error:
        form.add_error(None, error.message)
        return _new(request, form, None, status=error.status)
    messages.success(request, _("Received. The clock runs."))
    return redirect("privacy:request", request_id=made.pk)


def _key() -> UUID:
    with connection.cursor() as cursor:
        cursor.execute("SELECT uuidv7()")
        key: UUID = cursor.fetchone()[0]
    return key


def _person(text: str) -> UUID | None:
    try:
        return existing(UUID(text))
    except (ValueError, DomainError):
        return None


def _new(request: HttpRequest, form: NewRequestForm, person: UUID | None, status: int = 200) -> HttpResponse:
    text = request.GET.get("q", "")
    context = {
        "form": form,
        "person": person,
        "person_name": registry.names([person]).get(person, "") if person else "",
        "q": text,
        "found": find(text, signed_in(request)),
    }
    return render(request, "privacy/requests/new.html", context, status=status)


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def request_people(request: HttpRequest) -> HttpResponse:
    """Who may be meant, while somebody types; for a new request, or for one whose person is not known yet."""
    text = request.GET.get("q", "")
    context = {"found": find(text, signed_in(request)), "q": text}
    return render(request, "privacy/requests/_people.html", context)
