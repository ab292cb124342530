"""Errors of the API as ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from ..errors import DomainError
from ..middleware.unavailable import database_is_away

CONTENT_TYPE = "application/problem+json"


def _problem(status: int, detail: str, **members: Any) -> Response:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **members}
    return Response(body, status=status, content_type=CONTENT_TYPE)


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: one shape for every failure, field errors under ``errors``; a lost database is a 503."""
    if isinstance(error, DomainError):
        current = {
            key: value for key, value in error.context.items() if isinstance(value, str | int | float | None | dict)
        }
        # A code among the context is more exact than that of the kind of error.
        return _problem(error.status, error.message, **({"code": error.code} | current))
    if database_is_away(error):
        return None
    response = exception_handler(error, context)
    if response is None:
        return None
    problem = _problem(response.status_code, _detail(error, response.data))
    if isinstance(error, exceptions.ValidationError):
        problem.data["errors"] = response.data
    for header in ("WWW-Authenticate", "Retry-After", "Allow"):
        if header in response:
            problem[header] = response[header]
    return problem


def _detail(error: Exception, data: Any) -> str:
    if isinstance(error, exceptions.ValidationError):
        return "Some fields are not as they must be; see errors."
    if isinstance(error, Http404):
        return "There is no such thing here."
    if isinstance(error, PermissionDenied):
        return "You may not do this."
    return str(data.get("detail", "")) if isinstance(data, dict) else str(data)
