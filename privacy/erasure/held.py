"""Which hold keeps what lies in a store from being erased."""

from __future__ import annotations

from crmsocial.constituents.models import SourceIdentity

from .. import holds
from .stores import ErasureSubject


def hold_on(subject: ErasureSubject, category: str) -> str:
    """``hold:`` and the ground of a hold on the subject that covers the category; empty where none does.

    Held may be the person, the holder of an account, or a source that the person's records came from.
    """
    ground = holds.holding(constituent_ids=subject.constituent_ids, persona_ids=subject.persona_ids, category=category)
    if not ground:
        sources = SourceIdentity.objects.filter(pk__in=subject.identity_ids).values_list("source_id", flat=True)
        ground = holds.holding(source_ids=set(sources), category=category)
    return f"hold:{ground}" if ground else ""
