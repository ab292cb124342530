"""Reading the audit log."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ..models import Role
from ..roles import roles_required
from ..selectors import audit_page

PAGE = 50


@require_GET
@roles_required(Role.ADMINISTRATOR, Role.PRIVACY_ADMIN)
def audit_log(request: HttpRequest) -> HttpResponse:
    """Newest acts first, of one object where the address names it."""
    before = request.GET.get("before", "")
    wanted = {"object_type": request.GET.get("type", "")[:60], "object_id": request.GET.get("id", "")[:80]}
    rows = audit_page(before=int(before) if before.isdecimal() else None, limit=PAGE + 1, **wanted)
    shown = rows[:PAGE]
    context = {"lines": shown, "next": shown[-1].entry.pk if len(rows) > PAGE else None, **wanted}
    return render(request, "core/audit.html", context)
