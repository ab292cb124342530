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


def modes_by_platform() -> dict[str, frozenset[str]]:
    """The optional modes of every platform whose newest assessment switches them on."""
    latest = (
        Assessment.objects.order_by("platform", "mode", "-recorded_at", "-pk")
        .distinct("platform", "mode")
        .values_list("platform", "mode", "switched_on")
    )
    on = {(platform, mode) for platform, mode, switched_on in latest if switched_on}
    return {
        name: frozenset(mode for platform, mode in on if platform == name and rule.mode(mode) is not None)
        for name, rule in RULES.items()
    }


def modes_on(platform: str) -> frozenset[str]:
    """The optional modes of ``platform`` that are on; none for a platform without a rule."""
    return modes_by_platform().get(platform, frozenset())


def looked_for_platforms() -> frozenset[str]:
    """Platforms on which at least one constituent agreed to be looked for."""
    alive = LookFor.objects.filter(Q(until__isnull=True) | Q(until__gt=Now()))
    return frozenset(alive.order_by("platform").values_list("platform", flat=True).distinct())


def read() -> Circumstances:
    """Everything that a judgement needs besides the account and its acts."""
    looked_for = looked_for_platforms()
    force = notices.in_force()
    modes = modes_by_platform()
    return Circumstances(
        now=database_now(),
        modes={name: Modes(on=modes[name], looked_for=name in looked_for) for name in RULES},
        notices=notices.published(),
        in_force=tuple(force.disclosures) if force else (),
    )
