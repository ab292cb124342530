"""Pages for what went wrong."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext

from crmsocial.core.middleware.unavailable import database_is_away, unavailable


def server_error(request: HttpRequest) -> HttpResponse:
    """Handler of uncaught exceptions: 503 when the database is away (sessions may notice first), else 500."""
    if database_is_away(sys.exc_info()[1]):
        return unavailable(request)
    if request.path.startswith("/api/"):
        problem = {"type": "about:blank", "title": gettext("Something went wrong on our side"), "status": 500}
        return JsonResponse(problem, status=500, content_type="application/problem+json")
    return HttpResponse(render_to_string("500.html"), status=500)
