"""What the pages of notices show: versions in words, what one would bring about, and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from crmsocial.core.models import Job, User

from .. import registry
from ..models import Notice, NoticeState
from ..register import uses
from . import diff, reasking, selectors, services, states
from .disclosures import Told, told


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version in the list."""

    notice: Notice
    consents: int
    in_force: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A version with all that a privacy admin decides by."""

    notice: Notice
    told: list[Told]
    in_force: bool
    against: Notice | None
    others: list[Notice]
    difference: diff.Difference
    effect: reasking.Affected
    asked: int
    people: list[tuple[UUID | None, str]]
    job: Job | None
    untold: list[uses.Untold]
    consents: int
    verbs: frozenset[str]
    may_not_approve: str = field(default="")


def listed() -> list[VersionView]:
    """All versions that were not discarded, with the consents that rest on each; three queries."""
    notices, force = selectors.versions(), selectors.in_force()
    consents = selectors.consents_on([one.pk for one in notices])
    return [VersionView(one, consents.get(one.pk, 0), one == force) for one in notices]


def page(notice: Notice, actor: User, against: Notice | None) -> Page:
    """One version; ``against`` is the one it is compared with, by default the one before."""
    force = selectors.in_force()
    effect = reasking.affected(notice) if notice.state != NoticeState.DISCARDED else reasking.Affected(0, 0, ())
    other = against or selectors.former(notice)
    submitted = notice.state == NoticeState.SUBMITTED
    return Page(
        notice=notice,
        told=told(notice.disclosures),
        in_force=notice == force,
        against=other,
        others=[one for one in selectors.published() if one != notice],
        difference=selectors.difference(other, notice),
        effect=effect,
        asked=reasking.asked(notice) if notice.published_at else 0,
        people=_people(notice) if effect.people else [],
        job=Job.objects.filter(kind=services.ASK_AGAIN, args__notice=str(notice.pk)).order_by("-created_at").first(),
        untold=uses.undisclosed(notice.disclosures) if notice.published_at is None else [],
        consents=selectors.consents_on([notice.pk]).get(notice.pk, 0),
        verbs=states.verbs(notice.state),
        may_not_approve=services.may_not_approve(notice, actor) if submitted else "",
    )


def _people(notice: Notice) -> list[tuple[UUID | None, str]]:
    ids = reasking.to_ask(notice)
    names = registry.names({pk for pk in ids if pk})
    return [(pk, (names.get(pk) or _("Constituent")) if pk else _("An account")) for pk in ids]
