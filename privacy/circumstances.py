"""Reading what holds around a judgement: the database's clock, modes that are on, who is looked for, notices."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now

from . import notices
from .judgement import Circumstances
from .models import Assessment, LookFor
from .platform_rules import RULES, Modes


def database_now() -> datetime:
    """The database's clock, which is also the one that policies read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def modes_on(platform: str) -> frozenset[str]:
    """The optional modes of ``platform`` whose newest assessment switches them on."""
    latest = (
        Assessment.objects.filter(platform=platform)
        .order_by("mode", "-recorded_at", "-pk")
        .distinct("mode")
        .values_list("mode", "switched_on")
    )
    rule = RULES.get(platform)
    return frozenset(mode for mode, on in latest if on and rule is not None and rule.mode(mode) is not None)


def looked_for_platforms() -> frozenset[str]:
    """Platforms on which at least one constituent agreed to be looked for."""
    alive = LookFor.objects.filter(Q(until__isnull=True) | Q(until__gt=Now()))
    return frozenset(alive.order_by("platform").values_list("platform", flat=True).distinct())


def read() -> Circumstances:
    """Everything that a judgement needs besides the account and its acts."""
    looked_for = looked_for_platforms()
    force = notices.in_force()
    return Circumstances(
        now=database_now(),
        modes={name: Modes(on=modes_on(name), looked_for=name in looked_for) for name in RULES},
        notices=notices.published(),
        in_force=tuple(force.disclosures) if force else (),
    )
