"""What would settle a pair: the single changes that would make it sure, or rule it out. Read inside the purpose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from crmsocial.constituents.models import SourceRecord

from . import freezing
from .engine.api import Model, odds_of, reverse, sentence_of
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

    Empty where its model or its record is gone, and where no single change would do.
    """
    run = MatchRun.objects.filter(pk=candidate.run_id).only("model_id", "parameters").first()
    values = SourceRecord.objects.filter(pk=candidate.record_id).values_list("values", flat=True).first()
    if run is None or run.model_id is None or values is None:
        return []
    thresholds = run.parameters["thresholds"]
    bands = (("append", thresholds["append"] or SURE), ("refer", thresholds["refer"]), ("do_not_append", 0.0))
    row = LeftRow(candidate.record_id, candidate.identity_id, candidate.constituent_id, candidate.source_id, values)
    odds = odds_of(as_evidence(piece) for piece in candidate.evidence.rows)
    found = reverse(left_record(row), persona_record(candidate.persona), _model(run.model_id), odds, bands)
    return [WhatIf(_(sentence_of(change.kind, change.level)), change.chance) for change in found]


@lru_cache(8)
def _model(version_id: int) -> Model:
    """The weights of a frozen model; the names that it may still hold are not needed."""
    return freezing.load(ModelVersion.objects.get(pk=version_id))
