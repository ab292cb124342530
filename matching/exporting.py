"""Candidates as flat rows, slice by slice: what was withdrawn while a slice is written is not in the next one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from privacy.gate import purpose
from privacy.models import Purpose

from .models import Candidate, CandidateState

COLUMNS = ("source", "external_id", "platform", "handle", "probability", "band", "rank")
#: Rows read in one transaction under one opening of the purpose.
SLICE = 5_000
_KEY = ("persona_id", "rank", "pk")
_AWAY = (CandidateState.SUPERSEDED, CandidateState.WITHHELD)


def rows_of(min_probability: float = 0.0) -> Iterator[tuple[Any, ...]]:
    """Rows of ``COLUMNS`` that may be matched when their slice is read, by persona and rank.

    Opens ``identity_matching`` itself, for each slice anew: do not call it in a transaction. ``source`` and
    ``external_id`` name the record that scored best; an account without a known handle gives its account id.
    """
    after: tuple[Any, ...] | None = None
    while True:
        with purpose(Purpose.IDENTITY_MATCHING, reason="export of candidates"):
            rows = list(_after(min_probability, after)[:SLICE])
        yield from (row[len(_KEY) :] for row in rows)
        if len(rows) < SLICE:
            return
        after = rows[-1][: len(_KEY)]


def _after(min_probability: float, after: tuple[Any, ...] | None) -> QuerySet[Candidate, tuple[Any, ...]]:
    rows = Candidate.objects.exclude(state__in=_AWAY).filter(probability__gte=min_probability)
    if after:
        persona_id, rank, pk = after
        later = Q(persona_id__gt=persona_id) | Q(rank__gt=rank) | Q(rank=rank, pk__gt=pk)
        # The first condition lets the index serve; the second leaves out what was written already.
        rows = rows.filter(persona_id__gte=persona_id).filter(later)
    return (
        rows.annotate(shown=Coalesce(NullIf(F("persona__handle"), Value("")), F("persona__account_id"), Value("")))
        .order_by(*_KEY)
        .values_list(
            *_KEY, "identity__source__name", "identity__external_id", "platform", "shown", "probability", "band", "rank"
        )
    )
