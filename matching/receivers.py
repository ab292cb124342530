"""What matching does when a layer below has changed something."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from crmsocial.identity.signals import edges_changed
from privacy.signals import permission_changed

from .follow import follow_edges, follow_permissions


@receiver(permission_changed, dispatch_uid="matching.candidates_follow_permissions")
def candidates_follow_permissions(
    sender: object, persona_ids: set[UUID], constituent_ids: set[UUID], **kwargs: Any
) -> None:
    """Withhold and bring back candidates in the transaction of the withdrawal or of the new consent."""
    follow_permissions(persona_ids=persona_ids, constituent_ids=constituent_ids)


@receiver(edges_changed, dispatch_uid="matching.candidates_follow_edges")
def candidates_follow_edges(sender: object, constituent_ids: set[UUID], persona_ids: set[UUID], **kwargs: Any) -> None:
    """Re-home and settle candidates in the transaction that moved the edges."""
    follow_edges(constituent_ids=constituent_ids, persona_ids=persona_ids)
