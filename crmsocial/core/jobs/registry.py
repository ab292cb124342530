"""Which function does which kind of job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from ..models import Job

if TYPE_CHECKING:
    from .run import JobRun

Work = Callable[["JobRun"], None]
Ending = Callable[[Job], None]


@dataclass(frozen=True, slots=True)
class Handler:
    """The work of one kind, and what to tell the domain when it ends badly."""

    kind: str
    work: Work
    title: str | Promise
    on_failure: Ending | None = None
    on_cancel: Ending | None = None


_handlers: dict[str, Handler] = {}


def handler(
    kind: str,
    *,
    title: str | Promise,
    on_failure: Ending | None = None,
    on_cancel: Ending | None = None,
) -> Callable[[Work], Work]:
    """Register the decorated function for ``kind``; the module must be imported in the app's ``ready()``.

    ``title`` names the work to people: a translated word or two, on lists and progress bars.

    ``on_failure`` and ``on_cancel`` are called with the job in the transaction that quarantines or cancels it.
    """

    def register(work: Work) -> Work:
        known = _handlers.get(kind)
        if known is not None and known.work.__module__ != work.__module__:
            raise ValueError(f"Two handlers for jobs of kind {kind}.")
        _handlers[kind] = Handler(kind, work, title, on_failure, on_cancel)
        return work

    return register


def handler_of(kind: str) -> Handler | None:
    """The handler of ``kind``, or None when no app registered one."""
    return _handlers.get(kind)
