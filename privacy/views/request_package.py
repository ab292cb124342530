"""What is handed to the person: the package of their data, and letters."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required, signed_in

from ..models import SubjectRequest
from ..requests import handing, letters


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def request_package(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """What the package holds now, before it is downloaded."""
    one = get_object_or_404(SubjectRequest, pk=request_id)
    looked = handing.look_at(request_id=one.pk, actor=signed_in(request))
    return render(request, "privacy/requests/package.html", {"subject": one, "looked": looked})


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def request_package_file(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The package as a file, built now."""
    one = get_object_or_404(SubjectRequest, pk=request_id)
    name, content = handing.download(request_id=one.pk, actor=signed_in(request))
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store, private"
    return response


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def request_letter(request: HttpRequest, request_id: UUID, name: str) -> HttpResponse:
    """A letter for copying and printing; as a text file with ``?file=1``."""
    one = get_object_or_404(SubjectRequest, pk=request_id)
    text = letters.render(one, name)
    if request.GET.get("file") == "1":
        response = HttpResponse(text, content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}-{str(one.pk)[-8:]}.txt"'
        return response
    context = {"subject": one, "text": text, "label": letters.LETTERS[name].label, "name": name}
    return render(request, "privacy/requests/letter.html", context)
