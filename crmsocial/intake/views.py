"""Pages: batches, uploading a file, confirming what it means, and what became of it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crmsocial.core.errors import InvalidInput
from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required, signed_in

from . import selectors, services
from .dictionary import ENTITIES
from .error_file import rows as error_rows
from .formats import FileRefused
from .forms import ColumnsForm, UploadForm
from .models import BatchState

ALLOWED = (Role.STEWARD, Role.ADMINISTRATOR)


@require_GET
@roles_required(*ALLOWED)
def batch_list(request: HttpRequest) -> HttpResponse:
    """All imports, the newest first."""
    try:
        before = UUID(request.GET["before"]) if "before" in request.GET else None
    except ValueError:
        before = None
    batches, following = selectors.batch_page(before)
    return render(request, "intake/batches.html", {"batches": batches, "following": following, "before": before})


@require_http_methods(["GET", "POST"])
@roles_required(*ALLOWED)
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file and what is said about it; nothing is loaded before it is confirmed."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = services.receive(
                chunks=file.chunks(),
                file_name=file.name,
                entity=form.cleaned_data["entity"],
                source_name=form.source_name,
                source_kind=form.source_kind,
                basis=form.cleaned_data["basis"],
                actor=signed_in(request),
            )
            return redirect("intake:preview", batch_id=batch.pk)
        except FileRefused as refusal:
            form.add_error("file", refusal.message)
        except InvalidInput as refusal:
            form.add_error("new_source", refusal.message)
    return render(request, "intake/upload.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@roles_required(*ALLOWED)
def preview(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """What the columns mean, the first rows, and the confirmation."""
    batch = get_object_or_404(selectors.batches(), pk=batch_id)
    if batch.state != BatchState.RECEIVED:
        return redirect("intake:batch", batch_id=batch.pk)
    seen = services.preview(batch=batch)
    form = ColumnsForm(seen.mapping, ENTITIES[batch.entity], request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.start(batch=batch, actor=signed_in(request), overrides=form.overrides())
            return redirect("intake:batch", batch_id=batch.pk)
        except FileRefused as refusal:
            form.add_error(None, refusal.message)
    columns = [
        {"column": column, "field": form[f"column-{column.index}"], "values": [row[column.index] for row in seen.rows]}
        for column in seen.mapping.columns
    ]
    context: dict[str, Any] = {
        "batch": batch,
        "form": form,
        "columns": columns,
        "table": seen.table,
        "unknown": seen.mapping.unknown,
    }
    return render(request, "intake/preview.html", context, status=422 if form.errors else 200)


@require_POST
@roles_required(*ALLOWED)
def discard(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Drop a file that was not confirmed."""
    services.discard(batch=get_object_or_404(selectors.batches(), pk=batch_id), actor=signed_in(request))
    messages.info(request, _("The file was discarded; nothing was loaded."))
    return redirect("intake:batches")


@require_GET
@roles_required(*ALLOWED)
def batch_page(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Counts, progress, the mapping as it was applied, and the bad rows."""
    batch = get_object_or_404(selectors.batches(), pk=batch_id)
    if batch.state == BatchState.RECEIVED:
        return redirect("intake:preview", batch_id=batch.pk)
    job = selectors.job_of(batch, signed_in(request))
    return render(request, "intake/batch.html", {"batch": batch, "job": job, "errors": selectors.errors(batch)})


@require_GET
@roles_required(*ALLOWED)
def error_file(request: HttpRequest, batch_id: UUID) -> StreamingHttpResponse:
    """All bad cells and rows as CSV."""
    batch = get_object_or_404(selectors.batches(), pk=batch_id)

    class Echo:
        def write(self, value: str) -> str:
            return value

    def lines() -> Iterator[str]:
        writer = csv.writer(Echo())
        for row in error_rows(batch):
            yield writer.writerow(row)

    headers = {"Content-Disposition": f'attachment; filename="errors-{batch.pk}.csv"'}
    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8", headers=headers)
