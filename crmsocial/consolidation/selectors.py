"""Reads: profiles with their lineage, and names. Claims from accounts are seen under a purpose that permits them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from crmsocial.constituents.ids import with_former
from crmsocial.constituents.models import Source, SourceRecord
from crmsocial.identity.models import EdgeState, Link, Membership
from crmsocial.personas.models import Persona
from privacy.gate import purpose

from . import attributes, explain, origins
from .inputs import active_rules
from .models import Claim, Correction, Profile
from .resolve import is_shown
from .rules import Rules, rule_for


@dataclass(frozen=True)
class ClaimView:
    """One claim as lineage shows it; ``shown`` says whether the profile shows its value.

    ``request_id``: the request by which the person corrected it.
    """

    value: str
    origin: str
    origin_label: str
    source_label: str
    observed_at: datetime
    rule: str
    shown: bool
    record_id: UUID | None
    persona_id: UUID | None
    identity_id: UUID | None = None
    request_id: UUID | None = None


@dataclass(frozen=True)
class AttributeView:
    """One attribute: the values shown, best first, and every claim behind it, best first."""

    name: str
    label: str
    shown: Sequence[ClaimView]
    claims: Sequence[ClaimView]

    @property
    def value(self) -> str:
        """The winner."""
        return self.claims[0].value

    @property
    def lost(self) -> Sequence[ClaimView]:
        """Claims that the profile does not show."""
        return [claim for claim in self.claims if not claim.shown]


@dataclass(frozen=True)
class ProfileView:
    """A constituent's profile as the caller's purpose lets it be seen."""

    constituent_id: UUID
    computed_at: datetime | None
    attributes: Sequence[AttributeView]

    def get(self, name: str) -> AttributeView | None:
        """The attribute of this name, or None."""
        return next((attribute for attribute in self.attributes if attribute.name == name), None)

    def value(self, name: str) -> str:
        """The winning value, or an empty text."""
        attribute = self.get(name)
        return attribute.value if attribute else ""

    @property
    def name(self) -> str:
        """What to call the constituent."""
        return self.value("name") or self.value("email") or no_name()


def no_name() -> str:
    """What stands where no source gives a name."""
    return _("No name")


def profile(constituent_id: UUID) -> ProfileView:
    """The profile with its lineage; three queries. Without a purpose it is made of our own records alone."""
    claims = list(Claim.objects.filter(constituent_id=constituent_id).order_by("attribute", "rank"))
    labels = {source.pk: str(source) for source in Source.objects.filter(pk__in={claim.source_id for claim in claims})}
    rules, requests = active_rules(), _requests_of(claims)
    shown = [
        _attribute(name, list(group), labels, rules, requests)
        for name, group in groupby(claims, key=lambda claim: claim.attribute)
    ]
    computed_at = Profile.objects.filter(pk=constituent_id).values_list("computed_at", flat=True).first()
    return ProfileView(constituent_id, computed_at, sorted(shown, key=lambda view: attributes.order_of(view.name)))


def corrections(constituent_id: UUID) -> QuerySet[Correction]:
    """The corrections in force of a constituent, former ids included."""
    return Correction.objects.filter(constituent_id__in=with_former(constituent_id), ended_at__isnull=True)


#: (attribute, normalised value) → the request that a correction rests on
Requests = Mapping[tuple[str, str], UUID]


def _requests_of(claims: list[Claim]) -> Requests:
    corrected = [claim for claim in claims if claim.origin == origins.CORRECTED]
    if not corrected:
        return {}
    rows = corrections(corrected[0].constituent_id).order_by("set_at")
    return {(row.attribute, row.value_key): row.request_id for row in rows}


def _attribute(
    name: str, claims: list[Claim], labels: dict[int, str], rules: Rules, requests: Requests
) -> AttributeView:
    # What wins is judged among the claims that may be seen, not by what the table says of all of them.
    several, seen, locked = rule_for(rules, name).keeps_several, set[str](), claims[0].origin == origins.CORRECTED
    views = []
    for place, claim in enumerate(claims):
        shown = is_shown(place, claim.value_key, claim.origin, seen=seen, several=several, locked=locked)
        seen.add(claim.value_key)
        request_id = requests.get((name, claim.value_key)) if claim.origin == origins.CORRECTED else None
        views.append(_view(claim, labels, first=place == 0, shown=shown, request_id=request_id))
    return AttributeView(name, attributes.label_of(name), [view for view in views if view.shown], views)


def _view(
    claim: Claim, labels: dict[int, str], *, first: bool, shown: bool, request_id: UUID | None = None
) -> ClaimView:
    return ClaimView(
        value=claim.value,
        origin=claim.origin,
        origin_label=origins.label_of(claim.origin),
        source_label=labels.get(claim.source_id or 0, ""),
        observed_at=claim.observed_at,
        rule=explain.corrected_sentence(claim.observed_at, request_id)
        if request_id
        else explain.rule_sentence(claim.rule, first=first),
        shown=shown,
        record_id=claim.record_id,
        persona_id=claim.persona_id,
        identity_id=claim.identity_id,
        request_id=request_id,
    )


def values(constituent_ids: Collection[UUID], names: Collection[str]) -> dict[UUID, dict[str, str]]:
    """{constituent: {attribute: first value}} from our own records, whatever the purpose; one query."""
    rows = (
        Claim.objects.filter(constituent_id__in=constituent_ids, attribute__in=names, persona_id__isnull=True)
        .order_by("constituent_id", "attribute", "rank")
        .distinct("constituent_id", "attribute")
        .values_list("constituent_id", "attribute", "value")
    )
    found: dict[UUID, dict[str, str]] = {constituent_id: {} for constituent_id in constituent_ids}
    for constituent_id, attribute, value in rows:
        found[constituent_id][attribute] = value
    return found


def names(constituent_ids: Iterable[UUID]) -> dict[UUID, str]:
    """{constituent: name} for lists, from our own records, whatever the purpose; one query."""
    found = values(list(constituent_ids), ("name", "email"))
    return {key: value.get("name") or value.get("email") or no_name() for key, value in found.items()}


def constituents_of_batch(batch_id: UUID, *, after: UUID | None, limit: int) -> list[UUID]:
    """Constituents whose records or linked accounts came with this batch, by id, behind ``after``."""
    found: set[UUID] = set()
    with purpose("upkeep", reason="profiles of a batch"):
        for edges in (_memberships(batch_id), _links(batch_id)):
            rows = edges.filter(constituent_id__gt=after) if after else edges
            found.update(rows.order_by("constituent_id").values_list("constituent_id", flat=True).distinct()[:limit])
    return sorted(found)[:limit]


def count_of_batch(batch_id: UUID) -> int:
    """How many constituents ``constituents_of_batch`` goes through (one with both kinds of edge counts twice)."""
    with purpose("upkeep", reason="profiles of a batch"):
        return sum(
            edges.values("constituent_id").distinct().count() for edges in (_memberships(batch_id), _links(batch_id))
        )


def _memberships(batch_id: UUID) -> QuerySet[Membership]:
    records = SourceRecord.objects.filter(batch_id=batch_id).values("identity_id")
    return Membership.objects.filter(identity_id__in=records, ended_at__isnull=True)


def _links(batch_id: UUID) -> QuerySet[Link]:
    personas = Persona.objects.filter(batch_id=batch_id).values("pk")
    return Link.objects.filter(persona_id__in=personas, state=EdgeState.ACTIVE)
