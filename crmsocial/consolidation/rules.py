"""Survivorship rules: the hierarchy of trust among origins, for each attribute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from . import origins
from .attributes import ATTRIBUTES, base_of

#: Before the first place of any rule.
CORRECTED_PLACE = -1
#: Most trusted first. Those of the person outrank ours, ours those of lists, and lists what was bought.
_RECORDS = (
    origins.SELF,
    "staff",
    "crm",
    "donor_database",
    "ticketing",
    "volunteers",
    "email_list",
    "public_list",
    "network",
    origins.BOUGHT,
)
#: A box office asks for the phone and the e-mail at each sale, so it knows them better than a donor database does.
_REACHED = (
    origins.SELF,
    "staff",
    "ticketing",
    "crm",
    "donor_database",
    "email_list",
    "volunteers",
    "public_list",
    origins.BOUGHT,
)
#: Elected bodies and professions publish these more exactly than our records repeat them.
_PUBLISHED = (
    origins.SELF,
    "staff",
    "public_list",
    "crm",
    "donor_database",
    "ticketing",
    "volunteers",
    "email_list",
    origins.BOUGHT,
)

DEFAULT_PRECEDENCE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(ATTRIBUTES, _RECORDS),
    "email": _REACHED,
    "phone": _REACHED,
    "organisation": _PUBLISHED,
    "role": _PUBLISHED,
}


@dataclass(frozen=True)
class Rule:
    """Origins in order of precedence for one attribute (``handle`` stands for the accounts on all platforms)."""

    attribute: str
    version: int
    precedence: tuple[str, ...]
    keeps_several: bool = False
    _places: dict[str, tuple[int, int]] = field(default_factory=dict, compare=False, repr=False)

    def place(self, origin: str) -> tuple[int, int]:
        """Where ``origin`` stands, lower wins.

        An origin that the rule does not list comes after all that it lists, and an account after every record: social
        values supplement, and replace only where a rule says so. What was bought never precedes what the person gave.
        What the person corrected precedes everything, whatever a rule says.
        """
        if origin not in self._places:
            self._places[origin] = self._place(origin)
        return self._places[origin]

    def _place(self, origin: str) -> tuple[int, int]:
        if origin == origins.CORRECTED:
            return CORRECTED_PLACE, 0
        place = self._listed(origin)
        if origin == origins.BOUGHT and (given := self._listed(origins.SELF)) >= place:
            return given, 1
        return place, 0

    def _listed(self, origin: str) -> int:
        if origin in self.precedence:
            return self.precedence.index(origin)
        return len(self.precedence) + origins.is_social(origin)


Rules = Mapping[str, Rule]


def default_rule(attribute: str) -> Rule:
    """The rule that the product ships, as version 1 stores it; an unknown attribute trusts in the common order."""
    several = attribute in ATTRIBUTES and ATTRIBUTES[attribute].several
    return Rule(attribute, 1, DEFAULT_PRECEDENCE.get(attribute, _RECORDS), several)


DEFAULT_RULES: Rules = {attribute: default_rule(attribute) for attribute in ATTRIBUTES}


def rule_for(rules: Rules, attribute: str) -> Rule:
    """The rule that ranks ``attribute`` (``handle:x`` is ranked by ``handle``'s)."""
    base = base_of(attribute)
    return rules.get(base) or default_rule(base)


def fingerprint(rules: Rules) -> str:
    """The rules as one text, for the hash of what a profile was computed from."""
    return repr(sorted((rule.attribute, rule.version, rule.precedence, rule.keeps_several) for rule in rules.values()))


def from_rows(rows: Iterable[tuple[str, int, list[str], bool]]) -> Rules:
    """Rules from (attribute, version, precedence, keeps_several)."""
    return {attribute: Rule(attribute, version, tuple(order), several) for attribute, version, order, several in rows}
