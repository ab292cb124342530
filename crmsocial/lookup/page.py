"""Everything that a constituent's page shows, read under the purpose that its view opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from crmsocial.consolidation import selectors as profiles
from crmsocial.consolidation.attributes import HANDLE
from crmsocial.consolidation.selectors import AttributeView, ClaimView, ProfileView
from crmsocial.core.models import Role, User
from crmsocial.identity import selectors as identity
from matching import selectors as matching
from privacy import contact
from privacy.selectors import PersonState, state_of
from privacy.verdicts import Verdict

from . import accounts, interactions
from .viewing import PROFILE_VIEW, viewing

#: channel → attribute that reaches the person over it, the scheme of its address, and its icon
_REACHED_BY = {
    "phone": ("phone", "tel", "phone"),
    "email": ("email", "mailto", "email"),
    "post": ("address", "", "file"),
    "social": (HANDLE, "", "persona"),
}
_PARTS = ("given_name", "family_name")


@dataclass(frozen=True)
class Channel:
    """How the person can be reached over one channel, and whether they may be; ``others`` come after."""

    code: str
    icon: str
    label: str
    value: str
    href: str
    others: Sequence[str]
    verdict: Verdict


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


@dataclass(frozen=True)
class SourceRow:
    """What a source calls the constituent, and since when we know."""

    source: str
    external_id: str
    since: datetime


@dataclass(frozen=True)
class Possible:
    """An undecided candidate for the constituent."""

    candidate_id: UUID
    platform: str
    handle: str
    probability: float


@dataclass(frozen=True)
class Page:
    """The constituent's page."""

    constituent_id: UUID
    name: str
    place: str
    work: str
    channels: Sequence[Channel]
    values: Sequence[ValueRow]
    giving: interactions.Giving
    links: Sequence[accounts.LinkView]
    sources: Sequence[SourceRow]
    permissions: Sequence[tuple[str, Verdict]]
    consent: PersonState
    possible: Sequence[Possible]
    computed_at: datetime | None


def page(constituent_id: UUID, *, actor: User) -> Page:
    """Read the page of a constituent of today; the number of queries does not depend on how much there is."""
    profile = profiles.profile(constituent_id)
    consent = state_of(constituent_id)
    return Page(
        constituent_id=constituent_id,
        name=profile.name,
        place=", ".join(filter(None, (profile.value(name) for name in ("city", "state", "country")))),
        work=" · ".join(filter(None, (profile.value(name) for name in ("role", "organisation")))),
        channels=_channels(profile, contact.verdicts(constituent_id)),
        values=_rows(profile),
        giving=interactions.giving(constituent_id),
        links=accounts.links(constituent_id),
        consent=consent,
        sources=_sources(constituent_id),
        permissions=[
            (platform.label, platform.verdicts[PROFILE_VIEW]) for platform in consent.platforms if platform.accounts
        ],
        possible=possible(constituent_id, actor=actor),
        computed_at=profile.computed_at,
    )


def _channels(profile: ProfileView, verdicts: dict[str, Verdict]) -> list[Channel]:
    found = []
    for code, (attribute, scheme, icon) in _REACHED_BY.items():
        value, *others = _addresses(profile, attribute) or [""]
        href = f"{scheme}:{value.replace(' ', '')}" if scheme and value else ""
        found.append(Channel(code, icon, str(contact.CHANNELS[code]), value, href, others[:2], verdicts[code]))
    return found


def _addresses(profile: ProfileView, attribute: str) -> list[str]:
    if attribute == HANDLE:
        views = (view for view in profile.attributes if view.name.startswith(f"{HANDLE}:"))
        return [f"@{claim.value.lstrip('@')}" for view in views for claim in view.shown]
    view = profile.get(attribute)
    values = [claim.value for claim in view.shown] if view else []
    return (
        [", ".join(filter(None, (value, profile.value("city")))) for value in values]
        if attribute == "address"
        else values
    )


def _rows(profile: ProfileView) -> list[ValueRow]:
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


def _sources(constituent_id: UUID) -> list[SourceRow]:
    return [
        SourceRow(str(member.source), member.external_id, member.created_at)
        for member in identity.members(constituent_id)
    ]


def possible(constituent_id: UUID, *, actor: User) -> list[Possible]:
    """Undecided candidates, for those who decide them."""
    if not actor.has_role(Role.STEWARD):
        return []
    with viewing(actor, reason="possible matches of a constituent", name="identity_matching"):
        return [
            Possible(found.pk, found.get_platform_display(), found.persona.handle or _("no handle"), found.probability)
            for found in matching.for_constituent(constituent_id)
        ]
