"""Words for the rule that ranked a claim."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from . import resolve


def rule_sentence(rule: str, *, first: bool) -> str:
    """Say why a claim stands where it does; ``first`` for the winner. ``rule`` as ``resolve`` wrote it."""
    _attribute, version, step = [*rule.split("/"), "", ""][:3]
    return _("%(reason)s (rule version %(version)s)") % {"reason": _reason(step, first), "version": version or "–"}


def corrected_sentence(at: datetime, request_id: UUID) -> str:
    """Say when the person corrected a value, and by which request (known by the last digits of its id)."""
    return _("Corrected by the person on %(date)s, request %(request)s") % {
        "date": date_format(localtime(at), "DATE_FORMAT"),
        "request": str(request_id)[-8:],
    }


def _reason(step: str, first: bool) -> str:
    if step == resolve.ONLY:
        return _("Only value")
    if step == resolve.CORRECTED:
        return _("Corrected by the person, which outranks every source") if first else _("The person corrected it")
    if step == resolve.ORIGIN:
        return _("Its origin is trusted most") if first else _("Its origin is trusted less")
    if step == resolve.BOUGHT:
        return (
            _("Given by the person, which what was bought never outranks")
            if first
            else _("Bought values never outrank what the person gave")
        )
    if step == resolve.NEWER:
        return _("Newest of equally trusted origins") if first else _("Older, from an equally trusted origin")
    return _("Same trust and age, taken in a fixed order")
