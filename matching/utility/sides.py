"""Whom an account or a person may be compared with, and what is already known of the account. Read inside matching."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from crmsocial.personas.models import Persona
from crmsocial.personas.platforms import handle_key
from privacy.gate import purpose
from privacy.models import Purpose

from ..engine.api import Record
from ..index.looking import side_of
from ..records import persona_record
from ..scope import permissions_of
from ..snapshot import ALL, LOOKED_FOR, SideName
from .query import ASKED, Query

REASON = "whether an account may be matched"


@dataclass(frozen=True, slots=True)
class AccountAsked:
    """The account as it is compared, and with whom."""

    record: Record
    side: SideName


def person_side() -> SideName:
    """A person is looked for among our own records: among all but those who are not to be found at all."""
    return SideName(ALL, "")


def account_asked(query: Query, name: str) -> AccountAsked | None:
    """The account of the question, or None where there is none that may be compared with anybody.

    One that we know is compared as far as its holder and the platform's rule allow, with what it shows; and only where
    purpose ``name`` shows it, since who holds it and what it says would be told with the answer. One that we do
    not know has allowed nothing: it is compared with people who agreed to be looked for on its platform. A handle of no
    platform is text about somebody, like a name.
    """
    record = query.account
    if record is None:
        return None
    known = _known(query)
    if not known:
        return AccountAsked(record, SideName(LOOKED_FOR, query.platform) if query.platform else person_side())
    allowed = permissions_of(persona.pk for persona in known)
    ids = {persona.pk for persona in known}
    if len(allowed) < len(known) or shown_for(ids, name) != ids:
        return None
    if len(known) > 1:
        return AccountAsked(record, SideName(LOOKED_FOR, query.platform))
    [persona] = known
    pair_limited, reason = allowed[persona.pk]
    side = side_of(platform=persona.platform, pair_limited=pair_limited, reason=reason)
    return AccountAsked(_with_what_it_shows(record, persona_record(persona)), side)


def shown_for(persona_ids: Collection[UUID], name: str) -> set[UUID]:
    """Those of the accounts that purpose ``name`` shows."""
    if not persona_ids:
        return set()
    rows = Persona.objects.filter(pk__in=list(persona_ids)).values_list("pk", flat=True)
    if name == Purpose.IDENTITY_MATCHING:  # open already
        return set(rows)
    with purpose(name, reason=REASON):
        return set(rows)


def _known(query: Query) -> list[Persona]:
    """Accounts of this handle, permitted or not: an account that says no must not pass for one that we do not know."""
    with purpose("upkeep", reason=REASON):
        rows = Persona.objects.filter(handle_key=handle_key(query.handle))
        return list((rows.filter(platform=query.platform) if query.platform else rows).order_by("pk")[:5])


def _with_what_it_shows(asked: Record, shown: Record) -> Record:
    given = {name: value for name, value in asked.values() if name != "username"}
    return replace(shown, id=ASKED, **given)
