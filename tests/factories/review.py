"""Candidates of the review queue, with evidence that adds up."""

from __future__ import annotations

import math
from itertools import count
from typing import Any
from uuid import UUID

from crmsocial.consolidation import services as consolidation
from crmsocial.constituents.models import SourceRecord
from crmsocial.identity.selectors import members
from crmsocial.personas.models import Persona
from matching.models import Band, Candidate, Evidence
from privacy import gate
from tests.factories.identity import constituent, persona

_numbers = count(1)


def evidence_for(probability: float, *, name: str = "Mara Lind", handle: str = "maralind") -> list[dict[str, Any]]:
    """Rows whose bits add up to the probability's log-odds."""
    rows = [
        {"kind": "prior", "left": "", "right": "", "level": "prior", "bits": -11.0},
        {"kind": "name", "left": name, "right": name, "level": "full", "bits": 9.5},
        {"kind": "place", "left": "Salem", "right": "Portland", "level": "different", "bits": -1.8},
        {"kind": "competition", "left": "", "right": "", "level": "competition", "bits": -0.7},
    ]
    rest = math.log2(probability / (1 - probability)) - sum(row["bits"] for row in rows)
    rows.insert(2, {"kind": "handle", "left": name, "right": handle, "level": "first.last", "bits": rest})
    return rows


def candidate(
    *,
    of: Persona | None = None,
    to: UUID | None = None,
    probability: float = 0.82,
    band: str = Band.REFER,
    rank: int = 1,
    priority: int | None = None,
    rows: list[dict[str, Any]] | None = None,
    **values: Any,
) -> Candidate:
    """An open candidate; persona and constituent are made where none are given. Earlier ones come first."""
    of = of or persona(display_name="Mara Lind", location="Portland")
    to = to or constituent({"full_name": "Mara Lind", "email": "mara@example.org", "city": "Salem"})
    identity = members(to)[0]
    assert isinstance(identity.current_record, SourceRecord)
    consolidation.refresh(constituent_ids={to})
    number = next(_numbers)
    with gate.purpose("upkeep", reason="tests"):
        made = Candidate.objects.create(
            persona=of,
            constituent_id=to,
            identity=identity,
            record_id=identity.current_record.pk,
            model_version="test-1",
            platform=of.platform,
            source_id=identity.source_id,
            probability=probability,
            weight=math.log2(probability / (1 - probability)),
            rank=rank,
            band=band,
            rule=values.pop("rule", "not_calibrated"),
            fingerprint=f"fingerprint-{number}",
            priority=-number if priority is None else priority,
            **values,
        )
        Evidence.objects.create(
            candidate=made, persona_id=of.pk, rows=rows or evidence_for(probability, handle=of.handle)
        )
        made.refresh_from_db()
    made.persona = of
    return made


def state_of(one: Candidate) -> Candidate:
    """The candidate as it stands now, whatever may be seen of it."""
    with gate.purpose("upkeep", reason="tests"):
        return Candidate.objects.get(pk=one.pk)
