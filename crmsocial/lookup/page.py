"""Everything that a constituent's page shows, read under the purpose that its view opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from crmsocial.consolidation import selectors as profiles
from crmsocial.core.models import Role, User
from crmsocial.identity import selectors as identity
from matching import selectors as matching
from privacy.judging.verdicts import Verdict
from privacy.selectors import PersonState, state_of

from . import accounts, interactions
from .channels import Channel, channels
from .values import ValueRow, rows
from .viewing import PROFILE_VIEW, viewing


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
        channels=channels(profile, consent.contact),
        values=rows(profile),
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


def _sources(constituent_id: UUID) -> list[SourceRow]:
    return [
        SourceRow(str(member.source), member.external_id, member.created_at)
        for member in identity.members(constituent_id)
    ]


def possible(constituent_id: UUID, *, actor: User) -> list[Possible]:
    """Undecided candidates, for those who decide them."""
    if not actor.has_role(Role.STEWARD):
        return []
    with viewing(actor, reason="possible matches of a constituent", name="identity_matching") as view:
        candidates = matching.for_constituent(constituent_id)
        view.shows([constituent_id], [found.persona_id for found in candidates])
        return [
            Possible(found.pk, found.get_platform_display(), found.persona.handle or _("no handle"), found.probability)
            for found in candidates
        ]
