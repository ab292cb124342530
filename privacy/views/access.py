"""The access log as a page, and one person's accesses as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from crmsocial.core import audit
from crmsocial.core.models import Role, User
from crmsocial.core.roles import roles_required, signed_in

from .. import services
from ..accesses import selectors as log
from ..exports.cells import lines
from ..models import Purpose


class FilterForm(forms.Form):
    """What part of the log to show."""

    person = forms.UUIDField(label=_("Person (id)"), required=False)
    user = forms.ModelChoiceField(
        label=_("Who looked"), queryset=User.objects.none(), required=False, empty_label=_("Everybody")
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"), required=False, choices=[("", _("Every purpose")), *Purpose.choices]
    )
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.order_by("last_name", "email")  # type: ignore[attr-defined]

    def filters(self) -> log.Filters:
        """What was asked for; a field with an error filters nothing and says so."""
        data = self.cleaned_data
        user = data.get("user")
        return log.Filters(
            constituent_id=data.get("person"),
            actor_id=user.pk if user else None,
            purpose=data.get("purpose", ""),
            since=data.get("since"),
            until=data.get("until"),
        )


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def access_page(request: HttpRequest) -> HttpResponse:
    """Who opened whose data."""
    form = FilterForm(request.GET)
    form.is_valid()
    before = request.GET.get("before", "")
    page = log.page(form.filters(), before=int(before) if before.isdecimal() and len(before) < 18 else None)
    kept = {name: value for name, value in request.GET.items() if name != "before" and value}
    older = f"?{urlencode({**kept, 'before': page.before})}" if page.before else ""
    return render(request, "privacy/access.html", {"page": page, "form": form, "older": older})


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def access_file(request: HttpRequest, constituent_id: UUID) -> HttpResponseBase:
    """All accesses to one person's data as CSV, for an answer to them: when, who, what for."""
    pk = services.existing(constituent_id)
    audit.record(verb="access.handed_out", object_type="constituent", object_id=pk, actor=signed_in(request))
    answer = StreamingHttpResponse(_rows(pk), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="access-{str(pk)[-8:]}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _rows(constituent_id: UUID) -> Iterator[bytes]:
    yield lines([["when", "who", "purpose", "what_for", "about"]])
    before: int | None = None
    while True:
        page = log.page(log.Filters(constituent_id=constituent_id), before=before, limit=500)
        yield lines(
            [one.entry.at.isoformat(), one.who, one.entry.purpose, one.entry.reason, one.entry.subject_kind]
            for one in page.lines
        )
        if page.before is None:
            return
        before = page.before
