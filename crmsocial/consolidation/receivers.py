"""Profiles follow edges and permissions in the transaction that changes them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from crmsocial.core.database.bulk import among
from crmsocial.identity.models import EdgeState, Link
from crmsocial.identity.signals import edges_changed
from privacy.gate import purpose
from privacy.signals import permission_changed

from . import services


@receiver(edges_changed)
def on_edges_changed(*, constituent_ids: set[UUID], **_: Any) -> None:
    """A membership or a link began, ended or was suspended."""
    services.refresh_now_or_later(constituent_ids=constituent_ids)


@receiver(permission_changed)
def on_permission_changed(*, persona_ids: set[UUID], constituent_ids: set[UUID], **_: Any) -> None:
    """What may be shown of an account changed: its holder's profile is computed again."""
    with purpose("upkeep", reason="whose profiles a permission touches"):
        open_links = Link.objects.filter(persona_id__in=among(persona_ids)).exclude(state=EdgeState.ENDED)
        holders = set(open_links.values_list("constituent_id", flat=True))
    services.refresh_now_or_later(constituent_ids=holders | constituent_ids)
