"""What a platform's rule file is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise

from crmsocial.constituents.models import Basis

from ..consent.fold import Kind, Standing
from ..judging.verdicts import Verdict, allow
from .keeping import Keep

#: Whether the account's id is known or only a handle; told of every account when it is registered.
ID_KNOWN = "id_known"
#: A rule that was read longer ago than this is shown with a warning.
STALE_AFTER_DAYS = 180


@dataclass(frozen=True, slots=True)
class Facts:
    """What the gate knows of an account. ``signals`` holds the settings named in the rule's ``signals``, sorted."""

    platform: str
    basis: str
    source_kind: str
    signals: tuple[tuple[str, Any], ...] = ()

    def signal(self, name: str) -> Any:
        """One of the account's own settings; None where it is not known."""
        return dict(self.signals).get(name)


@dataclass(frozen=True, slots=True)
class Modes:
    """What holds on the platform: which optional modes are on, and whether somebody agreed to be looked for."""

    on: frozenset[str] = frozenset()
    looked_for: bool = False


MatchRule = Callable[[Facts, Standing, Modes], Verdict]
#: What the account's own settings say against a category of data; None: nothing.
CategoryRule = Callable[[Facts, str], Verdict | None]


@dataclass(frozen=True, slots=True)
class OptionalMode:
    """A use that stays off until an admin records an assessment of it."""

    code: str
    label: str | Promise
    requires: tuple[str | Promise, ...]


@dataclass(frozen=True, slots=True)
class PlatformRule:
    """A platform's terms as this program keeps them.

    ``source`` pins the text that was read and ``read_on`` the day. ``match_rule`` answers whether the account may be
    matched and, once linked, shown. ``may_look_for``: constituents may agree to be looked for here.
    ``refuses_categories`` are never processed, and ``category_rule`` is what an account's own settings say against
    others. ``bases``: what ``match_rule`` accepts besides consent. ``keeps``: the time limits that the sweep enforces.
    """

    platform: str
    label: str
    source: str
    read_on: date
    quotes: tuple[str, ...]
    in_words: tuple[str | Promise, ...]
    match_rule: MatchRule
    signals: frozenset[str] = frozenset()
    modes: tuple[OptionalMode, ...] = ()
    may_look_for: bool = False
    refuses_categories: frozenset[str] = field(default_factory=frozenset)
    category_rule: CategoryRule | None = None
    bases: frozenset[str] = frozenset()
    keeps: tuple[Keep, ...] = ()

    def is_stale(self, today: date) -> bool:
        """True when the terms should be read again."""
        return (today - self.read_on).days > STALE_AFTER_DAYS

    def is_gone(self, signals: Mapping[str, Any]) -> bool:
        """Whether an account with these settings is gone by one of the time limits."""
        return any(keep.is_signalled(signals) for keep in self.keeps)

    def mode(self, code: str) -> OptionalMode | None:
        """The optional mode of that name."""
        return next((mode for mode in self.modes if mode.code == code), None)


#: Bases under which an account's data came from the person or was published by them.
GIVEN_OR_PUBLISHED = frozenset({Basis.PUBLIC, Basis.LEGITIMATE_INTEREST, Basis.CONTRACT})


def by_consent(state: Standing) -> Verdict | None:
    """An ALLOW when a consent stands, else None."""
    return allow("consent_given", basis=Basis.CONSENT).ending(state.until) if state.kind is Kind.GIVEN else None
