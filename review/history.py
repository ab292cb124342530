"""Decisions as the history page and the API list them. Call it inside the purpose: only permitted handles are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from crmsocial.consolidation.selectors import names
from crmsocial.core.models import User
from crmsocial.identity.models import Decision, DecisionPayload
from crmsocial.personas.models import Persona

from . import conflicts, reasons

PAGE = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision on a persona, as told to a steward."""

    decision: Decision
    who: str
    reason: str
    name: str
    account: str
    note: str
    can_be_undone: bool


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Entries, newest first, and the id after which the next page begins."""

    entries: Sequence[Entry]
    next_before: UUID | None


def decisions(*, user: User | None = None) -> QuerySet[Decision]:
    """Decisions on personas, of one steward or of all."""
    rows = Decision.objects.filter(persona_id__isnull=False).select_related("actor", "reverses", "reversed_by__actor")
    return rows.filter(actor=user) if user else rows


def page(*, user: User | None, before: UUID | None) -> HistoryPage:
    """One page of the history; five queries whatever its length."""
    rows = decisions(user=user).order_by("-pk")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    known = names({decision.constituent_id for decision in shown})
    personas = Persona.objects.in_bulk({decision.persona_id for decision in shown if decision.persona_id})
    notes = dict(DecisionPayload.objects.filter(pk__in=[one.pk for one in shown]).values_list("pk", "note"))
    entries = [
        Entry(
            decision=decision,
            who=conflicts.who(decision),
            reason=reasons.label_of(decision.reason),
            name=known[decision.constituent_id],
            account=_account(personas.get(decision.persona_id)),
            note=notes.get(decision.pk, ""),
            can_be_undone=decision.reverses_id is None and not hasattr(decision, "reversed_by"),
        )
        for decision in shown
    ]
    return HistoryPage(entries, shown[-1].pk if len(found) > PAGE else None)


def _account(persona: Persona | None) -> str:
    if persona is None:
        return ""
    return f"@{persona.handle}" if persona.handle else str(persona.account_id)
