"""Candidates as flat rows, streamed from the database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf

from .models import Candidate, CandidateState

COLUMNS = ("source", "external_id", "platform", "handle", "probability", "band", "rank")
_AWAY = (CandidateState.SUPERSEDED, CandidateState.WITHHELD)


def rows_of(min_probability: float = 0.0) -> Iterator[tuple[Any, ...]]:
    """Rows of ``COLUMNS``, by persona and rank, through a server-side cursor. Call and read it inside a purpose.

    ``source`` and ``external_id`` name the record that scored best; an account without a known handle gives its account
    id.
    """
    rows = (
        Candidate.objects.exclude(state__in=_AWAY)
        .filter(probability__gte=min_probability)
        .annotate(shown=Coalesce(NullIf(F("persona__handle"), Value("")), F("persona__account_id"), Value("")))
        .order_by("persona_id", "rank")
        .values_list(
            "identity__source__name", "identity__external_id", "platform", "shown", "probability", "band", "rank"
        )
    )
    yield from rows.iterator(chunk_size=5000)
