"""What privacy itself tells a person: what they said and were told, what follows from it, and who looked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.ids import with_former
from crmsocial.core.models import Role, User

from ... import notices, receipts
from ...consent.person_acts import events_of
from ...models import (
    AccessEntry,
    Account,
    Category,
    ConsentEvent,
    Export,
    Notice,
    NoticeSent,
    Person,
    Purpose,
    RequestNote,
    RetentionSchedule,
    SubjectRequest,
)
from ...platform_rules import RULES
from ...reaching import contact
from ...screens.person_state import state_of
from ..registry import FreeText, Row, register_section

#: Words of a request that were exchanged with the person; colleagues' notes are not.
EXCHANGED = ("received", "answer", "extension")


def consents(constituent_id: UUID) -> Iterator[Row]:
    """Every act in the ledger about the person or an account of theirs, with its signed receipt."""
    for event in events_of(constituent_id).select_related("notice").order_by("recorded_at", "pk"):
        yield Row(
            {
                "event_id": event.pk,
                "about": "person" if event.constituent_id else "account",
                "state": event.state,
                "category": event.category,
                "purpose": event.purpose or "every",
                "platform": event.platform or "every",
                "channels": list(event.scopes),
                "basis": event.basis,
                "method": event.method,
                "said_at": event.event_time,
                "recorded_at": event.recorded_at,
                "expires_at": event.expires_at,
                "notice": event.notice.version if event.notice else None,
                "proof": FreeText(event.proof),
                # Nobody signs for a row that was altered; the person is still told what it says.
                "receipt": None if receipts.is_altered(event) else receipts.of(event),
            },
            provided=True,
        )


def permissions(constituent_id: UUID) -> Iterator[dict[str, Any]]:
    """What each purpose comes to on each platform and channel now, and why."""
    state = state_of(constituent_id)
    for platform in state.platforms:
        for purpose, _label, verdict, _way in platform.rows:
            yield _verdict(platform.platform or "every", purpose, verdict)
    for channel in contact.CHANNELS:
        yield _verdict(channel, Purpose.CONTACT, state.contact[channel])
    person = Person.objects.filter(pk=constituent_id).first()
    if person and person.restricted_at:
        yield {
            "where": "everywhere",
            "purpose": "every",
            "outcome": "deny",
            "reason": "restricted",
            "until": None,
            "since": person.restricted_at,
        }


def _verdict(where: str, purpose: str, verdict: Any) -> dict[str, Any]:
    return {
        "where": where,
        "purpose": purpose,
        "outcome": verdict.outcome.value,
        "reason": verdict.reason,
        "until": verdict.until,
        "since": None,
    }


def notices_seen(constituent_id: UUID) -> Iterator[dict[str, Any]]:
    """Versions of the notice that were sent to the person or shown when they said something."""
    ids = with_former(constituent_id)
    for sent in NoticeSent.objects.filter(constituent_id__in=ids).select_related("notice").order_by("sent_at"):
        yield {"version": sent.notice.version, "title": sent.notice.title, "how": sent.method, "at": sent.sent_at}
    shown = ConsentEvent.objects.filter(constituent_id__in=ids, notice__isnull=False).order_by("recorded_at")
    versions = dict(shown.values_list("notice_id", "recorded_at"))
    for notice in Notice.objects.filter(pk__in=versions).order_by("published_at"):
        yield {"version": notice.version, "title": notice.title, "how": "with_an_act", "at": versions[notice.pk]}


def access_log(constituent_id: UUID) -> Iterator[dict[str, Any]]:
    """Who opened the data: roles and purposes, no names of staff."""
    personas = Account.objects.filter(constituent_id=constituent_id).values_list("persona_id", flat=True)
    entries = AccessEntry.objects.filter(subject_id__in=[*with_former(constituent_id), *personas]).order_by("pk")
    roles = {
        user.pk: [str(Role(role).value) for role in user.roles]
        for user in User.objects.filter(pk__in=entries.values("actor_id"))
    }
    for at, actor_id, purpose, reason in entries.values_list("at", "actor_id", "purpose", "reason"):
        yield {"at": at, "roles": roles.get(actor_id, []), "purpose": purpose, "opened_for": reason}


def handed_out(constituent_id: UUID) -> Iterator[dict[str, Any]]:
    """Selections of people that may have been downloaded with this person in them."""
    rows = Export.objects.filter(constituent_ids__overlap=with_former(constituent_id), downloads__gt=0)
    for export in rows.order_by("created_at"):
        yield {
            "at": export.created_at,
            "recipient": export.recipient or gettext("the organisation"),
            "purpose": export.purpose,
            "columns": list(export.columns),
            "downloads": export.downloads,
        }


def requests(constituent_id: UUID) -> Iterator[Row]:
    """What the person asked before, and the words exchanged about it."""
    rows = list(SubjectRequest.objects.filter(constituent_id__in=with_former(constituent_id)).order_by("received_at"))
    notes = _exchanged(row.pk for row in rows)
    for row in rows:
        yield Row(
            {
                "request_id": row.pk,
                "kind": row.kind,
                "state": row.state,
                "received_at": row.received_at,
                "received_via": row.received_via,
                "due_on": row.due_on,
                "closed_at": row.closed_at,
                "ended": row.closing_reason,
                "words": notes.get(row.pk, []),
            }
        )


def _exchanged(request_ids: Iterable[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    found: dict[UUID, list[dict[str, Any]]] = {}
    rows = RequestNote.objects.filter(request_id__in=list(request_ids), kind__in=EXCHANGED).order_by("written_at", "pk")
    for row in rows:
        words = {"at": row.written_at, "kind": row.kind, "text": FreeText(row.text)}
        found.setdefault(row.request_id, []).append(words)
    return found


_RIGHTS = (
    gettext_noop("rectification"),
    gettext_noop("erasure"),
    gettext_noop("restriction"),
    gettext_noop("objection"),
    gettext_noop("portability"),
    gettext_noop("withdrawal of consent at any time"),
    gettext_noop("complaint to a supervisory authority"),
)
_AUTOMATED = gettext_noop(
    "Which accounts are yours is proposed by a probability that is added up from evidence. Nothing that "
    "affects you legally is decided by it. A very probable account may be linked without a person "
    "looking; you may have every link looked at, corrected or ended."
)


def information() -> dict[str, Any]:
    """What GDPR art. 15(1) and CCPA 1798.110 have us say besides the data: from the notice in force."""
    notice = notices.in_force()
    rows = list(notice.disclosures) if notice else []
    told = [row for row in rows if row.get("collected", True)]
    return {
        "notice": notice.version if notice else None,
        "uses": [_use(row) for row in told],
        "recipients": sorted({str(name) for row in told for name in row.get("recipients") or ()}),
        "retention": _schedules(),
        "platforms": {rule.platform: rule.label for rule in RULES.values()},
        "categories": {str(value): str(label) for value, label in Category.choices},
        "purposes": {str(value): str(label) for value, label in Purpose.choices},
        "rights": [gettext(right) for right in _RIGHTS],
        "automated_decisions": gettext(_AUTOMATED),
    }


def _use(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "category": row.get("category", ""),
        "purpose": row.get("purpose", ""),
        "basis": row.get("basis", ""),
        "source": row.get("source", ""),
        "recipients": list(row.get("recipients") or ()),
        "exchanged_for_value": bool(row.get("exchanged_for_value")),
        "retention_days": row.get("retention_days"),
    }


def _schedules() -> list[dict[str, Any]]:
    rows = RetentionSchedule.objects.filter(active=True).select_related("source").order_by("category", "pk")
    return [
        {
            "category": row.category,
            "source": str(row.source) if row.source else gettext("every"),
            "days": row.keep_days,
        }
        for row in rows
    ]


def register() -> None:
    """Enter privacy's own sections."""
    register_section("consents", consents, label=_("What you said"), position=60)
    register_section("permissions", permissions, label=_("What is permitted now"), position=61)
    register_section("notices", notices_seen, label=_("Notices"), position=62)
    register_section("access_log", access_log, label=_("Who looked at your data"), position=70)
    register_section("handed_out", handed_out, label=_("What was handed out"), position=71)
    register_section("requests", requests, label=_("Your requests"), position=72)
