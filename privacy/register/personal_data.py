"""The register of personal data: what every table holds, how it is guarded, and who erases it.

Each app declares its own tables when it is ready. A field that can hold text stands in exactly one of two lists, the
personal ones with their category: so a new field is personal or not by somebody's decision, never by chance.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..erasure import registry
from ..erasure.stores import Store
from ..models import Category

Policy = Literal["rls", "payload", "derived", "ids_only", "none"]
POLICIES: frozenset[str] = frozenset({"rls", "payload", "derived", "ids_only", "none"})

#: Instead of a list of fields: every field of a table that another package made.
ALL = "*"
#: Category of values about those who sign in: staff and integrations, who are not constituents.
STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Declaration:
    """What one table holds.

    ``personal`` maps fields with personal values to a category of ``privacy.models.Category`` or ``staff``; ``plain``
    names the other fields that can hold text (codes, states, hashes), or is ``*``. ``policy``: ``rls`` shows rows for
    a purpose only, ``payload`` refuses changes and lets erasure alone delete, ``derived`` is computed again from what
    is left, ``ids_only`` holds ids, codes and times, ``none`` nothing about constituents. ``why`` says why rows that
    no store erases may stay.
    """

    model: str
    policy: tuple[Policy, ...]
    personal: Mapping[str, str] = field(default_factory=dict)
    plain: Collection[str] = ()
    why: str | Promise = ""

    @property
    def holds(self) -> tuple[str, ...]:
        """Categories of the personal values."""
        return tuple(sorted(set(self.personal.values())))

    @property
    def about_constituents(self) -> bool:
        """Whether it holds values about people who may ask for erasure."""
        return any(category != STAFF for category in self.personal.values())


_GUARDS = {
    "rls": _("Row-level security"),
    "payload": _("No change, no deletion"),
    "derived": _("Computed again"),
    "ids_only": _("Ids and codes only"),
    "none": _("Roles"),
}
_CATEGORIES = {**dict(Category.choices), STAFF: _("Staff and integrations")}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the register as it is shown: the declaration, and the stores that erase it."""

    declaration: Declaration
    stores: tuple[Store, ...]

    @property
    def names_people(self) -> bool:
        """Whether its ids lead to people."""
        return "ids_only" in self.declaration.policy or bool(self.stores)

    @property
    def guards(self) -> list[str]:
        """How it is guarded, in words."""
        return [str(_GUARDS[policy]) for policy in self.declaration.policy]

    @property
    def fields_by_category(self) -> list[tuple[str, list[str]]]:
        """Labels of the categories, each with its fields."""
        personal = self.declaration.personal
        return [
            (str(_CATEGORIES[one]), [name for name, category in personal.items() if category == one])
            for one in self.declaration.holds
        ]


_declared: dict[str, Declaration] = {}


def declare(
    model: str,
    *,
    policy: Policy | tuple[Policy, ...],
    personal: Mapping[str, str] | None = None,
    plain: Iterable[str] = (),
    why: str | Promise = "",
) -> None:
    """Enter a model, as ``app_label.Model``. Entering it again replaces what was said of it.

    Raises ValueError for a policy that is not known, and for a field that is said to be both personal and plain.
    """
    policies = policy if isinstance(policy, tuple) else (policy,)
    if unknown := set(policies) - POLICIES:
        raise ValueError(f"{model}: {', '.join(sorted(unknown))} is no policy of the register.")
    fields = plain if isinstance(plain, str) else frozenset(plain)
    known = dict(personal or {})
    if both := known.keys() & (set() if fields == ALL else set(fields)):
        raise ValueError(f"{model}: {', '.join(sorted(both))} cannot be personal and plain.")
    _declared[model] = Declaration(model, policies, known, fields, why)


def declaration(model: str) -> Declaration | None:
    """What was declared of a model; None for one that nobody declared."""
    return _declared.get(model)


def declarations() -> list[Declaration]:
    """Everything declared, by model."""
    return [_declared[model] for model in sorted(_declared)]


def table() -> list[Row]:
    """The register: what holds personal values first, by app and model."""
    erasers: dict[str, list[Store]] = {}
    for store in registry.stores():
        for covered in store.covers:
            erasers.setdefault(covered, []).append(store)
    rows = [Row(one, tuple(erasers.get(label, ()))) for label, one in _declared.items()]
    return sorted(rows, key=lambda row: (not row.declaration.about_constituents, row.declaration.model))
