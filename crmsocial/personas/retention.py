"""Accounts that no source has given for long, for the organisation's schedules."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from privacy.gate import purpose
from privacy.holds import Held
from privacy.models import Account, Category
from privacy.retention import registry
from privacy.retention.registry import Kept, Span

from .models import Persona


def _not_seen(span: Span) -> QuerySet[Persona]:
    unseen = Account.objects.filter(persona_id=OuterRef("pk"), seen_at__lt=span.before)
    return Persona.objects.filter(span.of_source("source_id"), Exists(unseen))


def _under_hold(held: Held) -> Q:
    return Q(pk__in=held.personas) | Q(source_id__in=held.sources)


def sources_of(persona_ids: Collection[UUID]) -> dict[UUID, int]:
    """The source that each account's data is from."""
    with purpose("upkeep", reason="which source gave an account"):
        return dict(Persona.objects.filter(pk__in=list(persona_ids)).values_list("pk", "source_id"))


def register() -> None:
    """Lend privacy what it needs to let accounts age."""
    registry.set_source_lookup(sources_of)
    registry.register(
        Kept(
            category=Category.PERSONA,
            label=_("Accounts and their public profiles"),
            since=_("since a source last gave them"),
            due=_not_seen,
            under_hold=_under_hold,
        )
    )
