"""From what somebody pasted to a selection of constituents."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from crmsocial.constituents.ids import resolve_id
from crmsocial.core.errors import InvalidInput
from crmsocial.core.models import User

from .search import LIMIT, search

#: Lines that are looked up by searching; ids are not limited so.
MOST_SEARCHED = 200
_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)


def selected(text: str, *, actor: User) -> list[UUID]:
    """The constituents that the lines name: by id, by the address of their page, or by what finds exactly one person.

    Raises InvalidInput that names the lines which find nobody or several people.
    """
    found: dict[UUID, None] = {}
    wrong: list[str] = []
    searched = 0
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        by_id = _ID.search(line)
        searched += not by_id
        if searched > MOST_SEARCHED:
            raise InvalidInput(_("At most %(most)d lines may be names. Paste ids instead.") % {"most": MOST_SEARCHED})
        who = resolve_id(UUID(by_id.group())) if by_id else _only_one(line, actor)
        if who is None:
            wrong.append(str(number))
        else:
            found[who] = None
    if wrong:
        message = _("These lines name nobody, or several people: %(lines)s. Give the id of the person.")
        raise InvalidInput(message % {"lines": ", ".join(wrong[:20])})
    return list(found)


def _only_one(line: str, actor: User) -> UUID | None:
    hits = search(line, actor=actor, limit=2)
    return hits[0].constituent_id if len(hits) == 1 else None


def of_search(text: str, *, actor: User) -> list[UUID]:
    """The constituents whom a search finds now."""
    return [hit.constituent_id for hit in search(text, actor=actor, limit=LIMIT)]


def as_lines(constituent_ids: Iterable[UUID]) -> str:
    """Ids, one a line."""
    return "\n".join(map(str, constituent_ids))
