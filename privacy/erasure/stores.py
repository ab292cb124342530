"""What a store of personal data owes to erasure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class ErasureSubject:
    """Whom an erasure is about: ids frozen when it was planned, so that every step can be done again.

    ``scope`` is an ``ErasureScope``. For ``accounts`` the constituents and identities are empty: the person stays.
    """

    erasure_id: UUID
    scope: str
    origin: str
    platform: str = ""
    constituent_ids: tuple[UUID, ...] = ()
    identity_ids: tuple[UUID, ...] = ()
    persona_ids: tuple[UUID, ...] = ()
    account_hashes: tuple[bytes, ...] = ()


class Store(Protocol):
    """One place where personal data lies.

    Every method runs in a transaction under the purpose ``erasure``. ``erase`` removes at most a few thousand rows and
    is called until it returns 0, so a step that was killed is done again without harm.
    """

    @property
    def name(self) -> str:
        """As it stands in manifests: ``identity.links``."""

    @property
    def label(self) -> str | Promise:
        """For a person."""

    @property
    def covers(self) -> tuple[str, ...]:
        """Models whose rows it erases, as ``app_label.Model``."""

    @property
    def position(self) -> int:
        """When it comes: what needs values that others still hold comes first, what others point at comes last."""

    def blocked(self, subject: ErasureSubject) -> str:
        """Code of what keeps it from erasing now; empty where nothing does."""

    def count(self, subject: ErasureSubject) -> int:
        """Rows of the subject that can be found: the negative search."""

    def erase(self, subject: ErasureSubject) -> int:
        """Erase some rows; returns how many."""

    def plant(self, subject: ErasureSubject) -> None:
        """Write one row that ``count`` must see. The caller rolls it back."""
