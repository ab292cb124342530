"""What a person who asks is told of their profile: every value, where it is from, and which rule chose it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.ids import with_former
from privacy.requests.registry import FreeText, Row, register_section

from . import attributes, selectors
from .models import Correction

#: Attributes whose values are sentences, which may name anybody.
_FREE = frozenset({"bio"})


def profile(constituent_id: UUID) -> Iterator[dict[str, Any]]:
    """Every claim of every attribute, best first."""
    for view in selectors.profile(constituent_id).attributes:
        for rank, claim in enumerate(view.claims, 1):
            yield {
                "attribute": view.name,
                "label": view.label,
                "value": FreeText(claim.value) if view.name in _FREE else claim.value,
                "shown": claim.shown,
                "rank": rank,
                "origin": claim.origin,
                "source": claim.source_label or claim.origin_label,
                "rule": claim.rule,
                "observed_at": claim.observed_at,
                "record_id": claim.record_id,
                "persona_id": claim.persona_id,
            }


def corrected(constituent_id: UUID) -> Iterator[Row]:
    """What the person had us correct, ended corrections included."""
    rows = Correction.objects.filter(constituent_id__in=with_former(constituent_id))
    for row in rows.order_by("set_at", "pk"):
        yield Row(
            {
                "attribute": attributes.label_of(row.attribute),
                "value": row.value,
                "set_at": row.set_at,
                "ended_at": row.ended_at,
                "request_id": row.request_id,
            },
            provided=True,
        )


def register() -> None:
    """Lend the requests desk these sections."""
    register_section("profile", profile, label=_("Your profile, and where each value is from"), position=10)
    register_section("corrections", corrected, label=_("What you had us correct"), position=11)
