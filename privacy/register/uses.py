"""The register of uses: what the program does with people's data, for which purpose, on which bases.

Each app names its own uses in its ``AppConfig.ready()``. A test fails the build when the shipped notice does not tell
of one of them, or when code opens a purpose that no use here stands for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crmsocial.constituents.models import Basis

from ..models import Category, Purpose
from ..notices.disclosures import read

#: Personas are matched and shown on whatever basis their source and their platform's rule allow.
EVERY_BASIS: tuple[str, ...] = (Basis.CONSENT, Basis.CONTRACT, Basis.LEGITIMATE_INTEREST, Basis.PUBLIC)
CONSENT_ONLY: tuple[str, ...] = (Basis.CONSENT,)


@dataclass(frozen=True, slots=True)
class Use:
    """One use. ``recipient``: who outside the organisation receives the data. ``where``: the module or package."""

    code: str
    category: str
    purpose: str
    bases: tuple[str, ...]
    recipient: str = ""
    where: str = ""

    @property
    def label(self) -> str:
        """What it is, in words."""
        return f"{Purpose(self.purpose).label} ({Category(self.category).label})"


_uses: dict[str, Use] = {}


def register(use: Use) -> None:
    """Add a use. Raises ValueError for unknown words, no basis, or a code that stands for another use."""
    if use.purpose not in Purpose.values or use.category not in Category.values:
        raise ValueError(f"Use {use.code}: unknown purpose or category.")
    if not use.bases or not set(use.bases) <= set(Basis.values):
        raise ValueError(f"Use {use.code}: name its lawful bases.")
    if _uses.setdefault(use.code, use) != use:
        raise ValueError(f"Use {use.code} is registered twice.")


def registered() -> list[Use]:
    """All uses, by code."""
    return [_uses[code] for code in sorted(_uses)]


@dataclass(frozen=True, slots=True)
class Untold:
    """A use of the program on a basis that a notice does not tell people of."""

    use: Use
    basis: str

    @property
    def basis_label(self) -> str:
        """The basis in words."""
        return str(Basis(self.basis).label)


def undisclosed(rows: Iterable[Mapping[str, Any]], uses: Iterable[Use] | None = None) -> list[Untold]:
    """The uses that a notice with these disclosures does not tell of: by category, purpose, basis and recipient."""
    collected = [one for one in read(rows) if one.collected]

    def is_told(use: Use, basis: str) -> bool:
        return any(
            one.use == (use.category, use.purpose)
            and one.basis == basis
            and (not use.recipient or use.recipient in one.recipients)
            for one in collected
        )

    return [
        Untold(use, basis)
        for use in (registered() if uses is None else uses)
        for basis in use.bases
        if not is_told(use, basis)
    ]
