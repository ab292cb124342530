"""What matching does when a layer below has changed something."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from crmsocial.identity.signals import edges_changed
from crmsocial.intake.models import Batch
from crmsocial.intake.signals import batch_loaded
from privacy.signals import permission_changed

from .arrivals import follow_batch, index_follows, match_permitted_later
from .follow import follow_edges, follow_permissions
from .utility import asking


@receiver(permission_changed, dispatch_uid="matching.candidates_follow_permissions")
def candidates_follow_permissions(
    sender: object, persona_ids: set[UUID], constituent_ids: set[UUID], **kwargs: Any
) -> None:
    """Withhold and bring back candidates in the transaction of the withdrawal or of the new consent."""
    follow_permissions(persona_ids=persona_ids, constituent_ids=constituent_ids)


@receiver(permission_changed, dispatch_uid="matching.accounts_follow_permissions")
def accounts_follow_permissions(sender: object, persona_ids: set[UUID], **kwargs: Any) -> None:
    """Have accounts matched that may be only now, by a worker: nobody who consents waits for it."""
    match_permitted_later(persona_ids)


@receiver(permission_changed, dispatch_uid="matching.answers_follow_permissions")
def answers_follow_permissions(
    sender: object, persona_ids: set[UUID], constituent_ids: set[UUID], **kwargs: Any
) -> None:
    """Let nobody fetch an answer that permissions have changed since."""
    asking.forget_about(constituent_ids=constituent_ids)


@receiver(edges_changed, dispatch_uid="matching.candidates_follow_edges")
def candidates_follow_edges(sender: object, constituent_ids: set[UUID], persona_ids: set[UUID], **kwargs: Any) -> None:
    """Re-home and settle candidates in the transaction that moved the edges."""
    follow_edges(constituent_ids=constituent_ids, persona_ids=persona_ids)


@receiver(edges_changed, dispatch_uid="matching.index_follows_edges")
def index_follows_edges(sender: object, constituent_ids: set[UUID], **kwargs: Any) -> None:
    """Let the index know whose record is whose in the transaction that moved the edges."""
    index_follows(constituent_ids=constituent_ids)


@receiver(batch_loaded, dispatch_uid="matching.index_follows_batches")
def index_follows_batches(sender: object, batch: Batch, **kwargs: Any) -> None:
    """Index what a batch brought, and match the accounts of a small one."""
    follow_batch(batch)
