"""The state of one person's permissions: what each purpose comes to on each platform, and the acts behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from crmsocial.constituents.models import Alias

from . import acts, circumstances, contact, registry
from .judgement import Circumstances, judge, judge_constituent
from .models import Account, ConsentEvent, Purpose
from .platform_rules import RULES
from .projection import facts_of, kept
from .verdicts import Outcome, Verdict, deny
from .withdrawing import OWN_CONSENT

#: An act of the person may speak of every platform.
EVERY = ""


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
    """

    constituent_id: UUID
    platforms: list[PlatformState]
    silent: list[str]
    contact: dict[str, Verdict]
    events: list[ConsentEvent]

    @property
    def channels(self) -> list[tuple[str, Verdict]]:
        """Labels of contact channels and their verdicts."""
        return [(str(contact.CHANNELS[name]), verdict) for name, verdict in self.contact.items()]


def canonical(constituent_id: UUID) -> UUID:
    """The id under which the constituent stands today."""
    found = Alias.objects.filter(former_id=constituent_id).values_list("constituent_id", flat=True).first()
    return found or constituent_id


def subject_ids(constituent_id: UUID) -> list[UUID]:
    """The constituent's id and those that were merged into it."""
    former = Alias.objects.filter(constituent_id=constituent_id).values_list("former_id", flat=True)
    return [constituent_id, *former]


def state_of(constituent_id: UUID) -> PersonState:
    """Permissions of one constituent (a former id is followed), judged from the ledger as it stands."""
    pk = canonical(constituent_id)
    held: dict[str, list[Account]] = {}
    for account in Account.objects.filter(constituent_id=pk).order_by("platform", "pk"):
        held.setdefault(account.platform, []).append(account)
    hashes = {bytes(account.account_hash) for accounts in held.values() for account in accounts}
    platforms = _platforms(pk, held, hashes)
    told = [one for one in platforms if not one.platform or one.accounts or one.verdicts != platforms[0].verdicts]
    return PersonState(
        constituent_id=pk,
        platforms=told,
        silent=[one.label for one in platforms if one not in told],
        contact=contact.verdicts(pk),
        events=_events(pk, hashes),
    )


def _events(pk: UUID, hashes: set[bytes]) -> list[ConsentEvent]:
    every = ConsentEvent.objects.select_related("actor", "notice")
    mine = every.filter(constituent_id__in=subject_ids(pk)) | every.filter(account_hash__in=list(hashes))
    return list(mine.order_by("-recorded_at", "-pk")[:200])


def _platforms(pk: UUID, held: dict[str, list[Account]], hashes: set[bytes]) -> list[PlatformState]:
    spoken = acts.of_constituents([pk])[pk]
    said = acts.of_accounts(hashes)
    around = circumstances.read()
    resting = registry.resting([account.pk for accounts in held.values() for account in accounts])
    wanted = [EVERY, *RULES, *(name for name in held if name not in RULES)]
    states = []
    for name in wanted:
        judged = {
            purpose: _judged(name, purpose, held.get(name, []), spoken, said, around) for purpose in Purpose.values
        }
        states.append(_platform(name, len(held.get(name, ())), judged, resting))
    return states


#: Verdicts of one purpose, each with the account it is about; None where the person holds none.
_Judged = list[tuple[UUID | None, Verdict]]


def _judged(
    name: str,
    purpose: str,
    held: list[Account],
    spoken: acts.Spoken,
    said: dict[bytes, list[acts.Act]],
    around: Circumstances,
) -> _Judged:
    if not held:
        return [(None, judge_constituent(purpose, name, spoken.acts, around, spoken.merged_at))]
    judged: _Judged = []
    for one in held:
        heard = [*said.get(bytes(one.account_hash), ()), *spoken.acts]
        verdict = judge(facts_of(one), purpose, heard, around, spoken.merged_at)
        judged.append((one.pk, kept(verdict, one.registered_at, around.now)))
    return judged


def _platform(name: str, accounts: int, judged: dict[str, _Judged], resting: Mapping[UUID, str]) -> PlatformState:
    rule = RULES.get(name)
    label = rule.label if rule else name or _("Every platform")
    return PlatformState(
        name,
        label,
        accounts,
        verdicts={purpose: _worst(purpose, each, resting) for purpose, each in judged.items()},
        ways_out={purpose: _way_out(each) for purpose, each in judged.items()},
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
