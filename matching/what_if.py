"""What would settle a pair: the single changes that would make it sure, or rule it out. Read inside the purpose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from crmsocial.constituents.models import SourceRecord

from . import freezing
from .engine.api import Model, odds_of, reverse, sentence_of
from .index import state
from .judge import as_evidence
from .models import Candidate, MatchRun, ModelVersion
from .records import LeftRow, left_record, persona_record

#: From where on a steward calls a pair sure while no threshold for appending is proven yet.
SURE = 0.95


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One change in words, and the probability that it alone would give."""

    sentence: str
    probability: float


def what_if(candidate: Candidate) -> list[WhatIf]:
    """The smallest changes that would move the candidate to another band, those that speak for it first.

    Told by the model that scored it, whether in a match run or by the index. Empty where that model or its record is
    gone, and where no single change would do.
    """
    thresholds = _thresholds(candidate)
    version = ModelVersion.objects.filter(pk=candidate.model_version).only("pk").first()
    values = SourceRecord.objects.filter(pk=candidate.record_id).values_list("values", flat=True).first()
    if not thresholds or version is None or values is None:
        return []
    bands = (("append", thresholds["append"] or SURE), ("refer", thresholds["refer"]), ("do_not_append", 0.0))
    row = LeftRow(candidate.record_id, candidate.identity_id, candidate.constituent_id, candidate.source_id, values)
    odds = odds_of(as_evidence(piece) for piece in candidate.evidence.rows)
    found = reverse(left_record(row), persona_record(candidate.persona), _model(version.pk), odds, bands)
    return [WhatIf(_(sentence_of(change.kind, change.level)), change.chance) for change in found]


def _thresholds(candidate: Candidate) -> dict[str, Any]:
    """By which the candidate was judged: its run's, or where the index found it, those that look-ups judge by."""
    run = MatchRun.objects.filter(pk=candidate.run_id).only("parameters").first() if candidate.run_id else None
    parameters: dict[str, Any] = run.parameters if run is not None else state.read().parameters
    found: dict[str, Any] = parameters.get("thresholds", {})
    return found


@lru_cache(8)
def _model(version: str) -> Model:
    """The weights of a frozen model; the names that it may still hold are not needed."""
    return freezing.load(ModelVersion.objects.get(pk=version))
