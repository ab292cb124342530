"""What a signed-in person sees is kept by no cache, so that the Back button shows nothing after signing out."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class PrivateMiddleware:
    """Sets ``Cache-Control: no-store`` (RFC 9111, 5.2.2.5) on answers to people and integrations that signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Ask afterwards: a token is read by the API's views, not by the session."""
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response
