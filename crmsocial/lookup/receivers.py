"""Search follows profiles in the transaction that changes them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from crmsocial.consolidation.signals import profiles_refreshed

from . import index


@receiver(profiles_refreshed)
def on_profiles_refreshed(*, constituent_ids: set[UUID], **_: Any) -> None:
    """The claims of these constituents were written anew."""
    index.rebuild(constituent_ids=sorted(constituent_ids))
