"""The form of a draft: its text, and its disclosures as a table."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crmsocial.core.errors import Conflict, InvalidInput
from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required, signed_in

from ..models import Notice
from ..notices import forms, services, states


@require_http_methods(["GET", "POST"])
@roles_required(Role.PRIVACY_ADMIN)
def notice_edit(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Show the draft, take what was typed, or give more rows; what is wrong comes back as it was typed."""
    notice = get_object_or_404(Notice, pk=notice_id)
    states.after(notice, states.EDIT)
    if request.method != "POST":
        return _page(request, notice, *forms.forms_of(notice))
    if "more_rows" in request.POST:
        return _page(request, notice, *forms.forms_from(_with_more_rows(request.POST)), typing=True)
    form, table = forms.forms_from(request.POST)
    if not (form.is_valid() & table.is_valid()):
        return _page(request, notice, form, table, status=422)
    try:
        data = form.cleaned_data
        services.edit(
            notice=notice,
            lock_version=data["lock_version"],
            version=data["version"],
            title=data["title"],
            body=data["body"],
            disclosures=table.rows(),
            actor=signed_in(request),
        )
    except (Conflict, InvalidInput) as refused:
        form.add_error(None, refused.message)
        return _page(request, notice, form, table, status=409 if isinstance(refused, Conflict) else 422)
    messages.success(request, _("Kept as a draft."))
    return redirect("privacy:notice", notice_id=notice.pk)


def _with_more_rows(typed: QueryDict) -> QueryDict:
    data = typed.copy()
    name = f"{forms.PREFIX}-TOTAL_FORMS"
    try:
        total = int(data.get(name, ""))
    except ValueError:
        total = 0
    data[name] = str(min(max(total, 0) + forms.MORE, forms.MOST_ROWS))
    return data


def _page(
    request: HttpRequest,
    notice: Notice,
    form: forms.NoticeForm,
    table: forms.DisclosureFormSet,
    *,
    status: int = 200,
    typing: bool = False,
) -> HttpResponse:
    # While rows are added nothing has been sent in yet, so nothing is wrong yet.
    context = {"notice": notice, "form": form, "table": table, "typing": typing}
    return render(request, "privacy/notices/edit.html", context, status=status)
