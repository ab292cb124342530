"""The gate: opening a purpose for a unit of work, and asking whether a use is permitted.

Opening a purpose makes the database show what the person permits for it; asking gives the answer with its reason.
Code that does neither sees nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.utils.translation import gettext as _

from crmsocial.core.models import User

from . import incidents
from .accesses.opening import Opening, Subjects
from .judging import asking
from .judging.verdicts import Outcome, Verdict
from .lawfulness import purposes
from .lawfulness.purposes import PurposeRefused
from .models import Category, Purpose

__all__ = ["Outcome", "PurposeRefused", "Verdict", "check", "current_purpose", "explain", "purpose"]

#: Codes of a use that people were not told of.
OUTSIDE_NOTICE = frozenset({"not_in_notice", "notice_changed"})

log = structlog.get_logger(__name__)

_STATE = """
SELECT coalesce(current_setting('app.purpose', true), ''),
       EXISTS (SELECT 1 FROM (SELECT disclosures FROM privacy_notice WHERE published_at <= statement_timestamp()
                              ORDER BY published_at DESC, id DESC LIMIT 1) n, jsonb_array_elements(n.disclosures) d
               WHERE d @> %s::jsonb AND NOT d @> '{"collected": false}')
"""


def current_purpose() -> str:
    """The purpose that is open on this connection, empty where none is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.purpose', true), '')")
        return str(cursor.fetchone()[0])


def _set(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.purpose', %s, true)", [name])


def _state(name: str) -> tuple[str, bool]:
    with connection.cursor() as cursor:
        cursor.execute(_STATE, [f'{{"category": "persona", "purpose": "{name}"}}'])
        former, disclosed = cursor.fetchone()
    return former, disclosed


@contextmanager
def purpose(name: str, *, reason: str, actor: User | None = None, about: Subjects | None = None) -> Iterator[Opening]:
    """Open purpose ``name`` for the block or the decorated function: a transaction in which permitted rows are visible.

    ``actor=None`` is the system. ``reason`` says in a few words what the data is opened for, ``about`` whose data it
    is; what is learned only while reading goes to the ``Opening`` that the block is given. For an actor this is entered
    in the access log, in the same transaction. Purposes nest; the outer one holds again afterwards. Raises
    PurposeRefused when no role of the actor may open it, or when no published notice tells people of it.

    A response must be rendered inside the block, and a stream must open the purpose inside its generator.
    """
    purposes.require(name, actor)
    former, disclosed = _state(name)
    if name in Purpose.values and not disclosed:
        _refuse_undisclosed(name, actor)
    with transaction.atomic():
        if former != name:
            _set(name)
        log.debug("purpose_opened", purpose=name, reason=reason, actor_id=actor.pk if actor else None)
        opening = Opening(name, reason, actor)
        if about is not None:
            opening.shows(constituents=about.constituents, personas=about.personas)
        yield opening
        if not connection.needs_rollback:
            opening.write()
        # After a failure the rollback brings the former value back by itself, and queries are refused.
        if former != name and not connection.needs_rollback:
            _set(former)


def _refuse_undisclosed(name: str, actor: User | None) -> NoReturn:
    incidents.record(kind=incidents.USE_OUTSIDE_NOTICE, details={"purpose": name}, actor=actor)
    message = _(
        "The notice in force tells nobody of the purpose “%(purpose)s”. A privacy admin can publish one that does."
    )
    raise PurposeRefused(message % {"purpose": Purpose(name).label}, purpose=name)


def check(
    *,
    purpose: str,
    category: str = Category.PERSONA,
    persona_id: UUID | None = None,
    constituent_id: UUID | None = None,
    platform: str | None = None,
    recipient: str = "",
) -> Verdict:
    """Ask whether ``purpose`` is permitted for a persona, or what a constituent's own acts say of it on ``platform``.

    Each ``category`` of data is judged by its own acts. ``recipient``: who outside the organisation would receive the
    data, as notices name them. Judged from the ledger as it stands, not from the projection. Only ALLOW passes. A use
    outside the notice that the person saw is denied and recorded as an incident. Raises ValueError unless exactly one
    of the two ids is given.
    """
    verdict = explain(
        purpose=purpose,
        category=category,
        persona_id=persona_id,
        constituent_id=constituent_id,
        platform=platform,
        recipient=recipient,
    ).verdict
    if verdict.code in OUTSIDE_NOTICE:
        details = {
            "purpose": purpose,
            "category": "" if category == Category.PERSONA else category,
            "persona": persona_id,
            "constituent": constituent_id,
            "platform": platform,
            "recipient": recipient,
        }
        incidents.record(
            kind=incidents.USE_OUTSIDE_NOTICE,
            details={key: value for key, value in details.items() if value},
            actor=None,
        )
    return verdict


def explain(
    *,
    purpose: str,
    category: str = Category.PERSONA,
    persona_id: UUID | None = None,
    constituent_id: UUID | None = None,
    platform: str | None = None,
    recipient: str = "",
) -> asking.Asked:
    """The answer that ``check`` would give, with all that it rests on and what each step of the judgement said.

    It is the judgement itself that answers; asking is no use of the data, so no incident is recorded.
    """
    if (persona_id is None) == (constituent_id is None):
        raise ValueError("Ask about a persona or about a constituent.")
    if persona_id is not None:
        return asking.of_account(persona_id, purpose, category=category, recipient=recipient)
    assert constituent_id is not None
    return asking.of_constituent(constituent_id, purpose, platform or "", category=category, recipient=recipient)
