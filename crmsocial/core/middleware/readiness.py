"""What a person is told while there is a reason not to serve at all."""

from __future__ import annotations

from collections.abc import Callable

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext

from .. import readiness
from .unavailable import database_is_away, unavailable

RETRY_SECONDS = 30
#: Told to load balancers and monitors, which must be able to ask why.
_ALWAYS = frozenset({"/healthz"})


def refusal(request: HttpRequest, reason: str) -> HttpResponse:
    """503 as a page, or as a problem (RFC 9457) under ``/api/``. Reads nothing from the database."""
    if request.path.startswith("/api/"):
        problem = {"type": "about:blank", "title": gettext("Not ready"), "status": 503, "detail": reason}
        response: HttpResponse = JsonResponse(problem, status=503, content_type="application/problem+json")
    else:
        response = HttpResponse(render_to_string("core/not_ready.html", {"reason": reason}), status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


class ReadinessMiddleware:
    """Lets nothing through while an app has a reason not to serve."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Ask, then pass the request on."""
        if request.path in _ALWAYS:
            return self.get_response(request)
        try:
            reason = readiness.reason()
        except DatabaseError as error:
            if database_is_away(error):
                return unavailable(request)
            raise
        return refusal(request, reason) if reason else self.get_response(request)
