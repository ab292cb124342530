"""A profile's values as rows of the page, each with its lineage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crmsocial.consolidation.selectors import AttributeView, ClaimView, ProfileView

_PARTS = ("given_name", "family_name")


@dataclass(frozen=True)
class LineageRow:
    """A claim as ``components/values.html`` shows it."""

    value: str
    source: str
    observed: datetime
    won: bool
    reason: str


@dataclass(frozen=True)
class ValueRow:
    """A value as ``components/values.html`` shows it."""

    label: str
    value: str
    source: str
    observed: datetime
    rule: str
    lineage: Sequence[LineageRow]


def rows(profile: ProfileView) -> list[ValueRow]:
    """Rows of all attributes; the parts of a name are left out where the name shows them already."""
    parts = set(profile.name.casefold().split())
    return [
        row
        for view in profile.attributes
        if not (view.name in _PARTS and set(view.value.casefold().split()) <= parts)
        for row in _values(view)
    ]


def _values(view: AttributeView) -> list[ValueRow]:
    """One row for each value shown; the lineage of all hangs on the first."""
    lineage = [
        LineageRow(claim.value, _source(claim), claim.observed_at, claim.shown, claim.rule) for claim in view.claims
    ]
    return [
        ValueRow(
            label=view.label if place == 0 else "",
            value=claim.value,
            source=_source(claim),
            observed=claim.observed_at,
            rule=claim.rule if place == 0 else "",
            lineage=lineage if place == 0 else (),
        )
        for place, claim in enumerate(view.shown)
    ]


def _source(claim: ClaimView) -> str:
    return claim.origin_label if claim.persona_id else claim.source_label or claim.origin_label
