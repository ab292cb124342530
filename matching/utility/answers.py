"""What is answered: who it may be, how sure that is and why, and of their accounts what the caller may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from crmsocial.consolidation import selectors as profiles
from crmsocial.identity.models import EdgeState, Link

from ..judge import as_row
from ..models import Band
from ..policy import Facts, Thresholds, decide
from ..reconcile import log_odds
from ..selectors import EvidenceRow, explained, without_values
from ..wording import rule_sentence
from .weighing import Weighed

#: As many constituents as one answer names.
MOST = 5
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class ShownAccount:
    """An account linked to the constituent, as the open purpose shows it."""

    persona_id: UUID
    platform: str
    handle: str
    display_name: str
    profile_link: str


@dataclass(frozen=True, slots=True)
class Match:
    """A constituent that it may be. ``band`` as in the review queue; the bits of ``evidence`` add up."""

    constituent_id: UUID
    name: str
    probability: float
    band: str
    rule: str
    rule_sentence: str
    evidence: list[EvidenceRow]
    accounts: list[ShownAccount]


@dataclass(frozen=True, slots=True)
class Answer:
    """Who it may be, the most probable first; nobody where nobody is probable enough or none may be found."""

    matches: list[Match]
    model_version: str

    @property
    def outcome(self) -> str:
        """``match`` where one may be appended, ``possible`` where somebody should look, else ``no_match``."""
        if not self.matches:
            return "no_match"
        return "match" if self.matches[0].band == Band.APPEND else "possible"


@dataclass(frozen=True, slots=True)
class Judged:
    """A weighed constituent with what the policy says."""

    weighed: Weighed
    probability: float
    band: str
    rule: str


def judge(weighed: Sequence[Weighed], thresholds: Thresholds, *, steward_only: bool) -> list[Judged]:
    """Those of whom anything may be told: the others look as if they were not there."""
    chances = [min(max(one.probability, _LEAST), 1 - _LEAST) for one in weighed[: MOST + 1]]
    odds = [log_odds(chance) for chance in chances]
    judged = []
    for index, one in enumerate(weighed[:MOST]):
        rival = odds[0] if index else (odds[1] if len(odds) > 1 else None)
        facts = Facts(
            probability=chances[index],
            rank=index + 1,
            lead=None if rival is None else odds[index] - rival,
            steward_only=steward_only,
        )
        band, rule = decide(facts, thresholds)
        if band != Band.DO_NOT_APPEND:
            judged.append(Judged(one, chances[index], band, rule))
    return judged


def shown(judged: Sequence[Judged], model_version: str, *, with_values: bool) -> Answer:
    """The answer as the open purpose lets it be seen; ``with_values``: evidence with the values of our records."""
    ids = [one.weighed.left.constituent_id for one in judged]
    names, accounts = profiles.names(ids), linked_accounts(ids)
    matches = [
        Match(
            constituent_id=pk,
            name=names.get(pk, ""),
            probability=one.probability,
            band=one.band,
            rule=one.rule,
            rule_sentence=rule_sentence(one.rule),
            evidence=_evidence(one, with_values=with_values),
            accounts=accounts[pk],
        )
        for pk, one in zip(ids, judged, strict=True)
    ]
    return Answer(matches, model_version)


def _evidence(one: Judged, *, with_values: bool) -> list[EvidenceRow]:
    rows = explained([as_row(row) for row in one.weighed.evidence()])
    return rows if with_values else without_values(rows)


def linked_accounts(constituent_ids: Collection[UUID]) -> dict[UUID, list[ShownAccount]]:
    """The linked accounts that the open purpose shows, by constituent."""
    found: dict[UUID, list[ShownAccount]] = defaultdict(list)
    links = Link.objects.filter(constituent_id__in=list(constituent_ids), state=EdgeState.ACTIVE)
    for link in links.select_related("persona").order_by("persona__platform", "pk"):
        one = link.persona
        found[link.constituent_id].append(
            ShownAccount(one.pk, one.platform, one.handle, one.display_name, one.profile_link)
        )
    return found
