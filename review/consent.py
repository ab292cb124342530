"""What consent allows for a pair, said before it is approved."""

from __future__ import annotations

from dataclasses import dataclass

from crmsocial.identity.permissions import pair_verdict
from matching.models import Candidate
from privacy import gate
from privacy.models import Account, Purpose
from privacy.projection import verdicts_of

#: What a steward wants to know of an approval's effects.
_TOLD = (Purpose.PROFILE_VIEW, Purpose.CONTACT)


@dataclass(frozen=True, slots=True)
class Permitted:
    """One purpose and the gate's answer for this pair."""

    purpose: str
    label: str
    verdict: gate.Verdict


def for_pair(candidate: Candidate) -> list[Permitted]:
    """The gate's answers for matching this pair, and for what would follow once the constituent holds the account."""
    matching = pair_verdict(
        persona_id=candidate.persona_id, constituent_id=candidate.constituent_id, platform=candidate.platform
    )
    found = [Permitted(Purpose.IDENTITY_MATCHING, str(Purpose.IDENTITY_MATCHING.label), matching)]
    account = Account.objects.filter(pk=candidate.persona_id).first()
    if account is None:
        return found
    # Not saved: only to ask what would be permitted if this were the holder, whose own acts then count as well.
    account.constituent_id = candidate.constituent_id
    verdicts = verdicts_of(account)
    return [*found, *(Permitted(one, str(one.label), verdicts[one]) for one in _TOLD)]


def may_show(permitted: list[Permitted]) -> bool:
    """Whether the account would be shown on the constituent's page."""
    return any(one.purpose == Purpose.PROFILE_VIEW and one.verdict.allowed for one in permitted)
