"""The typed record that the engine compares: one source record or one persona."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Record:
    """One record of either side. Every value is text as it arrived; ``None`` means that the source does not say.

    ``id`` is opaque and unique on its side. ``group`` names what several records belong to (a constituent with
    several source records); competition counts a group once. Several values in one field are separated by ``|``
    (``other_names``, ``email``, ``phone``, ``website``). Dates are ISO (``1970-05-31``), compact (``19700531``) or a
    year.
    """

    id: str
    group: str | None = None
    full_name: str | None = None
    honorific: str | None = None
    given_name: str | None = None
    middle_name: str | None = None
    family_name: str | None = None
    suffix: str | None = None
    nickname: str | None = None
    other_names: str | None = None
    native_name: str | None = None
    birth_date: str | None = None
    death_date: str | None = None
    gender: str | None = None
    email: str | None = None
    phone: str | None = None
    website: str | None = None
    street_number: str | None = None
    address: str | None = None
    address_2: str | None = None
    postcode: str | None = None
    city: str | None = None
    state: str | None = None
    country: str | None = None
    national_id: str | None = None
    organisation: str | None = None
    role: str | None = None
    platform: str | None = None
    username: str | None = None
    platform_user_id: str | None = None
    display_name: str | None = None
    bio: str | None = None
    location: str | None = None
    profile_link: str | None = None
    language: str | None = None
    verified: str | None = None
    account_created: str | None = None
    followers: str | None = None
    snapshot: str | None = None

    @property
    def key(self) -> str:
        """What competition counts once: the group, or the record itself."""
        return self.group or self.id

    @property
    def is_persona(self) -> bool:
        """Whether this is an account rather than a person's row in a list (which may also name an account)."""
        return bool(self.username or self.display_name or self.bio) and not (self.given_name or self.family_name)

    def values(self) -> Iterator[tuple[str, str]]:
        """Yield (field, value) of all that is filled, ids aside, in declaration order."""
        for name in COMPARED_FIELDS:
            value = getattr(self, name)
            if value:
                yield name, value


COMPARED_FIELDS: tuple[str, ...] = tuple(f.name for f in fields(Record) if f.name not in {"id", "group"})
