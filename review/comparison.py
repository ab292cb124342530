"""A pair side by side: what our records say, what the account says, and the profile that would result."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crmsocial.consolidation import attributes, origins
from crmsocial.consolidation.claims import PersonaRow, persona_facts
from crmsocial.consolidation.inputs import active_rules, facts_of
from crmsocial.consolidation.resolve import Fact, RankedClaim, resolve
from crmsocial.constituents.models import Source
from crmsocial.core.presentation.difference import mark_difference
from crmsocial.personas.models import Persona

#: The name says it already; its parts would only be said twice.
_PARTS_OF_NAME = frozenset({"given_name", "family_name"})
#: What of our records a network's free text for a place is held against.
_PLACE = ("city", "state", "country")
#: A list longer than this is cut; the constituent's page shows all.
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Value:
    """One value with its differences marked, where it comes from and since when."""

    html: SafeString
    source: str
    observed: datetime | None
    added: bool = False


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One attribute in three columns; ``more``: values of our records that are not listed."""

    attribute: str
    label: str
    left: Sequence[Value]
    right: Sequence[Value]
    result: Sequence[Value]
    more: int = 0


@dataclass(slots=True)
class Comparison:
    """Rows in one order within each group."""

    differing: list[ComparedRow] = field(default_factory=list)
    same: list[ComparedRow] = field(default_factory=list)
    account_only: list[ComparedRow] = field(default_factory=list)
    records_only: list[ComparedRow] = field(default_factory=list)
    changes: int = 0
    result_name: str = ""


def compare(*, constituent_id: UUID, persona: Persona, shown: bool) -> Comparison:
    """Compare a constituent with an account. Opens nothing by itself: call it where both may be seen.

    ``shown``: whether the account may be shown on the profile; if not, the profile would stay as it is. Four queries.
    """
    known = facts_of([constituent_id])[constituent_id]
    account = list(persona_facts(_row(constituent_id, persona)))
    rules = active_rules()
    now, then = resolve(known, rules), resolve([*known, *(account if shown else ())], rules)
    labels = {source.pk: str(source) for source in Source.objects.filter(pk__in={fact.source_id for fact in known})}
    return _arrange(_Sides(_ours(now), _by_attribute(account), _winners(now), _winners(then), labels))


def _row(constituent_id: UUID, persona: Persona) -> PersonaRow:
    fields = PersonaRow._fields[2:]
    return PersonaRow(constituent_id, persona.pk, *(getattr(persona, name) for name in fields))


@dataclass(frozen=True, slots=True)
class _Sides:
    ours: Mapping[str, list[Fact]]
    theirs: Mapping[str, list[Fact]]
    now: Mapping[str, list[Fact]]
    then: Mapping[str, list[Fact]]
    labels: Mapping[int, str]


def _ours(ranked: Iterable[RankedClaim]) -> dict[str, list[Fact]]:
    """Facts of our records, one for each value, best first; the parts of a place are joined to one."""
    found = _by_attribute(claim.fact for claim in ranked if claim.fact.persona_id is None)
    if places := _places(found):
        found["location"] = places
    return found


def _by_attribute(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if all(fact.value_key != other.value_key for other in found[fact.attribute]):
            found[fact.attribute].append(fact)
    return found


def _places(facts: Mapping[str, list[Fact]]) -> list[Fact]:
    by_record: dict[UUID | None, list[Fact]] = defaultdict(list)
    for name in _PLACE:
        for fact in facts.get(name, ()):
            by_record[fact.record_id].append(fact)
    joined = []
    for parts in by_record.values():
        text = ", ".join(fact.value for fact in parts)
        joined.append(parts[0]._replace(attribute="location", value=text, value_key=attributes.text_key(text)))
    return joined


def _winners(ranked: Iterable[RankedClaim]) -> dict[str, list[Fact]]:
    return _by_attribute(claim.fact for claim in ranked if claim.wins)


def _arrange(sides: _Sides) -> Comparison:
    found = Comparison(result_name=next((fact.value for fact in sides.then.get("name", ())), ""))
    names = {*sides.ours, *sides.theirs, *sides.then} - (_PARTS_OF_NAME if "name" in sides.ours else frozenset())
    if "location" in sides.ours:
        names -= set(_PLACE)
    for name in sorted(names, key=attributes.order_of):
        ours, theirs = sides.ours.get(name, []), sides.theirs.get(name, [])
        row = _compared(name, ours, theirs, sides)
        found.changes += sum(value.added for value in row.result)
        if not ours:
            # Neither side: what another linked account says, which stands in the profile already.
            (found.account_only if theirs else found.records_only).append(row)
        elif not theirs:
            found.records_only.append(row)
        elif _agree(name, ours, theirs):
            found.same.append(row)
        else:
            found.differing.append(row)
    return found


def _agree(name: str, ours: list[Fact], theirs: list[Fact]) -> bool:
    if any(one.value_key == other.value_key for one, other in product(ours, theirs)):
        return True
    # "Portland" agrees with "Portland, OR": every word of one side stands in the other.
    return name == "location" and any(
        _words(one) <= _words(other) or _words(other) <= _words(one) for one, other in product(ours, theirs)
    )


def _words(fact: Fact) -> set[str]:
    return set(attributes.name_key(fact.value).split())


def _compared(name: str, ours: list[Fact], theirs: list[Fact], sides: _Sides) -> ComparedRow:
    left, right, more = ours[:_SHOWN], theirs[:_SHOWN], max(0, len(ours) - _SHOWN)
    return ComparedRow(
        attribute=name,
        label=_("Place") if name == "location" and ours else attributes.label_of(name),
        left=[_value(fact, right, sides) for fact in left],
        right=[_value(fact, left, sides) for fact in right],
        result=_result(name, sides),
        more=more,
    )


def _value(fact: Fact, others: Sequence[Fact], sides: _Sides) -> Value:
    differences = [mark_difference(fact.value, other.value) for other in others] or [mark_difference(fact.value, None)]
    # Against the likest value of the other side: the one that leaves least marked.
    nearest = min(differences, key=lambda difference: (not difference.same, len(difference.left)))
    return Value(nearest.left, _source(fact, sides), fact.observed_at)


def _result(name: str, sides: _Sides) -> list[Value]:
    facts = list(sides.then.get(name, ()))
    if name == "location":
        facts = _places(sides.then) + facts
    before = {
        fact.value_key for fact in (*sides.now.get(name, ()), *(_places(sides.now) if name == "location" else ()))
    }
    return [
        Value(
            mark_difference(fact.value, None).left,
            _source(fact, sides),
            fact.observed_at,
            added=fact.value_key not in before,
        )
        for fact in facts[:_SHOWN]
    ]


def _source(fact: Fact, sides: _Sides) -> str:
    if origins.is_social(fact.origin):
        platform = fact.origin.partition(":")[2]
        return attributes.PLATFORMS.get(platform, platform)
    return sides.labels.get(fact.source_id or 0, "") or origins.label_of(fact.origin)
