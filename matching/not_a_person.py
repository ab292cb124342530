"""Accounts that are not one living person's, as the policy and a steward see them."""

from __future__ import annotations

from collections.abc import Iterable

from .engine.api import Evidence, Quality

#: The rule of the policy for each kind of account that is not a person's.
RULES = {
    "organisation": "organisation",
    "shared": "shared_account",
    "parody": "parody",
    "fabricated": "fabricated",
}
#: Levels of the engine's ``account`` evidence at which words of an organisation outweigh those of a person.
_ORGANISATION = frozenset({"more", "organisation"})


def rule_of(quality: Quality, evidence: Iterable[Evidence]) -> str:
    """The rule that holds the account back from automatic appending; empty for a person's."""
    if not quality.is_person:
        return RULES[quality.kind]
    weighed = any(one.kind == "account" and _ORGANISATION & set(one.level.split("/")) for one in evidence)
    return RULES["organisation"] if weighed else ""


def reasons(quality: Quality) -> list[Evidence]:
    """What the account says against being a person's, as rows beside the score; they weigh nothing there."""
    return [Evidence("not_a_person", "", s.value, s.code, 0.0) for s in quality.signals if s.bits > 0]
