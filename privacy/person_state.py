"""The state of one person's permissions: what each purpose comes to on each platform, and the acts behind it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from crmsocial.constituents.models import Alias

from . import acts, circumstances, contact
from .judgement import Circumstances, judge, judge_constituent
from .models import Account, ConsentEvent, Purpose
from .platform_rules import RULES
from .projection import facts_of
from .verdicts import Outcome, Verdict

#: An act of the person may speak of every platform.
EVERY = ""


@dataclass(frozen=True, slots=True)
class PlatformState:
    """One part of the matrix: a platform's verdict for each purpose, and how many accounts the person holds there."""

    platform: str
    label: str
    accounts: int
    verdicts: dict[str, Verdict]

    @property
    def rows(self) -> list[tuple[str, str, Verdict]]:
        """Purpose, its label and its verdict."""
        return [(name, str(Purpose(name).label), verdict) for name, verdict in self.verdicts.items()]

    @property
    def is_silent(self) -> bool:
        """True where nothing was said about any purpose."""
        return not self.accounts and all(verdict.code == "no_act" for verdict in self.verdicts.values())

    @property
    def allowed(self) -> list[str]:
        """Labels of the purposes that pass."""
        return [label for _name, label, verdict in self.rows if verdict.allowed]

    @property
    def denied(self) -> list[str]:
        """Labels of the purposes to which the person, or a rule, said no."""
        return [label for _name, label, verdict in self.rows if verdict.outcome is Outcome.DENY]


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
    wanted = [EVERY, *RULES, *(name for name in held if name not in RULES)]
    return [_platform(name, held.get(name, []), spoken, said, around) for name in wanted]


def _platform(
    name: str, held: list[Account], spoken: acts.Spoken, said: dict[bytes, list[acts.Act]], around: Circumstances
) -> PlatformState:
    rule = RULES.get(name)
    verdicts: dict[str, Verdict] = {}
    for purpose in Purpose.values:
        if held:
            each = [
                judge(
                    facts_of(one),
                    purpose,
                    [*said.get(bytes(one.account_hash), ()), *spoken.acts],
                    around,
                    spoken.merged_at,
                )
                for one in held
            ]
            # Of several accounts the one that is denied is what must be seen.
            verdicts[purpose] = next((verdict for verdict in each if not verdict.allowed), each[0])
        else:
            verdicts[purpose] = judge_constituent(purpose, name, spoken.acts, around, spoken.merged_at)
    label = rule.label if rule else name or _("Every platform")
    return PlatformState(name, label, len(held), verdicts)
