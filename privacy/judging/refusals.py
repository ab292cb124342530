"""Whom matching leaves out, whatever an account allows: who said no, minors, and people whose data rests."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from crmsocial.constituents.ids import every_id, with_current
from crmsocial.constituents.models import Alias

from ..consent import acts
from ..consent.states import KIND_OF, Kind
from ..facts import holders
from ..models import Category, ConsentEvent, Person, Purpose
from . import circumstances
from .case import GUARDIAN_METHODS, NOBODY, Case, Circumstances
from .steps import shut

_NOES = [state for state, kind in KIND_OF.items() if kind in (Kind.REFUSED, Kind.OBJECTED)]


def refused_matching(platform: str, among: Collection[UUID] | None = None) -> set[UUID]:
    """Constituents who are not to be found on ``platform``: matching leaves them out whatever the account allows.

    They said no, their data rests, or they are minors without a guardian's consent. ``among``: ask about these only, as
    when one person's candidates follow their withdrawal.
    """
    around = circumstances.read()
    spoken = ConsentEvent.objects.filter(
        constituent_id__isnull=False,
        category=Category.PERSONA,
        purpose__in=["", Purpose.IDENTITY_MATCHING],
        platform__in=["", platform],
        state__in=_NOES,
    )
    resting = Person.objects.filter(restricted_at__isnull=False)
    minors = Person.objects.filter(of_age_on__gt=around.now.date())
    if among is not None:
        asked = every_id(among)
        spoken, resting, minors = (
            spoken.filter(constituent_id__in=asked), resting.filter(pk__in=asked), minors.filter(pk__in=asked),
        )  # fmt: skip
    # Of all the minors only those for whom a guardian ever spoke need to be judged.
    guarded = _guarded()
    shut_out = with_current(set(resting.values_list("pk", flat=True)))
    shut_out |= set(minors.exclude(guarded).values_list("pk", flat=True))
    ids = with_current({pk for pk in spoken.values_list("constituent_id", flat=True).distinct() if pk})
    ids |= set(minors.filter(guarded).values_list("pk", flat=True))
    return shut_out | {pk for _platform, pk in _shut_out(((platform, pk) for pk in ids - shut_out), around)}


def _guarded() -> Q:
    """People for whom a guardian spoke, under this id or one that was merged into it."""
    guardians = ConsentEvent.objects.filter(method__in=GUARDIAN_METHODS)
    own = Exists(guardians.filter(constituent_id=OuterRef("pk")))
    formerly = Exists(guardians.filter(constituent_id=OuterRef("former_id")))
    return Q(own) | Q(Exists(Alias.objects.filter(formerly, constituent_id=OuterRef("pk"))))


def refused_pairs(pairs: Collection[tuple[str, UUID]]) -> set[tuple[str, UUID]]:
    """Those of the (platform, constituent) pairs where the constituent is not to be found; a few queries."""
    return _shut_out(pairs, circumstances.read()) if pairs else set()


def _shut_out(pairs: Iterable[tuple[str, UUID]], around: Circumstances) -> set[tuple[str, UUID]]:
    asked = list(pairs)
    ids = {pk for _platform, pk in asked}
    spoken, people = acts.of_constituents(ids), holders.of(ids, around.now)

    def is_shut(platform: str, pk: UUID) -> bool:
        case = Case(
            purpose=Purpose.IDENTITY_MATCHING,
            acts=tuple(spoken[pk].acts),
            around=around,
            platform=platform,
            holder=people.get(pk, NOBODY),
            merged_at=spoken[pk].merged_at,
        )
        return shut(case) is not None

    return {(platform, pk) for platform, pk in asked if is_shut(platform, pk)}
