"""Disclosures: the rows of a notice that say what is collected, from where, for what, and what is not. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crmsocial.constituents.models import Basis
from crmsocial.core.errors import InvalidInput

from ..models import Category, Purpose

#: field of a row → what a message calls it, in the order of the table.
FIELDS: dict[str, Promise] = {
    "source": gettext_lazy("source"),
    "category": gettext_lazy("category"),
    "collected": gettext_lazy("collected"),
    "purpose": gettext_lazy("purpose"),
    "basis": gettext_lazy("basis"),
    "recipients": gettext_lazy("recipients"),
    "exchanged_for_value": gettext_lazy("exchanged for value"),
    "retention_days": gettext_lazy("days kept"),
}
LONGEST_SOURCE = 200
LONGEST_RECIPIENT = 120
#: Ten years and a day are a slip of the finger more often than a plan; a hundred years certainly are.
MOST_DAYS = 36_500


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One row. A row that is not collected names no use: it says that this is not collected for anything."""

    source: str
    category: str
    purpose: str = ""
    basis: str = ""
    collected: bool = True
    recipients: tuple[str, ...] = ()
    exchanged_for_value: bool = False
    retention_days: int | None = None

    @property
    def use(self) -> tuple[str, str]:
        """Category and purpose, which the gate asks about."""
        return self.category, self.purpose

    def as_row(self) -> dict[str, Any]:
        """As the notice stores it."""
        return {name: list(value) if isinstance(value := getattr(self, name), tuple) else value for name in FIELDS}


def read(rows: Iterable[Mapping[str, Any]]) -> list[Disclosure]:
    """Stored rows, whatever version of the program wrote them: what a row does not say is the least."""
    return [
        Disclosure(
            source=str(row.get("source", "")),
            category=str(row.get("category", "")),
            purpose=str(row.get("purpose", "")),
            basis=str(row.get("basis", "")),
            collected=row.get("collected", True) is not False,
            recipients=tuple(str(one) for one in row.get("recipients") or ()),
            exchanged_for_value=bool(row.get("exchanged_for_value", False)),
            retention_days=row.get("retention_days"),
        )
        for row in rows
    ]


def validated(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows as they are stored. Raises InvalidInput naming the first row and field that says something unknown.

    A draft may still lack a source; ``require_whole`` asks for that before it is submitted.
    """
    for number, row in enumerate(rows, 1):
        for field, problem in problems(row):
            raise InvalidInput(
                _("Disclosure %(number)s: %(problem)s") % {"number": number, "problem": problem},
                row=number,
                field=field,
            )
    return [one.as_row() for one in read(rows)]


def problems(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is wrong with one row, as (field, sentence)."""
    collected = row.get("collected", True)
    if not isinstance(collected, bool):
        return [("collected", _("say whether this is collected or not."))]
    found = _unknown(row, {"category": Category.values})
    if collected:
        found += _unknown(row, {"purpose": Purpose.values, "basis": Basis.values})
    else:
        found += [
            (name, _("what is not collected has no %(field)s: leave it empty.") % {"field": FIELDS[name]})
            for name in ("purpose", "basis", "recipients", "exchanged_for_value", "retention_days")
            if row.get(name)
        ]
    return found + _lengths(row)


def _unknown(row: Mapping[str, Any], choices: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    found = []
    for name, known in choices.items():
        value = row.get(name)
        if not value:
            found.append((name, _("say the %(field)s.") % {"field": FIELDS[name]}))
        elif value not in known:
            found.append((name, _("“%(value)s” is no known %(field)s.") % {"value": value, "field": FIELDS[name]}))
    return found


def _lengths(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = []
    if len(str(row.get("source", ""))) > LONGEST_SOURCE:
        found.append(("source", _("the source has more than %(count)s characters.") % {"count": LONGEST_SOURCE}))
    recipients = row.get("recipients") or []
    if not isinstance(recipients, (list, tuple)) or not all(isinstance(one, str) and one.strip() for one in recipients):
        found.append(("recipients", _("the recipients must be a list of names.")))
    elif any(len(one) > LONGEST_RECIPIENT for one in recipients):
        found.append(
            ("recipients", _("a recipient has more than %(count)s characters.") % {"count": LONGEST_RECIPIENT})
        )
    days = row.get("retention_days")
    if days is not None and (isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= MOST_DAYS):
        found.append(
            ("retention_days", _("the days kept must be a number from 1 to %(count)s.") % {"count": MOST_DAYS})
        )
    return found


def require_whole(rows: Sequence[Mapping[str, Any]]) -> None:
    """Raise InvalidInput unless the rows can be put before people: some, each with a source, none twice, none denied.

    A use that one row says is made and another of the same source denies would let everybody read what they like.
    """
    validated(rows)
    listed = read(rows)
    if not any(one.collected for one in listed):
        raise InvalidInput(_("The notice must disclose at least one use. Nothing would be permitted under it."))
    first: dict[tuple[str, ...], int] = {}
    collected = {(one.source.casefold(), one.category) for one in listed if one.collected}
    for number, one in enumerate(listed, 1):
        key = (one.source.strip().casefold(), one.category, one.purpose, one.basis)
        if not one.source.strip():
            raise InvalidInput(_("Disclosure %(number)s: say which source it speaks of.") % {"number": number})
        if key in first:
            raise InvalidInput(
                _("Disclosures %(first)s and %(number)s speak of the same source, category, purpose and basis.")
                % {"first": first[key], "number": number}
            )
        if not one.collected and (one.source.casefold(), one.category) in collected:
            raise InvalidInput(
                _(
                    "Disclosure %(number)s says that this is not collected, but another row of the same source and "
                    "category says that it is."
                )
                % {"number": number}
            )
        first[key] = number


@dataclass(frozen=True, slots=True)
class Told:
    """What people are told of one source, category and purpose; several bases of one use are one line."""

    source: str
    category: str
    purpose: str
    collected: bool
    bases: tuple[str, ...]
    recipients: tuple[str, ...]
    exchanged_for_value: bool
    retention_days: int | None

    @property
    def key(self) -> tuple[str, str, str]:
        """What two versions are compared by."""
        return self.source, self.category, self.purpose

    @property
    def category_label(self) -> str:
        """The category in words."""
        return str(Category(self.category).label) if self.category in Category.values else self.category

    @property
    def purpose_label(self) -> str:
        """The purpose in words."""
        return str(Purpose(self.purpose).label) if self.purpose in Purpose.values else self.purpose

    @property
    def basis_labels(self) -> list[str]:
        """The bases in words."""
        return [str(Basis(one).label) for one in self.bases if one in Basis.values]


def told(rows: Iterable[Mapping[str, Any]]) -> list[Told]:
    """The rows by source, category and purpose, what is not collected last."""
    grouped: dict[tuple[str, str, str, bool], list[Disclosure]] = {}
    for one in read(rows):
        grouped.setdefault((one.source, one.category, one.purpose, one.collected), []).append(one)
    lines = [
        Told(
            source=source,
            category=category,
            purpose=purpose,
            collected=collected,
            bases=tuple(dict.fromkeys(one.basis for one in some if one.basis)),
            recipients=tuple(dict.fromkeys(name for one in some for name in one.recipients)),
            exchanged_for_value=any(one.exchanged_for_value for one in some),
            retention_days=_longest(some),
        )
        for (source, category, purpose, collected), some in grouped.items()
    ]
    return sorted(lines, key=lambda one: not one.collected)


def _longest(some: list[Disclosure]) -> int | None:
    days = [one.retention_days for one in some]
    return None if None in days else max(day for day in days if day is not None)
