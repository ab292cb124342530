"""Asking for consents again that a new notice no longer covers: who is to be asked, how many, and the job that asks.

Asking changes no permission: the gate denies the use by itself (``notice_changed``, ``not_in_notice``) until the person
consents under the new notice. The requests are events of the ledger, so that nobody is asked twice and proof remains.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from crmsocial.constituents.models import Basis

from .. import ledger, notices
from ..consent import acts
from ..consent.fold import Kind, Standing, about, fold
from ..consent.ledger_rows import NewAct
from ..consent.subjects import Subject
from ..judging import circumstances
from ..judging.judgement import HOLDER
from ..models import Account, ConsentEvent, ConsentState, Notice
from . import diff, selectors

METHOD = "notice_changed"
#: Subjects asked by one call of the job.
AT_ONCE = 1_000
#: People that a page names.
SHOWN = 20

_GIVEN = "('ConsentGiven', 'RenewedConsentGiven')"
_SILENT = "('ConsentUnknown', 'ConsentRequested', 'ConsentRequestDeferred')"
_SUBJECT = "coalesce(coalesce(a.constituent_id, e.constituent_id)::text, encode(e.account_hash, 'hex'))"
_EVENTS = "privacy_consentevent e LEFT JOIN constituents_alias a ON a.former_id = e.constituent_id"
# A consent stands unless a later act of the same person about the same use covers its platform too. Times follow
# privacy.fold: a consent counts from when the person acted, at the latest when it was recorded.
_STANDING = f"""
changed AS (
  SELECT * FROM unnest(%(notices)s::uuid[], %(categories)s::text[], %(purposes)s::text[])
    AS c(notice_id, category, purpose)
), spoken AS (
  SELECT {_SUBJECT} AS subject,
         e.id, e.category, e.purpose, e.platform, e.notice_id, e.event_time, e.expires_at, e.state IN {_GIVEN} AS given,
         CASE WHEN e.state IN {_GIVEN} THEN least(e.event_time, e.recorded_at)
              ELSE coalesce(e.event_time, e.recorded_at) END AS effective
  FROM {_EVENTS} {{within}}
  WHERE e.category = ANY(%(categories)s) AND e.state NOT IN {_SILENT}
), standing AS (
  SELECT DISTINCT g.subject, c.category, c.purpose
  FROM changed c JOIN spoken g ON g.notice_id = c.notice_id AND g.category = c.category AND g.purpose IN ('', c.purpose)
  WHERE g.given AND g.event_time IS NOT NULL AND (g.expires_at IS NULL OR g.expires_at > statement_timestamp())
    AND NOT EXISTS (
      SELECT 1 FROM spoken e
      WHERE e.subject = g.subject AND e.category = g.category AND e.purpose IN ('', c.purpose)
        AND e.platform IN ('', g.platform) AND e.id <> g.id
        AND (e.effective > g.effective OR e.effective = g.effective AND (NOT e.given OR e.id > g.id)))
)
"""
_COUNT = f"WITH {_STANDING.format(within='')} SELECT count(DISTINCT subject), count(*) FROM standing"
# The page of people is cut before anything is compared, so that a slice costs what its people cost.
_SLICE = f"""
WITH page AS (
  SELECT DISTINCT subject FROM (
    SELECT {_SUBJECT} AS subject FROM {_EVENTS} WHERE e.notice_id = ANY(%(notices)s) AND e.state IN {_GIVEN}) given
  WHERE subject > %(after)s ORDER BY subject LIMIT %(limit)s
), {_STANDING.format(within=f"JOIN page p ON p.subject = {_SUBJECT}")}
SELECT p.subject, s.category, s.purpose FROM page p LEFT JOIN standing s ON s.subject = p.subject
ORDER BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Affected:
    """How many people, and how many requests to them, a notice would bring about, and for which changes."""

    people: int
    requests: int
    asks: tuple[diff.AskAgain, ...]


def _changed(notice: Notice) -> dict[UUID, list[diff.AskAgain]]:
    """For each former version that consents rest on, the uses for which they no longer speak."""
    former = selectors.published().exclude(pk=notice.pk)
    if notice.published_at is not None:
        former = former.filter(published_at__lt=notice.published_at)
    found = {one.pk: diff.asks_again(one.disclosures, notice.disclosures) for one in former}
    return {pk: asks for pk, asks in found.items() if asks}


def _parameters(changed: dict[UUID, list[diff.AskAgain]]) -> dict[str, list[Any]]:
    uses = sorted({(pk, ask.category, ask.purpose) for pk, asks in changed.items() for ask in asks})
    return {
        "notices": [pk for pk, _category, _purpose in uses],
        "categories": [category for _pk, category, _purpose in uses],
        "purposes": [purpose for _pk, _category, purpose in uses],
    }


