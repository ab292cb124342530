"""What is asked: any subset of what may be known of somebody, as the records that the engine compares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from django.utils.translation import gettext as _

from crmsocial.core.errors import InvalidInput
from crmsocial.personas.models import Platform
from crmsocial.personas.platforms import SYNONYMS

from ..engine.api import Record

#: Longest value that is read; whoever sends more has sent something else.
LONGEST = 300
#: Every record of a question has this id on the engine's right side.
ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Query:
    """One question. Empty values are not asked for; ``platform`` says whose ``handle`` it is."""

    email: str = ""
    name: str = ""
    phone: str = ""
    birth_date: str = ""
    gender: str = ""
    location: str = ""
    handle: str = ""
    platform: str = ""
    url: str = ""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Query:
        """A question made of ``values``. Raises InvalidInput where nothing is asked or a value is not as it must be."""
        if unknown := sorted(set(values) - set(FIELDS)):
            raise InvalidInput(
                _("There is no field “%(field)s” to match by.") % {"field": unknown[0]}, field=unknown[0]
            )
        asked = cls(**{name: _clean(name, value) for name, value in values.items() if value is not None})
        asked = replace(asked, platform=SYNONYMS.get(asked.platform.casefold(), asked.platform.casefold()))
        if asked.platform and asked.platform not in Platform.values:
            raise InvalidInput(
                _("“%(platform)s” is no platform. Platforms: %(known)s.")
                % {"platform": asked.platform, "known": ", ".join(Platform.values)},
                field="platform",
            )
        if not asked.says:
            raise InvalidInput(
                _("Say at least one of: %(fields)s.") % {"fields": ", ".join(sorted(set(FIELDS) - _NOBODY_ALONE))}
            )
        return asked

    @property
    def says(self) -> set[str]:
        """Names of the fields that tell anything by themselves."""
        return {name for name in FIELDS if getattr(self, name)} - _NOBODY_ALONE

    @property
    def account(self) -> Record | None:
        """The account that is asked about, where a handle is given: with all that accounts are compared by."""
        if not self.handle:
            return None
        return Record(
            id=ASKED, platform=self.platform or None, username=self.handle, display_name=self.name or None,
            location=self.location or None, profile_link=self.url or None, email=self.email or None,
            phone=self.phone or None,
        )  # fmt: skip

    @property
    def person(self) -> Record | None:
        """The person that is asked about, where more than a handle is given."""
        if not self.says - {"handle"}:
            return None
        return Record(
            id=ASKED, full_name=self.name or None, email=self.email or None, phone=self.phone or None,
            birth_date=self.birth_date or None, gender=self.gender or None, city=self.location or None,
            website=self.url or None,
        )  # fmt: skip


FIELDS: tuple[str, ...] = tuple(one.name for one in fields(Query))
#: By these alone nobody can be found.
_NOBODY_ALONE = frozenset({"platform", "gender", "location"})


def _clean(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise InvalidInput(_("“%(field)s” must be text.") % {"field": name}, field=name)
    # A lone surrogate is no letter, and neither it nor NUL can be asked of a database.
    text = value.encode("utf-8", "ignore").decode().replace("\x00", "").strip()
    if len(text) > LONGEST:
        raise InvalidInput(
            _("“%(field)s” is longer than %(most)d letters.") % {"field": name, "most": LONGEST}, field=name
        )
    return text
