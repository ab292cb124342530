"""The state of one person's permissions: what each purpose comes to on each platform, and the acts behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from crmsocial.constituents.ids import current_id

from .. import projection, registry
from ..consent.person_acts import events_about
from ..consent.withdrawing import OWN_CONSENT
from ..judging import circumstances
from ..judging.case import Case
from ..judging.steps import judged
from ..judging.verdicts import Outcome, Verdict, deny
from ..models import Account, Category, ConsentEvent, Person, Purpose
from ..platform_rules import RULES
from ..projecting.endings import Times, ended
from ..reaching import contact

#: An act of the person may speak of every platform.
EVERY = ""
#: So many of the newest acts stand on the page; a file of all receipts holds every one.
ON_PAGE = 200
#: Codes of a no that the person said themselves; saying it again changes nothing.
SAID_NO = frozenset({"withdrawn", "refused", "objected"})
#: Categories that are asked about by platform and purpose. Contact is asked about by channel.
BY_PLATFORM = (Category.PERSONA, Category.SOCIAL_GRAPH, Category.INTEREST_GRAPH)


@dataclass(frozen=True, slots=True)
class PlatformState:
    """One part of the matrix: a platform's verdict for each purpose, and how many accounts the person holds there."""

    platform: str
    label: str
    accounts: int
    verdicts: dict[str, Verdict]
    ways_out: dict[str, str]

    @property
    def rows(self) -> list[tuple[str, str, Verdict, str]]:
        """Purpose, label, verdict and the way out of it: ``withdraw``, ``object``, or empty where it is shut."""
        return [
            (name, str(Purpose(name).label), verdict, self.ways_out[name]) for name, verdict in self.verdicts.items()
        ]

    @property
    def has_way_out(self) -> bool:
        """Whether there is anything left to say no to: an open purpose, or one to which nobody said no."""
        return any(self.ways_out.values()) or any(verdict.code not in SAID_NO for verdict in self.verdicts.values())

    @property
    def is_silent(self) -> bool:
        """True where nothing was said about any purpose."""
        return not self.accounts and all(verdict.code == "no_act" for verdict in self.verdicts.values())

    @property
    def allowed(self) -> list[str]:
        """Labels of the purposes that pass."""
        return [label for _name, label, verdict, _way in self.rows if verdict.allowed]

    @property
    def denied(self) -> list[str]:
        """Labels of the purposes to which the person, or a rule, said no."""
        return [label for _name, label, verdict, _way in self.rows if verdict.outcome is Outcome.DENY]


@dataclass(frozen=True, slots=True)
class PersonState:
    """Everything a privacy admin sees of a person.

    ``platforms`` begins with acts about every platform; platforms that add nothing to it are named in ``silent``.
    ``restricted_at``: use is restricted (GDPR art. 18) since then. ``minor_until``: the day on which they come of age.
    """

    constituent_id: UUID
    category: str
    platforms: list[PlatformState]
    silent: list[str]
    contact: dict[str, Verdict]
    events: list[ConsentEvent]
    restricted_at: datetime | None = None
    minor_until: date | None = None

    @property
    def is_cut(self) -> bool:
        """Whether there may be more acts than stand on the page."""
        return len(self.events) >= ON_PAGE

    @property
    def channels(self) -> list[tuple[str, Verdict]]:
        """Labels of contact channels and their verdicts."""
        return [(label, verdict) for _name, label, verdict in self.channel_rows]

    @property
    def channel_rows(self) -> list[tuple[str, str, Verdict]]:
        """Names and labels of contact channels with their verdicts."""
        return [(name, str(contact.CHANNELS[name]), verdict) for name, verdict in self.contact.items()]


def state_of(constituent_id: UUID, category: str = Category.PERSONA) -> PersonState:
    """Permissions of one constituent (a former id is followed) for one category, judged from the ledger as it is."""
    pk = current_id(constituent_id)
    held: dict[str, list[Account]] = {}
    for account in Account.objects.filter(constituent_id=pk).order_by("platform", "pk"):
        held.setdefault(account.platform, []).append(account)
    hashes = {bytes(account.account_hash) for accounts in held.values() for account in accounts}
    platforms = _platforms(pk, held, category)
    told = [one for one in platforms if not one.platform or one.accounts or one.verdicts != platforms[0].verdicts]
    known = Person.objects.filter(pk=pk).first()
    minor = known is not None and known.of_age_on is not None and known.of_age_on > timezone.localdate()
    return PersonState(
        constituent_id=pk,
        category=category,
        platforms=told,
        silent=[one.label for one in platforms if one not in told],
        contact=contact.verdicts(pk),
        events=list(events_about(pk, hashes)[:ON_PAGE]),
        restricted_at=known.restricted_at if known else None,
        minor_until=known.of_age_on if known and minor else None,
    )


def _platforms(pk: UUID, held: dict[str, list[Account]], category: str) -> list[PlatformState]:
    around = circumstances.read()
    accounts = [account for each in held.values() for account in each]
    cases = dict(
        zip((one.pk for one in accounts), projection.cases_of(accounts, around, category=category), strict=True)
    )
    own = projection.case_of_constituent(pk, "", EVERY, around, category=category)
    resting = registry.resting(list(cases))
    states = []
    for name in [EVERY, *RULES, *(name for name in held if name not in RULES)]:
        here = held.get(name, [])
        asked = {purpose: replace(own, purpose=purpose, platform=name) for purpose in Purpose.values}
        judgements = {purpose: _judged(case, here, cases) for purpose, case in asked.items()}
        states.append(_platform(name, len(here), judgements, resting))
    return states


#: Verdicts of one purpose, each with the account it is about; None where the person holds none.
_Judged = list[tuple[UUID | None, Verdict]]


def _judged(own: Case, held: list[Account], cases: Mapping[UUID, Callable[[str], Case]]) -> _Judged:
    """``own``: the question what their own acts say, which answers where they hold no account."""
    if not held:
        return [(None, judged(own))]
    now = own.around.now
    return [(one.pk, ended(judged(cases[one.pk](own.purpose)), Times.of(one), now)) for one in held]


def _platform(name: str, accounts: int, judgements: dict[str, _Judged], resting: Mapping[UUID, str]) -> PlatformState:
    rule = RULES.get(name)
    label = rule.label if rule else name or _("Every platform")
    return PlatformState(
        name,
        label,
        accounts,
        verdicts={purpose: _worst(purpose, each, resting) for purpose, each in judgements.items()},
        ways_out={purpose: _way_out(each) for purpose, each in judgements.items()},
    )


def _worst(purpose: str, each: _Judged, resting: Mapping[UUID, str]) -> Verdict:
    """Of several accounts the one that is denied is what must be seen; an account whose link rests is not shown."""
    verdicts = [verdict for _pk, verdict in each]
    if purpose == Purpose.PROFILE_VIEW:
        verdicts += [deny(resting[pk]) for pk, verdict in each if pk is not None and pk in resting and verdict.allowed]
    return next((verdict for verdict in verdicts if not verdict.allowed), verdicts[0])


def _way_out(each: _Judged) -> str:
    open_by = {verdict.code in OWN_CONSENT for _pk, verdict in each if verdict.allowed}
    return ("withdraw" if True in open_by else "object") if open_by else ""