def affected(notice: Notice) -> Affected:
    """Whom the notice, published or not, calls to be asked again: counted in the database, nobody is loaded.

    ``asks`` names the changes against every former version, each once. The job folds each person's acts as the gate
    does, objections carried over by a merge included, so that it may ask a few less.
    """
    changed = _changed(notice)
    asks = tuple(dict.fromkeys(ask for found in changed.values() for ask in found))
    if not changed:
        return Affected(0, 0, ())
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, _parameters(changed))
        people, requests = cursor.fetchone()
    return Affected(people, requests, asks)


def asked(notice: Notice) -> int:
    """How many requests the notice has brought about so far."""
    return ConsentEvent.objects.filter(notice=notice, method=METHOD, state=ConsentState.REQUESTED).count()


def to_ask(notice: Notice, *, limit: int = SHOWN) -> list[UUID | None]:
    """The first people whom the notice calls to be asked: constituents by id, None for an account nobody holds."""
    changed = _changed(notice)
    if not changed:
        return []
    rows = _slice(changed, after="", limit=limit)
    return [None if _is_account(key) else UUID(key) for key in dict.fromkeys(row[0] for row in rows if row[1])]


def _slice(changed: dict[UUID, list[diff.AskAgain]], *, after: str, limit: int) -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_SLICE, {**_parameters(changed), "after": after, "limit": limit})
        return cursor.fetchall()


def ask_again(notice: Notice, *, after: str = "", limit: int = AT_ONCE) -> str:
    """Ask the next people, in the order of their keys; returns the key to go on after, empty when all were asked.

    Nobody is asked by a notice that is no longer in force, nor twice by the same one.
    """
    changed = _changed(notice)
    if not changed or notices.in_force() != notice:
        return ""
    rows = _slice(changed, after=after, limit=limit)
    ledger.record_many(_requests(notice, changed, [row for row in rows if row[1] is not None]), actor=None)
    return str(rows[-1][0]) if rows else ""


def _requests(
    notice: Notice, changed: dict[UUID, list[diff.AskAgain]], rows: Iterable[tuple[str, str, str]]
) -> list[NewAct]:
    """A request for each row whose consent, folded as the gate folds it, still stands under an older notice."""
    listed = list(rows)
    said, now = _said({key for key, _category, _purpose in listed}), circumstances.database_now()
    return [
        _request(notice, key, category, purpose, now)
        for key, category, purpose in listed
        if any(
            state.kind is Kind.GIVEN and state.act is not None and state.act.notice_id in changed
            for state in _standings(said[key], category, purpose, now)
        )
    ]


def _is_account(key: str) -> bool:
    return len(key) == 64


def _said(keys: Collection[str]) -> dict[str, acts.Spoken]:
    """What each subject said; for an account its holder's acts count too."""
    hashes = {bytes.fromhex(key) for key in keys if _is_account(key)}
    holder = {
        bytes(digest).hex(): pk
        for digest, pk in Account.objects.filter(account_hash__in=hashes).values_list("account_hash", "constituent_id")
        if pk
    }
    people = acts.of_constituents({UUID(key) for key in keys if not _is_account(key)} | set(holder.values()))
    of_accounts = acts.of_accounts(hashes)
    found = {}
    for key in keys:
        if not _is_account(key):
            found[key] = people[UUID(key)]
            continue
        of_holder = people[holder[key]] if key in holder else acts.Spoken()
        found[key] = acts.Spoken([*of_accounts[bytes.fromhex(key)], *of_holder.acts], of_holder.merged_at)
    return found


def _standings(spoken: acts.Spoken, category: str, purpose: str, now: datetime) -> Iterator[Standing]:
    """What the acts come to on each platform that a consent names."""
    for platform in {act.platform for act in spoken.acts if act.kind is Kind.GIVEN}:
        relevant = about(spoken.acts, purpose=purpose, platform=platform, category=category)
        yield fold(relevant, now=now, canonical=HOLDER, merged_at=spoken.merged_at)


def _request(notice: Notice, key: str, category: str, purpose: str, now: datetime) -> NewAct:
    subject = Subject(account_hash=bytes.fromhex(key)) if _is_account(key) else Subject(constituent_id=UUID(key))
    digest = hashlib.sha256(f"{notice.pk}:{key}:{category}:{purpose}".encode()).hexdigest()
    return NewAct(
        subject=subject,
        purpose=purpose,
        category=category,
        state=ConsentState.REQUESTED,
        basis=Basis.CONSENT,
        method=METHOD,
        event_time=now,
        notice_id=notice.pk,
        idempotency_key=f"ask-again:{digest}",
    )
