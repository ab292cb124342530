"""What a person is told while the database is away."""

from __future__ import annotations

from collections.abc import Callable

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext

RETRY_SECONDS = 5
# SQLSTATE: connection exceptions are class 08; 57P0x say that the server shuts down or starts; 53300 that it is full.
AWAY_STATES = {"57P01", "57P02", "57P03", "53300"}


def database_is_away(error: BaseException | None) -> bool:
    """Whether ``error`` means that the database cannot be reached, rather than that a query was wrong."""
    if not isinstance(error, DatabaseError):
        return False
    if type(error).__name__ not in {"OperationalError", "InterfaceError"}:
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith("08") or state in AWAY_STATES


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 as a page, or as a problem (RFC 9457) under ``/api/``. Reads nothing from the database."""
    if request.path.startswith("/api/"):
        problem = {
            "type": "about:blank",
            "title": gettext("The database cannot be reached"),
            "status": 503,
            "detail": gettext("Nothing of this request was stored. Send it again in a few seconds."),
        }
        response: HttpResponse = JsonResponse(problem, status=503, content_type="application/problem+json")
    else:
        response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


class DatabaseUnavailableMiddleware:
    """Turns a lost database into a 503; errors inside other middleware come by ``handler500`` instead."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer only when the database is away."""
        return unavailable(request) if database_is_away(exception) else None
