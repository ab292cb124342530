"""What the gate judges by, as plain values: the person, what holds around the judgement, and the question itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from ..consent.fold import Act, Kind, Standing, about, fold
from ..facts.jurisdictions import Law, law_of, scopes
from ..models import Category, Purpose
from ..platform_rules import Facts, Modes

Disclosures = tuple[Mapping[str, Any], ...]
#: category, purpose, lawful basis
Use = tuple[str, str, str]

#: Label of the constituent who holds an account, as subject of acts; former constituents go by their id.
HOLDER, ACCOUNT = "holder", "account"
#: Ways in which a guardian consents for a minor; a minor's own consent permits nothing.
GUARDIAN_METHODS = frozenset({"guardian_form", "guardian_in_person"})


@dataclass(frozen=True, slots=True)
class Holder:
    """What the gate knows of a constituent; the default is nobody, to whom the organisation's own law applies.

    ``minor`` and ``restricted`` hold at the moment of judging. ``told``: the notices that were sent to them.
    """

    known: bool = False
    jurisdiction: str = ""
    minor: bool = False
    restricted: bool = False
    told: frozenset[UUID] = frozenset()
    erased: bool = False

    @property
    def law(self) -> Law:
        """The law that protects them."""
        return law_of(self.jurisdiction)


NOBODY = Holder()


@dataclass(frozen=True, slots=True)
class Told:
    """What a notice says of one use."""

    recipients: frozenset[str] = frozenset()
    exchanged_for_value: bool = False

    def covers(self, other: Told) -> bool:
        """Whether whoever read this knows of the other: each recipient of it, and that it is exchanged if it is."""
        return other.recipients <= self.recipients and (self.exchanged_for_value or not other.exchanged_for_value)


@dataclass(frozen=True, slots=True)
class Switch:
    """The newest row of ``LawfulBasis`` for one purpose and one scope."""

    on: bool
    row_id: UUID | None = None


@dataclass(frozen=True)
class Circumstances:
    """What holds at the moment of judging: the time, modes by platform, every notice ever published, lawful bases.

    ``switches``: purpose and scope (see ``jurisdictions.scopes``) to the switch of legitimate interest.
    """

    now: datetime
    modes: Mapping[str, Modes] = field(default_factory=dict)
    notices: Mapping[UUID | None, Disclosures] = field(default_factory=dict)
    in_force: Disclosures = ()
    switches: Mapping[tuple[str, str], Switch] = field(default_factory=dict)
    versions: Mapping[UUID | None, str] = field(default_factory=dict)

    @cached_property
    def uses(self) -> dict[UUID | None, dict[Use, Told]]:
        """What each notice tells of."""
        return {pk: uses_of(disclosures) for pk, disclosures in self.notices.items()}

    @cached_property
    def uses_in_force(self) -> dict[Use, Told]:
        """What the notice in force tells of."""
        return uses_of(self.in_force)

    def switch(self, purpose: str, jurisdiction: str) -> Switch | None:
        """The switch of legitimate interest that speaks of this jurisdiction most specifically."""
        found = (self.switches.get((purpose, scope)) for scope in scopes(jurisdiction))
        return next((switch for switch in found if switch is not None), None)


def uses_of(disclosures: Iterable[Mapping[str, Any]]) -> dict[Use, Told]:
    """The uses that a notice tells of. A row that says *not collected* tells of none."""
    found: dict[Use, Told] = {}
    for row in disclosures:
        if row.get("collected", True) is False:
            continue
        use = (str(row.get("category", "")), str(row.get("purpose", "")), str(row.get("basis", "")))
        former = found.get(use, Told())
        found[use] = Told(
            former.recipients | frozenset(row.get("recipients") or ()),
            former.exchanged_for_value or bool(row.get("exchanged_for_value")),
        )
    return found


@dataclass(frozen=True)
class Case:
    """One question, and all that it is judged by. ``facts`` None: about a constituent and not about an account.

    ``acts`` are those of the account and of the constituent who holds it; ``merged_at`` as in ``fold``. ``recipient``:
    who outside the organisation would receive the data, as notices name them.
    """

    purpose: str
    acts: tuple[Act, ...]
    around: Circumstances
    facts: Facts | None = None
    platform: str = ""
    category: str = Category.PERSONA
    recipient: str = ""
    holder: Holder = NOBODY
    merged_at: Mapping[str, datetime] = field(default_factory=dict)

    @cached_property
    def heard(self) -> list[Act]:
        """The acts that speak of the question. A minor's own consent does not."""
        relevant = about(self.acts, purpose=self.purpose, platform=self.platform, category=self.category)
        if not self.holder.minor:
            return relevant
        return [act for act in relevant if act.kind is not Kind.GIVEN or act.method in GUARDIAN_METHODS]

    @cached_property
    def standing(self) -> Standing:
        """What they come to."""
        return fold(self.heard, now=self.around.now, canonical=HOLDER, merged_at=self.merged_at)

    @property
    def modes(self) -> Modes:
        """What holds on the platform; whoever agreed to be looked for agreed to matching alone."""
        modes = self.around.modes.get(self.platform, Modes())
        return modes if self.purpose == Purpose.IDENTITY_MATCHING else Modes(on=modes.on)
