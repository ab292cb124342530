"""Exports as fundraisers make and download them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crmsocial.core.errors import InvalidInput
from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required, signed_in
from privacy.exports import download, selectors, services
from privacy.exports.forms import ExportForm

from . import exports

MAY_EXPORT = (Role.FUNDRAISER, Role.PRIVACY_ADMIN)


@require_http_methods(["GET", "POST"])
@roles_required(*MAY_EXPORT)
def exports_page(request: HttpRequest) -> HttpResponse:
    """One's own exports, and a new one; ``?q=`` begins it with whom a search finds."""
    user = signed_in(request)
    if request.method == "POST":
        form = ExportForm(request.POST)
        if form.is_valid() and _made(form, request):
            return redirect("lookup:exports")
        return _page(request, form, status=422)
    text = request.GET.get("q", "").strip()
    people = exports.as_lines(exports.of_search(text, actor=user)) if text else ""
    return _page(request, ExportForm(initial={"people": people, "days": services.DAYS}))


def _made(form: ExportForm, request: HttpRequest) -> bool:
    user, data = signed_in(request), form.cleaned_data
    try:
        services.create(
            title=data["title"],
            constituent_ids=exports.selected(data["people"], actor=user),
            columns=data["columns"],
            recipient=data["recipient"],
            days=data["days"],
            actor=user,
        )
    except InvalidInput as error:
        form.add_error("people", error.message)
        return False
    messages.success(request, _("The export is ready. Who may not be handed out is left out when it is downloaded."))
    return True


def _page(request: HttpRequest, form: ExportForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "exports": selectors.exports_of(signed_in(request))}
    return render(request, "lookup/exports.html", context, status=status)


@require_GET
@roles_required(*MAY_EXPORT)
def export_download(request: HttpRequest, export_id: UUID) -> HttpResponseBase:
    """The file as it may be handed out at this moment; 410 once the export has ended or was revoked."""
    user = signed_in(request)
    export = services.visible(export_id, actor=user)
    if reason := download.ended(export):
        return render(request, "core/problem.html", {"message": reason}, status=410)
    services.begin(export=export, actor=user)
    answer = StreamingHttpResponse(download.stream(export.pk, actor=user), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="export-{str(export.pk)[-8:]}.csv"'
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
@roles_required(*MAY_EXPORT)
def export_revoke(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """End an export before its time."""
    user = signed_in(request)
    services.revoke(export=services.visible(export_id, actor=user), actor=user)
    messages.success(request, _("Revoked. Nobody can download it any more."))
    return redirect("privacy:exports" if request.POST.get("back") == "all" else "lookup:exports")
