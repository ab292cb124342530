"""Failures that a person can act on become pages and problems, whichever view raised them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ..errors import DomainError, Gone, NotPermitted


class DomainErrorMiddleware:
    """Renders ``DomainError`` with its own status; the API's own handler answers before this for its views."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer only for failures meant for people."""
        if not isinstance(exception, DomainError):
            return None
        if request.path.startswith("/api/"):
            body = {
                "type": "about:blank",
                "title": exception.code,
                "status": exception.status,
                "detail": exception.message,
            }
            return JsonResponse(body, status=exception.status, content_type="application/problem+json")
        template = "403.html" if isinstance(exception, NotPermitted) else "core/problem.html"
        context = {
            "message": exception.message,
            "exception": exception.message,
            "title": _("Erased") if isinstance(exception, Gone) else "",
        }
        return render(request, template, context, status=exception.status)
