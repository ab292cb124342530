"""Whom an act is about: a constituent or an account, never both."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from ..facts.keys import account_hash


@dataclass(frozen=True, slots=True)
class Subject:
    """Exactly one of a constituent's id and an account's keyed hash. Raises ValueError otherwise."""

    constituent_id: UUID | None = None
    account_hash: bytes | None = None

    def __post_init__(self) -> None:
        if (self.constituent_id is None) == (self.account_hash is None):
            raise ValueError("A subject is a constituent or an account.")

    @classmethod
    def account(cls, platform: str, account_key: str) -> Subject:
        """The account known by ``account_key`` (see ``privacy.facts.keys``)."""
        return cls(account_hash=account_hash(platform, account_key))

    @property
    def audit_details(self) -> dict[str, str]:
        """What the audit log keeps of the subject."""
        if self.constituent_id is not None:
            return {"constituent": str(self.constituent_id)}
        return {"account_hash": (self.account_hash or b"").hex()}
