"""What the holds page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from crmsocial.constituents.ids import with_current

from .. import registry
from ..models import Erasure, ErasureState, Hold
from .grounds import in_words

#: Lifted holds shown.
RECENT = 20


@dataclass(frozen=True, slots=True)
class HoldView:
    """A hold in words. ``waiting``: erasures of this person that it keeps waiting."""

    hold: Hold
    about: str
    ground: str | Promise
    waiting: int
    is_due: bool


def standing(today: date) -> list[HoldView]:
    """Holds in force, those whose review is nearest first."""
    found = Hold.objects.select_related("source", "placed_by").filter(lifted_at__isnull=True)
    return _views(list(found.order_by("review_on", "placed_at")), today)


def lifted(today: date) -> list[HoldView]:
    """The holds lifted last."""
    found = Hold.objects.select_related("source", "placed_by", "lifted_by").filter(lifted_at__isnull=False)
    return _views(list(found.order_by("-lifted_at")[:RECENT]), today)


def _views(found: list[Hold], today: date) -> list[HoldView]:
    people = {one.constituent_id for one in found if one.constituent_id}
    names, waiting = registry.names(people), _waiting(people)
    return [
        HoldView(
            hold=one,
            about=_about(one, names),
            ground=in_words(one.ground),
            waiting=waiting.get(one.constituent_id, 0) if one.constituent_id else 0,
            is_due=one.review_on is not None and one.review_on <= today,
        )
        for one in found
    ]


def _about(hold: Hold, names: dict[UUID, str]) -> str:
    if hold.constituent_id is None:
        return _("Source: %(source)s") % {"source": hold.source}
    return name_of(hold.constituent_id, names)


def name_of(constituent_id: UUID, names: dict[UUID, str] | None = None) -> str:
    """What a person is called on these pages."""
    known = registry.names([constituent_id]) if names is None else names
    return known.get(constituent_id) or _("Constituent %(id)s") % {"id": str(constituent_id)[-8:]}


def _waiting(people: set[UUID]) -> dict[UUID, int]:
    by_hold = Q(blocked_by__startswith="hold:") | Q(steps__blocked_by__startswith="hold:")
    blocked = Erasure.objects.filter(by_hold, state=ErasureState.BLOCKED).distinct()
    subjects = [set(ids) for ids in blocked.values_list("constituent_ids", flat=True)]
    return {pk: sum(bool(with_current({pk}) & ids) for ids in subjects) for pk in people} if subjects else {}
