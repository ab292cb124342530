"""Failures that a person can act on. Their message says what happened, to which row or field, and what to do."""

from __future__ import annotations

from typing import Any


class DomainError(Exception):
    """Base of all failures whose text may be shown as it is. ``status`` is the HTTP status it becomes.

    ``code`` names the failure for programs, more exactly than the class does; ``context`` says what stands now.
    """

    status = 400
    code = "invalid"

    def __init__(self, message: str, *, code: str | None = None, **context: Any) -> None:
        super().__init__(message)
        self.message = str(message)
        self.code = code or type(self).code
        self.context = context


class InvalidInput(DomainError):
    """The request or file does not say what is needed."""


class NotPermitted(DomainError):
    """A role, a purpose or a permission is missing."""

    status = 403
    code = "not_permitted"


class NotFound(DomainError):
    """No such thing, or none that may be seen."""

    status = 404
    code = "not_found"


class Gone(DomainError):
    """What was here has been erased, for good."""

    status = 410
    code = "gone"


class Conflict(DomainError):
    """Somebody or something changed it first; ``context`` says what stands now."""

    status = 409
    code = "conflict"
