"""Reasons not to serve at all, lent by the apps that know them, such as a restored database to be mended first.

While there is one the web answers 503 with its sentence, and workers do no work but what removes it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import Promise

Reason = Callable[[], "str | Promise"]

_reasons: dict[str, Reason] = {}
_mending: set[str] = set()


def refuse_while(name: str, reason: Reason, *, mended_by: str) -> None:
    """Have ``reason`` asked at every request and before every job: a sentence, or empty where all is well.

    It must be quick, as it is asked often. ``mended_by`` is the kind of job that removes the reason.
    """
    _reasons[name] = reason
    _mending.add(mended_by)


def reason() -> str:
    """Why nothing may be served now; empty where everything may."""
    for ask in _reasons.values():
        answer = str(ask())
        if answer:
            return answer
    return ""


def may_work(kind: str) -> bool:
    """Whether a job of this kind may be done now."""
    return kind in _mending or not reason()
