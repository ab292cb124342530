"""What a person who asks is told of the accounts that they were compared with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from crmsocial.identity.selectors import active_links
from privacy.requests.registry import OtherPerson, register_section

from .models import Candidate


def candidates(constituent_id: UUID) -> Iterator[dict[str, Any]]:
    """Scored pairs. An account that is not held to be the person's may be anybody's, so it is a number only."""
    mine = set(active_links(constituent_id).values_list("persona_id", flat=True))
    for row in Candidate.objects.filter(constituent_id=constituent_id).order_by("created_at", "pk"):
        yield {
            "candidate_id": row.pk,
            "platform": row.platform,
            "account": row.persona_id if row.persona_id in mine else OtherPerson(row.persona_id),
            "probability": round(row.probability, 4),
            "band": row.band,
            "state": row.state,
            "rule": row.rule,
            "model_version": row.model_version,
            "found_at": row.created_at,
        }


def register() -> None:
    """Lend the requests desk this section."""
    register_section("candidates", candidates, label=_("Accounts that you were compared with"), position=51)
