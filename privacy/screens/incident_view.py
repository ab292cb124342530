"""Incidents as the pages show them: the kind in words, what to do, and details that lead to what they name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crmsocial.core.models import AuditEntry, User

from .. import incidents, registry
from ..judging.reasons import SENTENCES
from ..models import Category, Incident, Purpose
from ..platform_rules import RULES


@dataclass(frozen=True, slots=True)
class Words:
    """A kind of incident: what happened, and what a privacy admin does about it."""

    title: str | Promise
    advice: str | Promise


KINDS: dict[str, Words] = {
    incidents.USE_OUTSIDE_NOTICE: Words(
        _("A use outside the notice was asked for"),
        _("It was refused. Publish a notice that tells of the use and ask for consent again, or have the use ended."),
    ),
    incidents.PROJECTION_DIFFERS: Words(
        _("Permissions differed from the ledger"),
        _("They were computed anew. Find out what wrote to the database beside the program."),
    ),
    incidents.LEDGER_ROW_ALTERED: Words(
        _("A row of the ledger was altered"),
        _("Its hash no longer fits. Compare it with the receipt that the person has, and with a backup."),
    ),
    incidents.ERASURE_SEARCH_BLIND: Words(
        _("An erasure's search could not see"),
        _("The erasure waits. The store's search did not find the row that was planted for it: mend the search first."),
    ),
}
_NAMES: dict[str, Promise] = {
    "purpose": _("Purpose"),
    "category": _("Kind of data"),
    "platform": _("Platform"),
    "persona": _("Account"),
    "constituent": _("Person"),
    "recipient": _("Recipient"),
    "notice": _("Notice"),
    "code": _("Reason"),
    "accounts": _("Accounts"),
    "erasure": _("Erasure"),
    "store": _("Store"),
    "event": _("Act"),
    "table": _("Table"),
    "run": _("Check"),
    "reason": _("What is wrong"),
    "differing": _("Differing"),
    "ids": _("The first of them"),
}
#: A detail → the page of what it names. A page that this installation has not is left out.
_PAGES = {
    "constituent": "privacy:person",
    "erasure": "privacy:erasure",
}


@dataclass(frozen=True, slots=True)
class Detail:
    """One detail in words, with the page of what it names."""

    label: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class IncidentView:
    """An incident in words. ``note`` and ``closed_by``: what was written when it was closed, and who did."""

    incident: Incident
    title: str
    advice: str
    details: list[Detail]
    note: str = ""
    closed_by: User | None = None


def views(rows: Iterable[Incident]) -> list[IncidentView]:
    """The incidents in words; a kind that nobody described is shown by its name."""
    listed = list(rows)
    named = registry.names({pk for row in listed if (pk := _uuid(row.details.get("constituent")))})
    closings = _closings([row.pk for row in listed if row.resolved_at])
    return [_view(row, named, *closings.get(str(row.pk), ("", None))) for row in listed]


def _closings(ids: list[UUID]) -> dict[str, tuple[str, User | None]]:
    """Note and user of each that was closed, from the audit log."""
    rows = AuditEntry.objects.filter(
        object_type="incident", verb="incident.resolved", object_id__in=[str(pk) for pk in ids]
    )
    entries = list(rows) if ids else []
    users = User.objects.in_bulk([entry.actor_id for entry in entries if entry.actor_id])
    return {
        entry.object_id: (str(entry.details.get("note", "")), users.get(entry.actor_id) if entry.actor_id else None)
        for entry in entries
    }


def _view(row: Incident, named: dict[UUID, str], note: str, closed_by: User | None) -> IncidentView:
    words = KINDS.get(row.kind) or Words(_plain(row.kind), "")
    details = [
        Detail(str(_NAMES.get(name, _plain(name))), _value(name, str(value), named), _url(name, value))
        for name, value in row.details.items()
        if value not in ("", None)
    ]
    return IncidentView(row, str(words.title), str(words.advice), details, note, closed_by)


def _plain(code: str) -> str:
    return code.replace("_", " ").capitalize()


def _value(name: str, value: str, named: dict[UUID, str]) -> str:
    if name == "purpose" and value in Purpose.values:
        return str(Purpose(value).label)
    if name == "category" and value in Category.values:
        return str(Category(value).label)
    if name == "platform" and value in RULES:
        return RULES[value].label
    if name == "code" and value in SENTENCES:
        return str(SENTENCES[value])
    pk = _uuid(value)
    return named.get(pk, value) if pk else value


def _url(name: str, value: object) -> str:
    pk = _uuid(value)
    try:
        if name == "persona" and pk:
            return f"{reverse('privacy:gate')}?account={pk}"
        return reverse(_PAGES[name], args=[pk]) if name in _PAGES and pk else ""
    except NoReverseMatch:
        return ""


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
