"""What a person who asks is told of the deliveries that their rows came with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.models import Interaction, SourceRecord
from crmsocial.identity import selectors as identity
from privacy.requests.registry import FreeText, register_section

from .models import Batch


def imports(constituent_id: UUID) -> Iterator[dict[str, Any]]:
    """Batches of the constituent's records, interactions and accounts, oldest first."""
    members = identity.member_ids([constituent_id])
    ids = set(SourceRecord.objects.filter(identity_id__in=members).values_list("batch_id", flat=True))
    ids |= set(Interaction.objects.filter(identity_id__in=members).values_list("batch_id", flat=True))
    ids |= set(identity.active_links(constituent_id).values_list("persona__batch_id", flat=True))
    for row in Batch.objects.filter(pk__in=[pk for pk in ids if pk]).select_related("source").order_by("created_at"):
        yield {
            "batch_id": row.pk,
            "source": str(row.source),
            "entity": row.entity,
            "basis": row.basis,
            "file_name": FreeText(row.file_name),
            "file_sha256": row.file_hash,
            "received_at": row.created_at,
        }


def register() -> None:
    """Lend the requests desk this section."""
    register_section("imports", imports, label=_("Where your records came from"), position=21)
