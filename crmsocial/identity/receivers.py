"""What identity does when a layer below has changed something."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from privacy.signals import permission_changed

from .permissions import follow_permissions


@receiver(permission_changed, dispatch_uid="identity.links_follow_permissions")
def links_follow_permissions(sender: object, persona_ids: set[UUID], constituent_ids: set[UUID], **kwargs: Any) -> None:
    """Suspend and reinstate links in the transaction of the withdrawal or of the new consent."""
    follow_permissions(persona_ids=persona_ids, constituent_ids=constituent_ids)
