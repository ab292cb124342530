"""The list of deliveries for privacy admins."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from ..models import CallbackDelivery, Erasure
from ..platform_rules import RULES
from . import status

PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One delivery and what became of it; each erasure with its platform's name."""

    delivery: CallbackDelivery
    status: status.Status
    erasures: list[tuple[Erasure, str]]


@dataclass(frozen=True, slots=True)
class Page:
    """Some deliveries, newest first. ``next``: the id after which the next page begins; empty on the last one."""

    rows: list[Row]
    next: str = ""


def page(before: str = "") -> Page:
    """Deliveries older than the one with the id ``before``; the newest where it is empty or no id."""
    found = status.deliveries().order_by("-pk")
    try:
        found = found.filter(pk__lt=UUID(before)) if before else found
    except ValueError:
        before = ""
    listed = list(found[: PAGE + 1])
    rows = [Row(one, status.of(one), _erasures(one)) for one in listed[:PAGE]]
    return Page(rows, next=str(listed[PAGE - 1].pk) if len(listed) > PAGE else "")


def _erasures(delivery: CallbackDelivery) -> list[tuple[Erasure, str]]:
    return [(one, RULES[one.platform].label if one.platform in RULES else "") for one in delivery.erasures.all()]
